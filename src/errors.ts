/**
 * The six errors of voxmill: one class for each *reaction of the caller*, with typed fields.
 *
 * A message says what was expected, what was found, where, and what to do next.
 * @module
 */

/** Fields that every voxmill error may carry. */
export interface ErrorDetails {
  /** What the user can do about it, as a full sentence. Appended to the message. */
  readonly hint?: string;
  /** The error underneath, when this one explains it. */
  readonly cause?: unknown;
  /** The option at fault, as it is named in the options object; "input" for what comes before the options. */
  readonly option?: string;
}

function withHint(message: string, details: ErrorDetails): string {
  return details.hint === undefined ? message : `${message} ${details.hint}`;
}

/** The base of all six; use {@link isVoxmillError} to test for it. */
export abstract class VoxmillError extends Error {
  /** The class name as a literal, so that errors can be told apart after they crossed a thread. */
  abstract readonly tag: ErrorTag;
  readonly hint: string | undefined;
  /** The option at fault, where one is known: recipes turn it into a line. */
  readonly option: string | undefined;
  constructor(message: string, details: ErrorDetails = {}) {
    super(withHint(message, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.hint = details.hint;
    this.option = details.option;
  }
}

export type ErrorTag = "GeometryError" | "NotFoundError" | "FormatError" | "UnsupportedError" | "PlanError" | "TaskError";

/** Shapes, regions, axes, dtypes or options that cannot be: correct the call (or the recipe). */
export class GeometryError extends VoxmillError {
  readonly tag = "GeometryError";
}

/** A file, key, series, step or package that is not there. */
export class NotFoundError extends VoxmillError {
  readonly tag = "NotFoundError";
  /** What was looked for: a path, a key, a name. */
  readonly what: string;
  constructor(message: string, details: ErrorDetails & { readonly what: string }) {
    super(message, details);
    this.what = details.what;
  }
}

/** Bytes that are not what their format promises: the file is broken, cut short or mislabelled. */
export class FormatError extends VoxmillError {
  readonly tag = "FormatError";
  /** The path or key of the broken thing. */
  readonly path: string;
  constructor(message: string, details: ErrorDetails & { readonly path: string }) {
    super(message, details);
    this.path = details.path;
  }
}

/** A valid request or file that voxmill cannot serve (yet): a codec, a dtype, a combination. */
export class UnsupportedError extends VoxmillError {
  readonly tag = "UnsupportedError";
}

/** A plan that was refused before anything ran. When memory is the reason the three numbers are given, in bytes. */
export class PlanError extends VoxmillError {
  readonly tag = "PlanError";
  /** The stage that asks for the most. */
  readonly stage: string | undefined;
  /** Bytes the stage needs per worker, bytes a worker may use, and the number of workers. */
  readonly needed: number | undefined;
  readonly allowed: number | undefined;
  readonly workers: number | undefined;
  constructor(
    message: string,
    details: ErrorDetails & {
      readonly stage?: string;
      readonly needed?: number;
      readonly allowed?: number;
      readonly workers?: number;
    } = {},
  ) {
    super(message, details);
    this.stage = details.stage;
    this.needed = details.needed;
    this.allowed = details.allowed;
    this.workers = details.workers;
  }
}

/** A block that failed while it ran. */
export class TaskError extends VoxmillError {
  readonly tag = "TaskError";
  readonly stage: string;
  /** Index of the block in its grid. */
  readonly block: readonly number[];
  /** 1 for the first attempt. */
  readonly attempt: number;
  constructor(
    message: string,
    details: ErrorDetails & { readonly stage: string; readonly block: readonly number[]; readonly attempt: number },
  ) {
    super(message, details);
    this.stage = details.stage;
    this.block = details.block;
    this.attempt = details.attempt;
  }
}

/** True for the six errors above; with tags, true only for those classes. */
export function isVoxmillError(error: unknown, ...tags: readonly ErrorTag[]): error is VoxmillError {
  return error instanceof VoxmillError && (tags.length === 0 || tags.includes(error.tag));
}
