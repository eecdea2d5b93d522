/** NIfTI-1 and NIfTI-2: volumes of medical imaging. @module */

export type { NiftiWriteInfo } from "./build-header.ts";
export { niftiFormat } from "./nifti-format.ts";
export { type WriteNiftiOptions, writeNifti } from "./write.ts";
