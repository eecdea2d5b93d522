/**
 * Runs the blocks of a stage on an engine: a schedule in real time, with the engine's workers.
 * @module
 */
import type { Engine, MemoryResource } from "../engine.ts";
import type { TaskFailure, TaskReport } from "../protocol.ts";
import { type Patience, policyOf } from "./policy.ts";
import { Schedule, type ScheduleHost } from "./schedule.ts";
import type { GivenUp } from "./state.ts";

export interface BlocksOptions {
  readonly engine: Engine;
  readonly resources: readonly MemoryResource[];
  /** Blocks in the order in which they are to begin. */
  readonly blocks: Iterable<number>;
  readonly count: number;
  readonly patience: Patience;
  readonly proven?: boolean | undefined;
  /** The line that asks a worker for a block; its id is the number of the block. */
  line(block: number): string;
  done(block: number, worker: number, attempt: number, report: TaskReport): void;
  failed(block: number, worker: number, attempt: number, failure: TaskFailure, final: boolean): void;
  /** How many of the first blocks are a probe, and what is to hold before any other begins; what it throws ends the run. */
  readonly probe?: { readonly count: number; check(): Promise<void> } | undefined;
  /** Stops at once: workers are ended, the promise is rejected with the reason. */
  readonly signal: AbortSignal;
  /** Begins no further block and finishes those at hand. */
  readonly drain?: AbortSignal | undefined;
}

export interface BlocksOutcome {
  readonly givenUp: readonly GivenUp[];
  /** Set when a function failed for every block, and the rest was not begun. */
  readonly stopped: GivenUp | undefined;
}

/** Seconds since some time, of a clock that never goes back. */
const now = (): number => performance.now() / 1000;

/** Runs all blocks; resolves when each is done or given up (or none begins any more, after `drain`). */
export async function runBlocks(options: BlocksOptions): Promise<BlocksOutcome> {
  const { engine, signal, drain } = options;
  signal.throwIfAborted();
  let settle = (): void => {};
  let fail = (_reason: unknown): void => {};
  const finished = new Promise<void>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  // Rejected while the crew is being hired, it is not unhandled: it is awaited below.
  finished.catch(() => undefined);
  const host: ScheduleHost = {
    now,
    random: Math.random,
    send: (worker, blocks) => crew.send(worker, blocks.map(options.line)),
    end: (worker) => crew.end(worker),
    done: options.done,
    failed: options.failed,
    probed: () => void options.probe?.check().then(() => act(() => schedule.resume()), fail),
  };
  const schedule = new Schedule({
    workers: engine.workers,
    blocks: options.blocks,
    count: options.count,
    probe: options.probe?.count,
    proven: options.proven,
    policy: policyOf(options.patience, engine.heartbeat),
    host,
  });
  const alarm = new Alarm(() => act(() => schedule.tick()));
  /** Tells the schedule something; a mistake in what it calls ends the run rather than the process. */
  const act = (step: () => void): void => {
    try {
      step();
      if (schedule.finished) settle();
      else alarm.set(() => schedule.next());
    } catch (error) {
      fail(error);
    }
  };
  const crew = await engine.hire(options.resources, {
    answer: (worker, answer) => act(() => schedule.answered(worker, answer)),
    lost: (worker, failure) => act(() => schedule.lost(worker, failure)),
    alive: (worker) => schedule.alive(worker),
  });
  const abort = (): void => fail(signal.reason);
  const finish = (): void => act(() => schedule.drain());
  signal.addEventListener("abort", abort, { once: true });
  drain?.addEventListener("abort", finish, { once: true });
  try {
    if (signal.aborted) abort();
    else if (drain?.aborted === true) finish();
    else act(() => schedule.start());
    await finished;
  } finally {
    signal.removeEventListener("abort", abort);
    drain?.removeEventListener("abort", finish);
    alarm.stop();
    await crew.release();
  }
  return { givenUp: schedule.givenUp, stopped: schedule.stopped };
}

/** One timer, set again only when a time that comes earlier is wanted: thousands of answers a second ask for one. */
class Alarm {
  readonly #ring: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Number.POSITIVE_INFINITY;
  #asked = false;
  #stopped = false;

  constructor(ring: () => void) {
    this.#ring = ring;
  }
  /** Asks for the next time when all that happens now has happened. */
  set(next: () => number): void {
    if (this.#asked || this.#stopped) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      this.#setAt(next());
    });
  }
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }
  #setAt(at: number): void {
    if (this.#stopped || at >= this.#at) return;
    clearTimeout(this.#timer);
    this.#at = at;
    // Timers count in 32 bits: a longer wait is one that is asked for again.
    const wait = Math.min(2 ** 31 - 1, Math.max(0, (at - now()) * 1000));
    this.#timer = setTimeout(() => {
      this.#at = Number.POSITIVE_INFINITY;
      this.#ring();
    }, wait);
  }
}
