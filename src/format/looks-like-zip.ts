/**
 * The beginning of zip archives.
 * @module
 */

/** True for the bytes of an archive: a local header, or the end record of an empty one (APPNOTE.TXT 4.3.7, 4.3.16). */
export const looksLikeZip = (head: Uint8Array): boolean =>
  head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6));
