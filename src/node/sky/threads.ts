/**
 * Photometry in worker threads: each reads its own spans of the maps.
 * @module
 */
import { Worker } from "node:worker_threads";
import type { TaskFailure } from "../../engine/protocol.ts";
import { FormatError, TaskError } from "../../errors.ts";
import type { PhotometryEngine, PhotometryPart } from "../../sky/index.ts";
import type { MapRequest, ThreadRequest } from "./thread.ts";

type Answer = { readonly id: number; readonly part: PhotometryPart } | { readonly id: number; readonly failure: TaskFailure };

/** An engine of threads that is to be closed. */
export interface ThreadedPhotometry extends PhotometryEngine, AsyncDisposable {
  close(): Promise<void>;
}

/** Threads are started when first needed. */
export function photometryThreads(maps: readonly MapRequest[], workers: number): ThreadedPhotometry {
  const threads: Worker[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
  };
  return {
    workers,
    async *run(numbers, tasks, options) {
      const requests = tasks.map((task, id): ThreadRequest => ({ id, maps: numbers.map((m) => maps[m] as MapRequest), task, options }));
      while (threads.length < Math.min(workers, tasks.length)) threads.push(new Worker(new URL("./thread.js", import.meta.url)));
      yield* runAll(threads, requests);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Gives each thread the next request when it has answered the last. */
async function* runAll(threads: readonly Worker[], requests: readonly ThreadRequest[]): AsyncGenerator<PhotometryPart> {
  const ready: (Answer | Error)[] = [];
  let wake = (): void => {};
  let next = 0;
  const give = (thread: Worker): void => {
    if (next < requests.length) thread.postMessage(requests[next++]);
  };
  const put = (answer: Answer | Error): void => {
    ready.push(answer);
    wake();
  };
  const listeners = threads.map((thread) => {
    const onMessage = (answer: Answer): void => {
      put(answer);
      give(thread);
    };
    const onExit = (code: number): void => put(new Error(`a worker thread ended with code ${code}`));
    thread.on("message", onMessage).on("error", put).on("exit", onExit);
    give(thread);
    return () => thread.off("message", onMessage).off("error", put).off("exit", onExit);
  });
  try {
    for (let done = 0; done < requests.length; done++) {
      if (ready.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      yield partOf(ready.shift() as Answer | Error);
    }
  } finally {
    for (const remove of listeners) remove();
  }
}

function partOf(answer: Answer | Error): PhotometryPart {
  if (answer instanceof Error)
    throw new TaskError(`Photometry stopped: ${answer.message}.`, { stage: "photometry", block: [0], attempt: 1, cause: answer });
  if ("part" in answer) return answer.part;
  const { tag, message } = answer.failure;
  // A broken file is the file's fault, in a thread too.
  if (tag === "FormatError") throw new FormatError(message, { path: "" });
  throw new TaskError(`Photometry failed: ${message}`, { stage: "photometry", block: [answer.id], attempt: 1 });
}
