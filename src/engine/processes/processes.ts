/**
 * The engine of one machine for functions that are not to be trusted: worker processes. One that is killed, runs out of memory or
 * ends takes nothing along; one that freezes is noticed, because it gives no sign of life.
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { GeometryError } from "../../errors.ts";
import { WorkerLog } from "../../machine/index.ts";
import type { Crew, CrewListener, Engine, MemoryResource } from "../engine.ts";
import { Turns } from "../turns.ts";
import type { FiledResource } from "./process.ts";
import { WorkerProcess } from "./worker-process.ts";

export interface ProcessesOptions {
  /** Blocks that run at the same time. @default the number of cores */
  readonly workers?: number | undefined;
  /** Folder for what workers print, a file each. @default standard error */
  readonly logs?: string | undefined;
}

/** A pool of worker processes, started when first needed. `await using engine = processes()` ends them with the scope. */
export function processes(options: ProcessesOptions = {}): Engine {
  const { workers = availableParallelism(), logs } = options;
  if (!Number.isInteger(workers) || workers < 1) throw new GeometryError(`Expected a whole number of workers from 1, found ${workers}.`);
  return new ProcessEngine(workers, logs);
}

class ProcessEngine implements Engine {
  readonly name = "processes";
  readonly sharesMemory = false;
  readonly sharesStores = false;
  readonly heartbeat = 1;
  readonly workers: number;
  readonly #slots: (WorkerProcess | undefined)[];
  readonly #logs: readonly WorkerLog[];
  readonly #turns = new Turns();

  constructor(workers: number, logs: string | undefined) {
    this.workers = workers;
    this.#slots = new Array<WorkerProcess | undefined>(workers).fill(undefined);
    this.#logs = this.#slots.map((_, worker) => new WorkerLog(logs, worker));
  }

  async hire(resources: readonly MemoryResource[], listener: CrewListener): Promise<Crew> {
    const done = await this.#turns.next();
    const filed = new FiledResources(resources);
    const ending: Promise<void>[] = [];
    const end = (worker: number): void => {
      const slot = this.#slots[worker];
      this.#slots[worker] = undefined;
      if (slot !== undefined) ending.push(slot.kill());
    };
    for (const slot of this.#slots) slot?.begin(listener, filed.list);
    return {
      send: (worker, lines) => {
        const slot = this.#slots[worker] ?? this.#start(worker);
        if (this.#slots[worker] === undefined) slot.begin(listener, filed.list);
        this.#slots[worker] = slot;
        slot.send(lines);
      },
      end,
      release: async () => {
        for (const [worker, slot] of this.#slots.entries()) {
          if (slot?.busy === true) end(worker);
          else slot?.rest();
        }
        await Promise.all(ending);
        filed.remove();
        done();
      },
    };
  }

  #start(worker: number): WorkerProcess {
    const started: WorkerProcess = new WorkerProcess(worker, this.#logs[worker] as WorkerLog, () => {
      if (this.#slots[worker] === started) this.#slots[worker] = undefined;
    });
    return started;
  }

  async close(): Promise<void> {
    const slots = this.#slots.splice(0, this.#slots.length, ...new Array<undefined>(this.workers).fill(undefined));
    await Promise.all(slots.map((slot) => slot?.kill()));
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** Arrays in memory as files, for processes that do not share it; removed with the run. */
class FiledResources {
  readonly list: readonly FiledResource[];
  readonly #folder: string | undefined;

  constructor(resources: readonly MemoryResource[]) {
    this.#folder = resources.length === 0 ? undefined : mkdtempSync(join(tmpdir(), "voxmill-"));
    this.list = resources.map(({ id, dtype, shape, data }, n) => {
      const path = join(this.#folder as string, `${n}.bin`);
      writeFileSync(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return { id, dtype, shape, path };
    });
  }
  remove(): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }
}
