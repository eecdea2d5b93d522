/** PNG: pictures in and out. @module */
export { encodePng, type Picture } from "./encode-png.ts";
export { pngFormat } from "./png-format.ts";
