/**
 * NIfTI in the registry of formats.
 * @module
 */
import type { Format } from "../source.ts";
import { looksLikeNifti } from "./header.ts";
import { inflateHead } from "./inflate-head.ts";
import { isGzip, openNifti } from "./open.ts";

/**
 * NIfTI-1 and NIfTI-2, single files and pairs, plain or gzip, in both byte orders. Opens as (t,) z, y, x; scaled files as float64.
 * A .nii is read by ranges; a .nii.gz is decoded forward, so read its chunks in ascending order.
 */
export const niftiFormat: Format = {
  name: "nifti",
  endings: [".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz"],
  async sniff(_location, head) {
    if (head === undefined) return false;
    return looksLikeNifti(isGzip(head) ? await inflateHead(head) : head);
  },
  open: openNifti,
};
