/** Arrays that lie in a file as they are, voxel after voxel: the ground under NIfTI, MRC, DeltaVision, npy, npz and PNG. @module */
export { type ByteReader, RangeReader } from "./byte-reader.ts";
export { cOrderBytes, contiguousCopy } from "./c-order-bytes.ts";
export { besideHeader, numberedNames } from "./data-names.ts";
export { checkParts, type DataPart, identifyParts, PartsReader } from "./data-parts.ts";
export { checkHolds, fileReader } from "./file-reader.ts";
export { inflateHead, isGzip, readHead } from "./head.ts";
export { layerChunks } from "./layer-chunks.ts";
export { type LayeredOptions, LayeredSource } from "./layered-source.ts";
export { identify, pathOf, readExactly, readPieces, readUpTo, sizeOf } from "./location.ts";
export { OpenFew } from "./open-few.ts";
export { type Placement, placementOf } from "./placement.ts";
export { StreamReader, type StreamReaderOptions } from "./stream-reader.ts";
export { voxelBytes } from "./voxel-bytes.ts";
export { decodeVoxels, machineIsLittleEndian, openedDtype, type StoredType, storedBytes } from "./voxels.ts";
