/**
 * The worker program of every engine: a line in, a line out.
 * @module
 */
import { VoxmillError } from "../errors.ts";
import type { StoreResolver } from "../store/open.ts";
import type { MemoryResource } from "./engine.ts";
import { answerLine, parseRequest, requestId, type TaskFailure } from "./protocol.ts";
import { WorkerContext } from "./task/context.ts";
import { runTask } from "./task/run-task.ts";

/** Runs tasks one after the other in one memory. */
export class Worker {
  readonly #context: WorkerContext;
  #ready: Promise<void> = Promise.resolve();
  constructor(resolve: StoreResolver) {
    this.#context = new WorkerContext(resolve);
  }
  /** To be called before the first line of each run: files that were opened for an earlier one may have changed since. */
  begin(resources: readonly MemoryResource[]): void {
    this.#ready = this.#context.close();
    this.#context.addResources(resources);
  }
  /** Runs the task of one line. Never throws: what goes wrong is the answer. */
  async answer(line: string, signal?: AbortSignal): Promise<string> {
    const id = requestId(line);
    try {
      const { request } = parseRequest(line);
      await this.#ready;
      const stage = await this.#context.stage(request.stage);
      const report = await runTask(stage, request.block, this.#context, signal);
      return answerLine({ id, ok: true, report });
    } catch (error) {
      return answerLine({ id, ok: false, failure: failureOf(error) });
    }
  }
  close(): Promise<void> {
    return this.#context.close();
  }
}

/** An error as data. */
export function failureOf(error: unknown): TaskFailure {
  if (error instanceof VoxmillError) return { tag: error.tag, message: error.message, stack: error.stack };
  if (error instanceof Error) return { tag: error.name, message: error.message, stack: error.stack };
  return { tag: "Error", message: String(error) };
}
