/**
 * Watches a run for its profile: when each block ran and where, and what the process used meanwhile.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { cpuUsage, memoryUsage } from "node:process";
import type { Plan, RunEvent } from "voxmill";
import type { ProfileModel, ProfileSample, ProfileTask } from "voxmill/render";

/** Seconds between two looks at the process. */
const BETWEEN = 0.1;

type Stage = { title: string; begin: number; end: number; skipped: number };

export class Profiler {
  readonly #plan: Plan;
  readonly #stages: Stage[];
  readonly #tasks: ProfileTask[] = [];
  readonly #samples: ProfileSample[] = [];
  readonly #begin = performance.now();
  readonly #timer: NodeJS.Timeout;
  #workers = 1;
  #last = { time: 0, cpu: cpuUsage() };

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#stages = plan.stages.map(({ spec }) => ({ title: spec.title, begin: 0, end: 0, skipped: 0 }));
    this.#timer = setInterval(() => this.#sample(), BETWEEN * 1000);
    this.#timer.unref();
  }

  update(event: RunEvent): void {
    const now = this.#now;
    if (event.type === "run-start") this.#workers = event.workers;
    const stage = "stage" in event ? this.#stages[event.stage] : undefined;
    if (stage === undefined) return;
    if (event.type === "stage-start") [stage.begin, stage.skipped] = [now, event.skipped];
    if (event.type === "stage-end") stage.end = now;
    if (event.type === "task-end") {
      const begin = Math.max(0, now - event.report.seconds);
      this.#tasks.push({ stage: event.stage, block: event.block, worker: event.worker, begin, end: now, failed: false });
    }
    if (event.type === "task-fail")
      this.#tasks.push({ stage: event.stage, block: event.block, worker: event.worker, begin: now, end: now, failed: true });
  }

  /** Writes the page and stops watching. */
  async write(path: string, title: string, command: string): Promise<void> {
    clearInterval(this.#timer);
    this.#sample();
    const { profileHtml, formatDuration, formatInteger } = await import("voxmill/render");
    const seconds = this.#now;
    const blocks = this.#tasks.filter(({ failed }) => !failed).length;
    const model: ProfileModel = {
      title,
      summary: `${formatInteger(blocks)} blocks in ${formatDuration(seconds)} with ${formatInteger(this.#workers)} ${this.#workers === 1 ? "worker" : "workers"}.`,
      seconds,
      workers: this.#workers,
      memoryAllowed: this.#plan.options.memory,
      // A stage that was not reached, or left in its middle.
      stages: this.#stages.map((stage) => ({ ...stage, end: stage.begin > 0 && stage.end === 0 ? seconds : stage.end })),
      tasks: this.#tasks,
      samples: this.#samples,
      made: `${command}, ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    };
    await writeFile(path, profileHtml(model));
  }

  get #now(): number {
    return (performance.now() - this.#begin) / 1000;
  }
  #sample(): void {
    const [time, cpu] = [this.#now, cpuUsage()];
    const busy = (cpu.user + cpu.system - this.#last.cpu.user - this.#last.cpu.system) / 1e6;
    this.#samples.push({ time, memory: memoryUsage.rss(), cpu: time > this.#last.time ? busy / (time - this.#last.time) : 0 });
    this.#last = { time, cpu };
  }
}
