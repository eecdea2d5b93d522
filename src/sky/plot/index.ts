/** Pictures of the sky. @module */
export { fitsImage, type SkyPatchImage } from "./fits-image.ts";
export { type GnomonicOptions, gnomonic, mollweide, type Projection } from "./projection.ts";
export { resampleMap } from "./resample-map.ts";
export { type SkyPictureOptions, skyPicture } from "./sky-picture.ts";
