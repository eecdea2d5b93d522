/**
 * What a failure means for the next attempt.
 * @module
 */
import type { ErrorTag } from "../../errors.ts";
import type { TaskFailure } from "../protocol.ts";

/** Errors that the same block would meet again. */
const lasting: ReadonlySet<string> = new Set<ErrorTag>(["FormatError", "GeometryError", "NotFoundError", "UnsupportedError", "PlanError"]);

/** True for failures that no further attempt can mend. */
export const isLasting = ({ tag }: TaskFailure): boolean => lasting.has(tag);

/** True where memory ran out: a worker's own, the engine's, or the machine's. */
export const isMemory = ({ tag, message }: TaskFailure): boolean =>
  tag === "OutOfMemory" || (tag === "RangeError" && /memory|allocation/i.test(message));

/** True where the worker itself is gone. */
export const isLoss = ({ tag }: TaskFailure): boolean => tag === "WorkerLost" || tag === "OutOfMemory" || tag === "WorkerSilent";

/** Equal for failures that differ in nothing but numbers: coordinates, sizes, addresses. */
export const likenessOf = ({ tag, message }: TaskFailure): string => `${tag}: ${message.slice(0, 300).replace(/[\d.]+/g, "#")}`;
