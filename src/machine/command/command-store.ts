/**
 * A command that streams planes, as a store: a raw file and the JSON that describes it, made by whoever runs the command.
 *
 * The protocol is in `docs/commands.md`. What follows from it here: planes come in order, so a range is read by letting those before it pass;
 * a range that lies behind starts the command again, at the wanted plane where it takes `{first}`.
 * @module
 */
import { isDtype, itemSize } from "../../array/dtype.ts";
import { FormatError } from "../../errors.ts";
import type { ByteRange, ReadableStore, StoreLocator } from "../../store/store.ts";
import { PlaneStream } from "./plane-stream.ts";

const dataKey = "planes.raw";
const headerKey = "planes.raw.json";
/** What has passed is kept up to this many bytes: the halos of blocks reach back. */
const keptBytes = 64 << 20;
/** A command that nobody reads from is ended after so many milliseconds. */
const idle = 5000;

/** The key under which a command's planes are opened. */
export const commandKey = dataKey;

interface Header {
  readonly line: string;
  /** The description of the raw file. */
  readonly json: Uint8Array;
  readonly bytes: number;
  readonly planeBytes: number;
}

interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export class CommandStore implements ReadableStore {
  readonly name: string;
  readonly locator: StoreLocator;
  readonly #words: readonly string[];
  #header: Promise<Header> | undefined;
  #stream: PlaneStream | undefined;
  #pieces: Piece[] = [];
  #position = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(words: readonly string[]) {
    this.name = `command:${words.join(" ")}`;
    this.locator = { kind: "command", words };
    this.#words = words;
  }
  async get(key: string): Promise<Uint8Array | undefined> {
    if (key === headerKey) return (await this.#described()).json.slice();
    return key === dataKey ? this.getRange(key, { offset: 0, length: (await this.#described()).bytes }) : undefined;
  }
  async getRange(key: string, range: ByteRange): Promise<Uint8Array | undefined> {
    if (key !== dataKey && key !== headerKey) return undefined;
    const header = await this.#described();
    const size = key === dataKey ? header.bytes : header.json.length;
    const begin = "suffix" in range ? Math.max(0, size - range.suffix) : Math.min(range.offset, size);
    const end = "suffix" in range ? size : Math.min(size, begin + range.length);
    if (key === headerKey) return header.json.slice(begin, end);
    return this.#inTurn(() => this.#read(header, begin, end));
  }
  async size(key: string): Promise<number | undefined> {
    if (key === dataKey) return (await this.#described()).bytes;
    return key === headerKey ? (await this.#described()).json.length : undefined;
  }
  /** The same command with the same header is taken to give the same planes: a header may hold an `id` that says otherwise. */
  async identify(key: string): Promise<string | undefined> {
    return key === dataKey || key === headerKey ? `${this.name} ${(await this.#described()).line}` : undefined;
  }
  async *list(prefix: string): AsyncIterable<string> {
    yield* [dataKey, headerKey].filter((key) => key.startsWith(prefix));
  }
  async listFolder(prefix: string): Promise<readonly string[]> {
    return prefix === "" ? [dataKey, headerKey] : [];
  }

  /** One reader at a time: the stream has one position. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }
  #described(): Promise<Header> {
    this.#header ??= this.#inTurn(() => this.#start(0));
    this.#header.catch(() => {
      this.#header = undefined;
    });
    return this.#header;
  }
  /** Runs the command, from a plane on where it can. */
  async #start(plane: number): Promise<Header> {
    this.#stop();
    const first = this.#words.some((word) => word.includes("{first}")) ? plane : 0;
    const stream = new PlaneStream(
      this.name,
      this.#words.map((word) => word.replaceAll("{first}", String(first))),
    );
    this.#stream = stream;
    this.#rest();
    const header = readHeader(await stream.header(), this.name);
    this.#position = first * header.planeBytes;
    return header;
  }
  async #read(header: Header, begin: number, end: number): Promise<Uint8Array> {
    clearTimeout(this.#idle);
    try {
      const kept = this.#pieces[0]?.offset ?? this.#position;
      const far = begin > this.#position + header.planeBytes && this.#words.some((word) => word.includes("{first}"));
      if (begin < end && (begin < kept || far || (this.#stream === undefined && end > this.#position))) {
        const again = await this.#start(Math.floor(begin / header.planeBytes));
        if (again.line !== header.line)
          throw new FormatError(`Expected the same header from ${this.name} every time, found another one.`, { path: this.name });
      }
      while (this.#position < end) await this.#advance(header, begin);
      return this.#kept(begin, end);
    } catch (error) {
      this.#stop();
      throw error;
    } finally {
      this.#rest();
    }
  }
  /** Takes the next piece. What lies before `needed` goes when there is too much of it. */
  async #advance(header: Header, needed: number): Promise<void> {
    const left = header.bytes - this.#position;
    const bytes = await (this.#stream as PlaneStream).read(left);
    if (bytes.length > left)
      throw new FormatError(`Expected ${header.bytes} bytes of planes from ${this.name}, as its header says, found more.`, {
        path: this.name,
      });
    this.#pieces.push({ offset: this.#position, bytes });
    this.#position += bytes.length;
    for (let [oldest] = this.#pieces; oldest !== undefined; [oldest] = this.#pieces) {
      const next = oldest.offset + oldest.bytes.length;
      if (next > needed || this.#position - next < keptBytes) break;
      this.#pieces.shift();
    }
    if (this.#position === header.bytes) {
      await this.#stream?.finish();
      this.#stream = undefined;
    }
  }
  #kept(begin: number, end: number): Uint8Array {
    const result = new Uint8Array(end - begin);
    for (const { offset, bytes } of this.#pieces) {
      const from = Math.max(begin, offset);
      const to = Math.min(end, offset + bytes.length);
      if (from < to) result.set(bytes.subarray(from - offset, to - offset), from - begin);
    }
    return result;
  }
  #rest(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#stop(), idle);
    this.#idle.unref();
  }
  #stop(): void {
    clearTimeout(this.#idle);
    this.#stream?.close();
    this.#stream = undefined;
    this.#pieces = [];
  }
}

/** The header line: what a sidecar of a raw file says, and perhaps an `id`. The rest is checked where sidecars are. */
function readHeader(line: string, name: string): Header {
  const fail = (found: string): never => {
    throw new FormatError(`Expected a line of JSON with "voxmill": 1, "shape" and "dtype" from ${name}, found ${found}.`, {
      path: name,
      hint: "docs/commands.md says what a command has to send.",
    });
  };
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return fail(JSON.stringify(line.slice(0, 80)));
  }
  const { voxmill, id: _, ...description } = (json ?? {}) as { readonly [name: string]: unknown };
  const { shape, dtype, axes } = description;
  if (voxmill !== 1 || !Array.isArray(shape) || !shape.every((n) => Number.isSafeInteger(n) && n > 0)) return fail(line.slice(0, 120));
  if (typeof dtype !== "string" || !(isDtype(dtype) || dtype === "float16")) return fail(`the type ${JSON.stringify(dtype)}`);
  const itemBytes = isDtype(dtype) ? itemSize(dtype) : 2;
  const bytes = shape.reduce((n: number, m: number) => n * m, itemBytes);
  if (!Number.isSafeInteger(bytes)) return fail(`the shape [${shape.join(", ")}]`);
  const y = Array.isArray(axes) && axes.includes("y") ? axes.indexOf("y") : Math.max(0, shape.length - 2);
  const planeBytes = shape.slice(y).reduce((n: number, m: number) => n * m, itemBytes);
  return { line, json: new TextEncoder().encode(JSON.stringify({ ...description, offset: 0 })), bytes, planeBytes };
}
