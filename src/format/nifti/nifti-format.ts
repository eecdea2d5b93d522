/**
 * NIfTI in the registry of formats.
 * @module
 */
import { inflateHead, readHead } from "../raw/index.ts";
import type { Format } from "../source.ts";
import { headerBytes, looksLikeNifti } from "./header.ts";
import { headerFileOf, openNifti } from "./open.ts";

/**
 * NIfTI-1 and NIfTI-2, single files and pairs, plain or gzip, in both byte orders. Opens as (t,) z, y, x; scaled files as float64.
 * A .nii is read by ranges; a .nii.gz is decoded forward, so read its chunks in ascending order.
 */
export const niftiFormat: Format = {
  name: "nifti",
  endings: [".nii", ".nii.gz", ".hdr", ".img", ".hdr.gz", ".img.gz"],
  async sniff(location, head) {
    if (head === undefined) return false;
    if (looksLikeNifti(await inflateHead(head))) return true;
    // An .img has no mark of its own: its .hdr says what it is.
    const header = await headerFileOf(location);
    return header !== undefined && looksLikeNifti((await readHead(header, headerBytes)).head);
  },
  open: openNifti,
};
