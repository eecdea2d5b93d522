/**
 * One worker process, seen from the driver.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { WorkerLog } from "../../machine/index.ts";
import type { CrewListener } from "../engine.ts";
import { parseAnswer, type TaskFailure } from "../protocol.ts";
import { Lines } from "./lines.ts";
import type { FiledResource } from "./process.ts";

const program = fileURLToPath(new URL("./process.js", import.meta.url));

export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #log: WorkerLog;
  readonly #closed: Promise<void>;
  #listener: CrewListener | undefined;
  #open = 0;

  /** `onEnd` is called when the process is gone, whatever the reason. */
  constructor(worker: number, log: WorkerLog, onEnd: () => void) {
    this.#log = log;
    this.#child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "pipe", "pipe", "pipe"] });
    log.note(`started, process ${this.#child.pid ?? "?"}`);
    const { stdout, stderr, stdio } = this.#child;
    for (const stream of [stdout, stderr]) stream?.on("data", (bytes: Buffer) => log.add(bytes.toString()));
    const answers = new Lines((lines) => {
      for (const line of lines) {
        this.#open--;
        this.#listener?.answer(worker, parseAnswer(line));
      }
    });
    (stdio[3] as Readable).on("data", (bytes: Buffer) => answers.add(bytes));
    (stdio[4] as Readable).on("data", () => this.#listener?.alive?.(worker));
    // A process that is gone cannot be written to; that it is gone is told below.
    this.#child.stdin?.on("error", () => {});
    let error: Error | undefined;
    this.#child.on("error", (cause) => {
      error = cause;
    });
    this.#closed = new Promise((resolve) => {
      // "close" comes when all pipes are empty: the last answers were heard.
      this.#child.on("close", (code, signal) => {
        const failure = this.#loss(code, signal, error);
        log.note(failure.message.split("\n", 1)[0] as string);
        onEnd();
        this.#listener?.lost(worker, failure);
        resolve();
      });
    });
  }

  /** True while a line has no answer. */
  get busy(): boolean {
    return this.#open > 0;
  }
  /** A run begins. */
  begin(listener: CrewListener, resources: readonly FiledResource[]): void {
    this.#listener = listener;
    this.#child.stdin?.write(`\t${JSON.stringify({ resources })}\n`);
  }
  send(lines: readonly string[]): void {
    this.#open += lines.length;
    this.#child.stdin?.write(`${lines.join("\n")}\n`);
  }
  /** Ends the process at once; nothing it says is heard any more. Resolves when it is gone. */
  kill(): Promise<void> {
    this.#listener = undefined;
    this.#child.kill("SIGKILL");
    return this.#closed;
  }
  /** A run is over: nothing is heard before the next one begins. */
  rest(): void {
    this.#listener = undefined;
  }

  #loss(code: number | null, signal: string | null, error: Error | undefined): TaskFailure {
    if (error !== undefined) return { tag: "WorkerLost", message: `The worker process could not be started: ${error.message}` };
    const { tail } = this.#log;
    const how = signal === null ? `ended with code ${code}` : `was killed (${signal})`;
    const last = tail === "" ? "" : ` The last it said: ${tail.slice(-1000)}`;
    return { tag: /heap out of memory/i.test(tail) ? "OutOfMemory" : "WorkerLost", message: `The worker process ${how}.${last}` };
  }
}
