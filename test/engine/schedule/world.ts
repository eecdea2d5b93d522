// A world for a schedule: workers that run, crash, freeze, answer late, twice and in the wrong order, under a clock of our own.
// All of it follows from a seed.

import type { TaskAnswer, TaskFailure } from "#dist/engine/protocol.js";
import { type GivenUp, type Patience, policyOf, Schedule, type ScheduleHost } from "#dist/engine/schedule/index.js";
import { Random } from "#dist/random/index.js";

/** How bad the world is; shares are of 1. */
export interface Weather {
  readonly workers: number;
  readonly blocks: number;
  readonly patience: Patience;
  /** Mean seconds of a block. */
  readonly seconds: number;
  /** Share of blocks whose worker dies in the middle. */
  readonly crash: number;
  /** Share of blocks that never end. */
  readonly freeze: number;
  /** Share of blocks that take ten times as long as others. */
  readonly slow: number;
  /** Share of attempts that fail with an error that passes. */
  readonly error: number;
  /** Share of attempts that run out of memory, where another worker is busy. */
  readonly memory: number;
  /** Share of answers that come twice, and of those that come late, after others. */
  readonly twice: number;
  readonly late: number;
  /** Share of answers that are heard although their worker was ended meanwhile. */
  readonly ghosts: number;
  /** Blocks that fail in every attempt. */
  readonly hopeless: ReadonlySet<number>;
  readonly probe: number;
}

/** What is different in one life. */
export interface LifeOptions {
  /** The blocks that there are. @default all */
  readonly blocks?: readonly number[];
  /** The driver is killed after as many events. @default never */
  readonly killedAfter?: number;
}

export interface Life {
  /** Blocks that the schedule was told are done. */
  readonly done: readonly number[];
  readonly givenUp: readonly GivenUp[];
  readonly stopped: GivenUp | undefined;
  /** Blocks that a worker ran to their end, as often as it did. */
  readonly ran: readonly number[];
  /** Attempts that were told to have failed, by block. */
  readonly failures: ReadonlyMap<number, number>;
  readonly seconds: number;
  readonly events: number;
  /** What was found wrong on the way. */
  readonly wrong: readonly string[];
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

interface Worker {
  /** Counts the workers that have had this number: what an ended one still does reaches nobody. */
  life: number;
  queue: number[];
  running: boolean;
}

const oops = (message: string, tag = "Error"): TaskFailure => ({ tag, message });

/** Lives through one stage. Ends when the schedule is finished, or says in `wrong` why it never will be. */
export function live(seed: number, weather: Weather, options: LifeOptions = {}): Life {
  const chance = new Random(seed);
  const random = (): number => chance.uniform();
  const happens = (share: number): boolean => random() < share;
  const events: Event[] = [];
  let now = 1000 * random();
  let order = 0;
  const wrong: string[] = [];
  const done: number[] = [];
  const ran: number[] = [];
  const failures = new Map<number, number>();
  const settled = new Set<number>();
  const later = (seconds: number, run: () => void): void => void events.push({ at: now + seconds, order: order++, run });
  const workers: Worker[] = Array.from({ length: weather.workers }, () => ({ life: 0, queue: [], running: false }));

  /** A message on its way to the schedule: late, twice, and not at all when its worker was ended. */
  const say = (worker: number, life: number, answer: TaskAnswer): void => {
    const delay = happens(weather.late) ? 0.3 * random() : 0.0001;
    const heard = (): void => {
      if ((workers[worker] as Worker).life === life || (answer.ok && happens(weather.ghosts))) schedule.answered(worker, answer);
    };
    later(delay, heard);
    if (happens(weather.twice)) later(delay + 0.2 * random(), heard);
  };
  const next = (worker: number): void => {
    const own = workers[worker] as Worker;
    const block = own.queue[0];
    if (own.running || block === undefined) return;
    own.running = true;
    const { life } = own;
    if (happens(weather.freeze)) return;
    const takes = weather.seconds * (0.5 + random()) * (happens(weather.slow) ? 10 : 1);
    const alone = workers.every((other) => other === own || other.queue.length === 0);
    const crash = happens(weather.crash);
    const memory = !alone && happens(weather.memory);
    const error = weather.hopeless.has(block) || happens(weather.error);
    later(crash ? takes * random() : takes, () => {
      if (own.life !== life) return;
      if (crash) {
        own.life++;
        own.queue = [];
        own.running = false;
        const lost = own.life;
        later(0.001, () => own.life === lost && schedule.lost(worker, oops("killed", "WorkerLost")));
        return;
      }
      own.queue.shift();
      own.running = false;
      const id = String(block);
      if (memory) say(worker, life, { id, ok: false, failure: oops("Array buffer allocation failed", "RangeError") });
      else if (error) say(worker, life, { id, ok: false, failure: oops(`bad luck ${"abcdefgh"[Math.floor(8 * random())]}`) });
      else {
        ran.push(block);
        const report = { seconds: takes, bytesRead: 0, bytesWritten: 0, memory: 0 };
        say(worker, life, { id, ok: true, report });
      }
      next(worker);
    });
  };
  const host: ScheduleHost = {
    now: () => now,
    random,
    send: (worker, blocks) => {
      for (const block of blocks) if (settled.has(block)) wrong.push(`block ${block} was handed out after it was settled`);
      (workers[worker] as Worker).queue.push(...blocks);
      next(worker);
    },
    end: (worker) => {
      const own = workers[worker] as Worker;
      own.life++;
      own.queue = [];
      own.running = false;
    },
    done: (block) => {
      if (settled.has(block)) wrong.push(`block ${block} was settled twice`);
      settled.add(block);
      done.push(block);
      if (!ran.includes(block)) wrong.push(`block ${block} is done and never ran`);
    },
    failed: (block, _worker, attempt, _failure, final) => {
      failures.set(block, (failures.get(block) ?? 0) + 1);
      if (failures.get(block) !== attempt) wrong.push(`block ${block}: attempt ${attempt}, told ${failures.get(block)} failures`);
      if (!final) return;
      if (settled.has(block)) wrong.push(`block ${block} was settled twice`);
      settled.add(block);
    },
    probed: () => later(0.01, () => schedule.resume()),
  };
  const policy = policyOf(weather.patience, undefined);
  const blocks = options.blocks ?? [...Array(weather.blocks).keys()];
  const { workers: count, probe } = weather;
  const schedule = new Schedule({ workers: count, blocks, count: blocks.length, probe, policy, host });
  schedule.start();
  let happened = 0;
  let progress = now;
  let before = 0;
  while (!schedule.finished && happened !== options.killedAfter) {
    const alarm = schedule.next();
    let first = -1;
    for (const [n, event] of events.entries()) {
      const best = events[first];
      if (best === undefined || event.at < best.at || (event.at === best.at && event.order < best.order)) first = n;
    }
    const event = events[first];
    if (event === undefined && alarm === Number.POSITIVE_INFINITY) {
      wrong.push("work is left, and nothing will ever happen");
      break;
    }
    if (event === undefined || alarm < event.at) {
      now = Math.max(now, alarm);
      schedule.tick();
    } else {
      events.splice(first, 1);
      now = event.at;
      event.run();
    }
    if (settled.size + failures.size > before) progress = now;
    before = settled.size + failures.size;
    // The watchdog: longer than any time-out, any wait and any block.
    if (now - progress > 300 || ++happened > 100_000) {
      wrong.push(`nothing was settled for ${(now - progress).toFixed(0)} s, after ${happened} events`);
      break;
    }
  }
  return { done, ran, failures, wrong, seconds: now, events: happened, givenUp: schedule.givenUp, stopped: schedule.stopped };
}
