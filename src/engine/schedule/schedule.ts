/**
 * Who runs which block, when, and what happens when it fails: the blocks of one stage, on workers that may die, freeze, lie about
 * and answer twice.
 *
 * A state machine without clock, randomness, threads or promises of its own: it is told what happens (`answered`, `lost`, `alive`,
 * `tick`) and tells a {@link ScheduleHost} what to do. So a test can run it through thousands of bad days in a second, and get the
 * same day again from its seed.
 *
 * ```
 *          fresh ----+                 +--> done
 *                    +--> a worker ----+--> waiting (after a failure that may pass) --> a worker ...
 *   (handed out in order)              +--> given up
 * ```
 * Only blocks that are with a worker or waiting have a state; a stage of millions of blocks costs nothing here.
 * @module
 */
import type { TaskAnswer, TaskFailure, TaskReport } from "../protocol.ts";
import { Alike, isBroken } from "./alike.ts";
import { DueQueue } from "./due-queue.ts";
import { isLasting, isLoss, isMemory } from "./failure-kind.ts";
import { Pace } from "./pace.ts";
import { type Policy, SHORTEST_STRAGGLER, waitAfter } from "./policy.ts";
import type { Attempted, GivenUp, Slot } from "./state.ts";

/** The world of a schedule. */
export interface ScheduleHost {
  /** Seconds of a clock that never goes back. */
  now(): number;
  /** At least 0, less than 1. */
  random(): number;
  /** Gives blocks to a worker, which runs them in this order. */
  send(worker: number, blocks: readonly number[]): void;
  /** Ends a worker; `send` starts another in its place. */
  end(worker: number): void;
  /** A block is done; told once. */
  done(block: number, worker: number, attempt: number, report: TaskReport): void;
  /** An attempt failed. When it is final the block is given up. */
  failed(block: number, worker: number, attempt: number, failure: TaskFailure, final: boolean): void;
  /** All blocks of the probe are settled, and one is done at least: nothing goes on before `resume` (or `stop`). */
  probed(): void;
}

export interface ScheduleOptions {
  readonly workers: number;
  /** Blocks in the order in which they are to begin; pulled as workers become free. */
  readonly blocks: Iterable<number>;
  readonly count: number;
  /** How many of the first blocks are a probe, after which the schedule waits to be resumed. @default 0 */
  readonly probe?: number | undefined;
  /** True when blocks of this stage were done before: then its function is known to work. @default false */
  readonly proven?: boolean | undefined;
  readonly policy: Policy;
  readonly host: ScheduleHost;
}

/** Seconds by which a tick may be late before the driver knows that it was itself asleep. */
const ASLEEP = 5;

export class Schedule {
  readonly #options: ScheduleOptions;
  readonly #host: ScheduleHost;
  readonly #policy: Policy;
  readonly #slots: Slot[];
  readonly #fresh: Iterator<number>;
  readonly #attempted = new Map<number, Attempted>();
  readonly #waiting = new DueQueue<Attempted>();
  readonly #pace = new Pace();
  readonly #alike = new Alike();
  readonly #givenUp: GivenUp[] = [];
  #left: number;
  #probeLeft: number;
  /** A block that waits until all workers are idle, or runs while they are. */
  #solo: Attempted | undefined;
  #done = 0;
  #held = false;
  #draining = false;
  #stopped: GivenUp | undefined;
  #expected = Number.POSITIVE_INFINITY;

  constructor(options: ScheduleOptions) {
    const { workers, blocks, count, probe = 0, policy, host } = options;
    this.#options = options;
    this.#host = host;
    this.#policy = policy;
    this.#slots = Array.from({ length: workers }, () => ({ open: [], since: 0, heard: 0, single: false }));
    this.#fresh = blocks[Symbol.iterator]();
    this.#left = count;
    this.#probeLeft = Math.min(probe, count);
  }

  /** Blocks that were given up. */
  get givenUp(): readonly GivenUp[] {
    return this.#givenUp;
  }
  /** Why no further block was begun: a function that fails for every block. */
  get stopped(): GivenUp | undefined {
    return this.#stopped;
  }
  /** True when nothing is left to do and nobody works. */
  get finished(): boolean {
    if (this.#stopped !== undefined) return true;
    if (this.#draining) return this.#slots.every((slot) => slot.open.length === 0);
    return this.#left === 0 && this.#attempted.size === 0 && !this.#held;
  }

  /** Hands out the first blocks. */
  start(): void {
    this.#give();
  }
  /** Goes on after the probe. */
  resume(): void {
    this.#held = false;
    this.#give();
  }
  /** Begins no further block; those at hand are finished. */
  drain(): void {
    this.#draining = true;
  }
  /** Begins no further block and ends all workers that are busy. */
  stop(why: GivenUp): void {
    this.#stopped ??= why;
    for (const [worker, slot] of this.#slots.entries()) if (slot.open.length > 0) this.#end(worker);
  }

  /** A worker answered. Answers of blocks that are settled, or of workers that were ended, do no harm. */
  answered(worker: number, { id, ...answer }: TaskAnswer): void {
    const block = Number(id);
    const slot = this.#slots[worker] as Slot;
    const at = slot.open.indexOf(block);
    if (at >= 0) {
      slot.open.splice(at, 1);
      if (slot.open.length === 0) slot.single = false;
      slot.since = this.#host.now();
    }
    slot.heard = this.#host.now();
    const state = this.#attempted.get(block);
    if (state === undefined || this.#stopped !== undefined) {
      this.#give();
      return;
    }
    if (at >= 0) state.holders--;
    if (answer.ok) this.#succeeded(state, worker, answer.report);
    // The failure of a worker that was given up on was told already.
    else if (at >= 0) this.#failed(state, worker, answer.failure);
    // Its memory never shrinks again: a new worker begins with none.
    if (!answer.ok && at >= 0 && isMemory(answer.failure)) this.#end(worker);
    this.#give();
  }

  /** A worker is gone. */
  lost(worker: number, failure: TaskFailure): void {
    this.#takeBack(worker, failure);
    this.#give();
  }

  /** A worker gave a sign of life. */
  alive(worker: number): void {
    (this.#slots[worker] as Slot).heard = this.#host.now();
  }

  /** Does what time has brought. To be called at {@link next}. */
  tick(): void {
    const now = this.#host.now();
    const late = now - this.#expected;
    if (late > ASLEEP) this.#forgive(late);
    for (const [worker, slot] of this.#slots.entries()) {
      if (slot.open.length === 0) continue;
      if (now >= slot.since + this.#policy.timeout) this.#overdue(worker, "TimeoutError", this.#policy.timeout, "took longer than");
      else if (now >= slot.heard + this.#policy.silence)
        this.#overdue(worker, "WorkerSilent", this.#policy.silence, "gave no sign of life for");
    }
    this.#give();
  }

  /** When there will be something to do even if nobody says anything; infinite when there will not. */
  next(): number {
    let next = Number.POSITIVE_INFINITY;
    let idle = false;
    for (const slot of this.#slots) {
      if (slot.open.length === 0) idle = true;
      else next = Math.min(next, slot.since + this.#policy.timeout, slot.heard + this.#policy.silence);
    }
    if (idle && !this.#draining && !this.#held) {
      const waiting = this.#firstWaiting();
      if (waiting !== undefined && this.#solo === undefined) next = Math.min(next, waiting.due);
      for (const slot of this.#slots) next = Math.min(next, this.#straggles(slot));
    }
    this.#expected = next;
    return next;
  }

  #succeeded(state: Attempted, worker: number, report: TaskReport): void {
    this.#done++;
    this.#pace.note(report.seconds);
    this.#settle(state);
    this.#endCopies(state);
    this.#host.done(state.block, worker, state.failures + 1, report);
    this.#probeSettled();
  }

  #failed(state: Attempted, worker: number, failure: TaskFailure): void {
    const { retries } = this.#policy;
    const attempt = ++state.failures;
    // While a copy of the block still runs there is hope, but it is the last.
    const final = isLasting(failure) || (attempt > retries && state.holders === 0);
    const given: GivenUp = { block: state.block, attempts: attempt, failure };
    const alike = this.#alike.note(given);
    this.#host.failed(state.block, worker, attempt, failure, final);
    if (this.#solo === state) this.#solo = undefined;
    if (!final) {
      state.due = this.#host.now() + waitAfter(attempt, this.#policy, this.#host.random());
      state.single = true;
      // The last attempt of a block that cost a worker has the machine for itself: whatever the others took is free then.
      state.alone = isMemory(failure) || (isLoss(failure) && attempt === retries);
      if (state.holders === 0) this.#waiting.add(state);
      return;
    }
    this.#settle(state);
    this.#endCopies(state);
    this.#givenUp.push(given);
    const probeFailed = this.#probeLeft === 1 && this.#done === 0 && this.#options.proven !== true;
    const broken = this.#done === 0 && this.#options.proven !== true && isBroken(alike);
    if (broken) this.stop(alike.first);
    else if (probeFailed) this.stop(this.#givenUp[0] as GivenUp);
    else this.#probeSettled();
  }

  /** Ends what else runs a block that is settled: it would write nothing new, and its worker is worth more elsewhere. */
  #endCopies({ block }: Attempted): void {
    for (const [worker, slot] of this.#slots.entries()) if (slot.open[0] === block) this.#end(worker);
  }
  #settle(state: Attempted): void {
    this.#attempted.delete(state.block);
    if (this.#solo === state) this.#solo = undefined;
  }
  #probeSettled(): void {
    if (this.#probeLeft === 0 || --this.#probeLeft > 0) return;
    this.#held = true;
    this.#host.probed();
  }

  /** Ends a worker by decision; what it had is handed out again and blames nobody. */
  #end(worker: number): void {
    this.#host.end(worker);
    this.#takeBack(worker, undefined);
  }
  #overdue(worker: number, tag: string, seconds: number, what: string): void {
    this.#host.end(worker);
    const message = tag === "TimeoutError" ? `The block ${what} ${seconds} s.` : `Its worker ${what} ${seconds} s.`;
    this.#takeBack(worker, { tag, message });
  }

  /**
   * Takes the blocks of a worker back. A failure counts against a block that was alone with the worker; of several nobody knows
   * which it was, so each runs in a batch of its own the next time.
   */
  #takeBack(worker: number, failure: TaskFailure | undefined): void {
    const slot = this.#slots[worker] as Slot;
    const blocks = slot.open;
    slot.open = [];
    slot.single = false;
    for (const block of blocks) {
      const state = this.#attempted.get(block);
      if (state === undefined) continue;
      state.holders--;
      if (failure !== undefined && blocks.length === 1) this.#failed(state, worker, failure);
      else {
        state.single ||= failure !== undefined;
        if (state.holders > 0) continue;
        state.due = this.#host.now();
        if (this.#solo === state) this.#solo = undefined;
        this.#waiting.add(state);
      }
      if (this.#stopped !== undefined) return;
    }
  }

  /** The driver itself did nothing for a while (a sleeping laptop): nobody else is to blame for that time. */
  #forgive(late: number): void {
    for (const slot of this.#slots) {
      slot.heard += late;
      slot.since += late;
    }
  }

  /** Gives work to workers that are free, as long as there is some. */
  #give(): void {
    for (const [worker, slot] of this.#slots.entries()) {
      while (!this.#draining && !this.#held && this.#stopped === undefined) {
        const batch = this.#batchFor(slot);
        if (batch.length === 0) break;
        this.#hand(worker, batch);
      }
    }
  }

  /** The blocks that a worker gets next; none when it has enough, or there are none. */
  #batchFor(slot: Slot): Attempted[] {
    const { workers } = this.#options;
    const open = slot.open.length;
    const most = this.#probeLeft > 0 ? Math.min(1, this.#probeRoom()) : this.#pace.batch(this.#left, workers);
    if (slot.single || !this.#pace.ahead(open, most, this.#left, workers)) return [];
    const again = this.#again(open);
    if (again !== undefined) return [again];
    // A block that waits to be alone: nothing new begins.
    const batch = this.#solo === undefined ? this.#takeFresh(most) : [];
    if (batch.length > 0 || open > 0) return batch;
    const straggler = this.#straggler();
    return straggler === undefined ? [] : [straggler];
  }

  #takeFresh(most: number): Attempted[] {
    const batch: Attempted[] = [];
    while (batch.length < most && this.#left > 0) {
      const next = this.#fresh.next();
      this.#left = next.done === true ? 0 : this.#left - 1;
      if (next.done !== true) batch.push(this.#begin(next.value));
    }
    return batch;
  }

  /** Blocks of the probe that have not begun. */
  #probeRoom(): number {
    return Math.max(0, (this.#options.probe ?? 0) - (this.#options.count - this.#left));
  }

  /** A block whose wait is over, for a worker with nothing to do. One that must be alone is put aside until all are idle. */
  #again(open: number): Attempted | undefined {
    const waiting = this.#firstWaiting();
    if (this.#solo === undefined && waiting !== undefined && waiting.due <= this.#host.now()) {
      if (!waiting.alone && open > 0) return undefined;
      this.#waiting.take();
      if (!waiting.alone) return waiting;
      this.#solo = waiting;
    }
    const idle = this.#solo?.holders === 0 && this.#slots.every((slot) => slot.open.length === 0);
    return idle ? this.#solo : undefined;
  }

  /** The first that waits; those that were settled by a late answer are dropped. */
  #firstWaiting(): Attempted | undefined {
    for (let first = this.#waiting.first; first !== undefined; first = this.#waiting.first) {
      if (this.#attempted.get(first.block) === first && first.holders === 0) return first;
      this.#waiting.take();
    }
    return undefined;
  }

  #begin(block: number): Attempted {
    const state: Attempted = { block, failures: 0, due: 0, single: false, alone: false, holders: 0 };
    this.#attempted.set(block, state);
    return state;
  }

  #hand(worker: number, batch: readonly Attempted[]): void {
    const slot = this.#slots[worker] as Slot;
    const now = this.#host.now();
    if (slot.open.length === 0) {
      slot.since = now;
      slot.heard = now;
    }
    slot.single = batch[0]?.single === true;
    for (const state of batch) {
      state.holders++;
      slot.open.push(state.block);
    }
    this.#host.send(
      worker,
      batch.map((state) => state.block),
    );
  }

  /** When the blocks of a worker will have run for so long that an idle one had better run them too. */
  #straggles(slot: Slot): number {
    const { stragglers } = this.#policy;
    const { mean } = this.#pace;
    if (stragglers === 0 || mean === undefined || this.#left > 0) return Number.POSITIVE_INFINITY;
    const state = this.#copyable(slot);
    if (state === undefined) return Number.POSITIVE_INFINITY;
    return Math.max(state.due, slot.since + Math.max(SHORTEST_STRAGGLER, stragglers * mean));
  }
  /** A block that only this worker has. */
  #copyable(slot: Slot): Attempted | undefined {
    for (const block of slot.open) {
      const state = this.#attempted.get(block);
      if (state?.holders === 1 && !state.alone && state.failures <= this.#policy.retries) return state;
    }
    return undefined;
  }
  #straggler(): Attempted | undefined {
    if (this.#left > 0) return undefined;
    const now = this.#host.now();
    const slow = this.#slots.find((slot) => slot.open.length > 0 && now >= this.#straggles(slot));
    return slow === undefined ? undefined : this.#copyable(slow);
  }
}
