/**
 * One run of a command that streams planes: its header line, then its bytes in order.
 * @module
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { FormatError, NotFoundError } from "../../errors.ts";

/** A header is a few lines of JSON without line breaks. */
const mostHeaderBytes = 1 << 20;

/** Seconds without a byte after which a command counts as hanging. */
const patience = (): number => {
  const seconds = Number(process.env["VOXMILL_COMMAND_TIMEOUT"] ?? "");
  return seconds > 0 ? seconds : 60;
};

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** What a command sends, piece by piece. Nothing is read ahead of what is asked for, so a slow reader slows the command down. */
export class PlaneStream {
  readonly #name: string;
  readonly #child: Child;
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #exit: Promise<string>;
  #held = new Uint8Array(0);
  #complaint = "";

  constructor(name: string, words: readonly string[]) {
    this.#name = name;
    const [program, ...args] = words as [string, ...string[]];
    this.#child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    this.#pieces = this.#child.stdout[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    this.#child.stderr.on("data", (text: Uint8Array) => {
      this.#complaint = (this.#complaint + new TextDecoder().decode(text)).slice(-2000);
    });
    this.#exit = new Promise((resolve) => {
      this.#child.once("error", (error) => resolve((error as { readonly code?: string }).code ?? error.message));
      this.#child.once("close", (code, signal) => resolve(code === 0 ? "" : code === null ? `signal ${signal}` : `exit code ${code}`));
    });
    this.#keepAlive(false);
  }

  /** The first line. Throws NotFoundError for a program that is not there, FormatError where no line comes. */
  async header(): Promise<string> {
    const parts: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const piece = await this.#next();
      if (piece === undefined) throw await this.#ended("a line of JSON that says what follows");
      const end = piece.indexOf(10);
      parts.push(end < 0 ? piece : piece.subarray(0, end));
      length += (parts.at(-1) as Uint8Array).length;
      if (length > mostHeaderBytes)
        throw this.#broken(`Expected a header line of at most ${mostHeaderBytes} bytes from ${this.#name}, found more.`);
      if (end < 0) continue;
      this.#held = piece.slice(end + 1);
      return new TextDecoder().decode(Buffer.concat(parts));
    }
  }

  /** The next bytes, at least one. Throws FormatError where the command ends before `left` bytes came. */
  async read(left: number): Promise<Uint8Array> {
    const piece = await this.#next();
    if (piece === undefined) throw await this.#ended(`${left} bytes of planes more`);
    return piece;
  }

  /** To be called when all planes came: the command must end now, and well. */
  async finish(): Promise<void> {
    const more = await this.#next();
    if (more !== undefined) {
      this.close();
      throw this.#broken(`Expected no bytes after the planes that the header of ${this.#name} promises, found more.`);
    }
    const fault = await this.#soon(this.#exit);
    if (fault !== "") throw this.#broken(`Expected ${this.#name} to end well, found ${fault}${this.#why()}.`);
  }

  close(): void {
    this.#child.kill();
    this.#child.stdout.destroy();
  }

  /** A piece that is at hand, or the next one; undefined at the end. Kills a command that hangs. */
  async #next(): Promise<Uint8Array | undefined> {
    const held = this.#held;
    this.#held = new Uint8Array(0);
    if (held.length > 0) return held;
    const { value, done } = await this.#soon(this.#pieces.next());
    return done === true ? undefined : value;
  }

  /** What a promise of the command gives, where it gives it in time; else the command is ended. */
  async #soon<T>(result: Promise<T>): Promise<T> {
    const seconds = patience();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `Expected bytes from ${this.#name}, or its end, found neither for ${seconds} s: it was ended`;
      timer = setTimeout(() => reject(this.#broken(`${message}${this.#why()}.`, true)), 1000 * seconds);
    });
    this.#keepAlive(true);
    try {
      return await Promise.race([result, late]);
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#keepAlive(false);
    }
  }

  /** A command that nobody waits for must not keep this program from ending; it then loses its pipe, and ends too. */
  #keepAlive(yes: boolean): void {
    for (const one of [this.#child, this.#child.stdout as Socket, this.#child.stderr as Socket]) yes ? one.ref() : one.unref();
  }

  async #ended(expected: string): Promise<Error> {
    const fault = await this.#soon(this.#exit);
    if (fault === "ENOENT")
      return new NotFoundError(`Expected a program to run as ${this.#name}, found none of that name.`, {
        what: this.#name,
        hint: "Give its path, or put its folder on PATH.",
      });
    return this.#broken(`Expected ${expected} from ${this.#name}, found its end${fault === "" ? "" : ` (${fault})`}${this.#why()}.`);
  }

  /** The last line that the command wrote to standard error. */
  #why(): string {
    const line = this.#complaint.trim().split("\n").at(-1) ?? "";
    return line === "" ? "" : `; it said: ${line.slice(0, 300)}`;
  }

  #broken(message: string, hanging = false): FormatError {
    const hint = hanging ? "VOXMILL_COMMAND_TIMEOUT sets another number of seconds." : "docs/commands.md says what a command has to send.";
    return new FormatError(message, { path: this.#name, hint });
  }
}
