/**
 * Git LFS pointers: small texts that stand for large files in repositories cloned without Git LFS.
 * @module
 */

const beginning = "version https://git-lfs";

/** True for a whole pointer file. https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: below 1,024 bytes. */
export function isLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length < 1024 && [...beginning].every((letter, i) => letter.charCodeAt(0) === bytes[i]);
}
