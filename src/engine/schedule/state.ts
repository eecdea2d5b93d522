/**
 * What a schedule remembers.
 * @module
 */
import type { TaskFailure } from "../protocol.ts";

/** A block that was given up. */
export interface GivenUp {
  readonly block: number;
  readonly attempts: number;
  readonly failure: TaskFailure;
}

/** A block that is with a worker, or waits for its next attempt. */
export interface Attempted {
  readonly block: number;
  failures: number;
  /** When it may run again. */
  due: number;
  /** It was in a batch whose worker was lost: it runs in a batch of its own, so that the next loss is its own. */
  single: boolean;
  /** Nothing else runs at the same time: memory was the cause, or might have been. */
  alone: boolean;
  /** Workers that have it. */
  holders: number;
}

export interface Slot {
  /** Blocks without an answer, in the order in which they run. */
  open: number[];
  /** When the first of these began, as far as is known. */
  since: number;
  /** When the worker was heard of. */
  heard: number;
  /** It has a block that is to be alone with it. */
  single: boolean;
}
