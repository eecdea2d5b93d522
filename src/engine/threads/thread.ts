/**
 * What runs in each thread: the worker program, with the stores of this machine.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { machineStores } from "../../machine/index.ts";
import type { MemoryResource } from "../engine.ts";
import { LineServer } from "../line-server.ts";
import { Worker } from "../worker.ts";

/** What the pool sends: first the shared arrays of a run (which begins it), then lines. Answers go back as arrays of lines. */
export type ThreadMessage = { readonly resources: readonly MemoryResource[] } | { readonly lines: readonly string[] };

const port = parentPort;
if (port === null) throw new Error("This module runs as a worker thread.");
const worker = new Worker(machineStores());
const server = new LineServer(worker, (answers) => port.postMessage(answers));
port.on("message", (message: ThreadMessage) => {
  if ("resources" in message) worker.begin(message.resources);
  else server.take(message.lines);
});
