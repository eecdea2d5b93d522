/**
 * What runs in each process: the worker program between a pipe of requests (standard input) and a pipe of answers (3). Standard
 * output and error belong to the user's functions. Signs of life go through a pipe of their own (4).
 *
 * A line without an id is for the process itself: `\t{"resources": [...]}` begins a run.
 * @module
 */
import { readFileSync, writeSync } from "node:fs";
import { Worker as Thread } from "node:worker_threads";
import { type Dtype, type TypedArray, viewOf } from "../../array/dtype.ts";
import { product } from "../../geometry/vec.ts";
import { machineStores } from "../../machine/index.ts";
import type { MemoryResource } from "../engine.ts";
import { LineServer } from "../line-server.ts";
import { Worker } from "../worker.ts";
import { Lines } from "./lines.ts";

/** An array in memory of the driver, which it wrote to a file for its workers. */
export interface FiledResource extends Omit<MemoryResource, "data"> {
  readonly path: string;
}

const ANSWERS = 3;
const worker = new Worker(machineStores());
const server = new LineServer(worker, (answers) => writeAll(`${answers.join("\n")}\n`));
const lines = new Lines((whole) => {
  const tasks: string[] = [];
  for (const line of whole) {
    if (line.startsWith("\t")) worker.begin((JSON.parse(line) as { readonly resources: readonly FiledResource[] }).resources.map(loaded));
    else tasks.push(line);
  }
  server.take(tasks);
});
// Ctrl-C in a terminal reaches all its processes: what is to stop is decided by the one that asked.
process.on("SIGINT", () => {});
process.stdin.on("data", (bytes: Buffer) => lines.add(bytes));
// Whoever asked is gone: nobody needs an answer.
process.stdin.on("end", () => process.exit(0));
new Thread(new URL("./beat.js", import.meta.url)).unref();

/** The array of a file, read when it is first asked for. */
function loaded({ id, dtype, shape, path }: FiledResource): MemoryResource {
  let data: TypedArray | undefined;
  return {
    id,
    dtype,
    shape,
    get data(): TypedArray {
      if (data === undefined) {
        const bytes = readFileSync(path);
        data = viewOf(dtype as Dtype, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), 0, product(shape));
      }
      return data;
    },
  };
}

/** Writes all of a text, waiting where the pipe is full. */
function writeAll(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(ANSWERS, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") process.exit(1);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
