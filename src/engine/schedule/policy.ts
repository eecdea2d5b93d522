/**
 * What a schedule does when things go wrong. Times are seconds.
 * @module
 */

/** How patient a run is. */
export interface Patience {
  /** How often a block is tried again after a failure that may pass. @default 2: a chance failure seldom comes three times in a row */
  readonly retries?: number | undefined;
  /**
   * How long a block may run before its worker is ended and the block tried again. @default no limit: only the user knows how long
   * a function may take; a worker that died or froze is noticed without it
   */
  readonly timeout?: number | undefined;
  /** How long the first wait before a retry is; each further one is four times as long. @default 0.1: a restarted worker needs about as much */
  readonly backoff?: number | undefined;
  /** How long a worker with a heartbeat may be silent. @default 30: swapping machines pause programs for seconds, seldom for so long */
  readonly silence?: number | undefined;
  /**
   * A block that has run this many times as long as the mean is run a second time where a worker would be idle; 0 never does.
   * @default 4: slower than that is the worker's fault more often than the block's
   */
  readonly stragglers?: number | undefined;
}

/** Patience with every number. */
export interface Policy {
  readonly retries: number;
  readonly timeout: number;
  readonly backoff: number;
  readonly silence: number;
  readonly stragglers: number;
}

/** The longest wait before a retry: a server that comes back is found soon. */
export const LONGEST_WAIT = 30;
/** A block that runs for less than this is no straggler: starting a worker costs as much. */
export const SHORTEST_STRAGGLER = 1;
/** As many blocks that fail alike, none done, and the last attempt of one of them: the function is broken, not the block. */
export const ALIKE = 3;

/** All numbers; those not given are the defaults. */
export function policyOf(patience: Patience, heartbeat: number | undefined): Policy {
  const { retries = 2, timeout = Number.POSITIVE_INFINITY, backoff = 0.1, silence = 30, stragglers = 4 } = patience;
  return { retries, timeout, backoff, stragglers, silence: heartbeat === undefined ? Number.POSITIVE_INFINITY : silence };
}

/** Seconds to wait before a block runs again, after this many failures: longer each time, and not all blocks at once. */
export const waitAfter = (failures: number, { backoff }: Policy, random: number): number =>
  Math.min(LONGEST_WAIT, backoff * 4 ** (failures - 1)) * (0.5 + 0.5 * random);
