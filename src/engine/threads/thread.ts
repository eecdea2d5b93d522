/**
 * What runs in each thread: the worker program, with files.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { useNativeDecoders } from "../../format/native/index.ts";
import { fileOpener } from "../../store/file/index.ts";
import { storeResolver } from "../../store/open.ts";
import type { MemoryResource } from "../engine.ts";
import { Worker } from "../worker.ts";

/** What the pool sends: first the shared arrays of a run (which begins it), then a line per task. */
export type ThreadMessage = { readonly resources: readonly MemoryResource[] } | { readonly line: string };

const port = parentPort;
if (port === null) throw new Error("This module runs as a worker thread.");
useNativeDecoders();
const worker = new Worker(storeResolver({ file: fileOpener() }));
port.on("message", (message: ThreadMessage) => {
  if ("resources" in message) worker.begin(message.resources);
  else void worker.answer(message.line).then((answer) => port.postMessage(answer));
});
