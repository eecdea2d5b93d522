/**
 * What the file system says, in words that tell what to do.
 * @module
 */
import { UnsupportedError, type VoxmillError } from "../../errors.ts";

const codeOf = (error: unknown): string | undefined => (error as { readonly code?: string } | null)?.code;

/** True when the error says that there is no such file: also where a step of the path is a file, or the path is a folder. */
export const saysMissing = (error: unknown): boolean => ["ENOENT", "ENOTDIR", "EISDIR"].includes(codeOf(error) ?? "");

const reasons: { readonly [code: string]: readonly [what: string, hint: string] } = {
  ENOSPC: ["the disk is full", "Free some space, or choose another output folder, and run again."],
  EDQUOT: ["the disk quota is used up", "Free some space, or choose another output folder, and run again."],
  EROFS: ["the file system is read-only", "Choose another output folder."],
  ENOENT: ["no folder can be made there", "Choose another output folder."],
  EACCES: ["permission denied", "Check the permissions of the file and of the folders above it."],
  EPERM: ["operation not permitted", "Check the permissions of the file and of the folders above it."],
  EISDIR: ["there is a folder of this name", "Remove the folder, or choose another name."],
  ENOTDIR: ["a folder above it is a file", "Remove that file, or choose another name."],
  EEXIST: ["a folder above it is a file", "Remove that file, or choose another name."],
  ENOTEMPTY: ["there is a folder of this name", "Remove the folder, or choose another name."],
  ENAMETOOLONG: ["the name is too long for the file system", "Choose shorter names."],
  EMFILE: ["too many files are open", "Use fewer workers, or raise the limit (ulimit -n)."],
  ENFILE: ["too many files are open on this machine", "Use fewer workers, or raise the limit."],
  EIO: ["the device reports an error", "Check the disk and its cables; copy the data elsewhere."],
};

/** The error to throw for one of the file system; what is not known stays as it is, for a retry or a bug report. */
export function explain(error: unknown, doing: "read" | "write" | "delete" | "list", path: string): VoxmillError | unknown {
  const reason = reasons[codeOf(error) ?? ""];
  if (reason === undefined) return error;
  return new UnsupportedError(`Cannot ${doing} ${path}: ${reason[0]}.`, { hint: reason[1], cause: error });
}
