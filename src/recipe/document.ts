/**
 * A recipe as text: YAML 1.2 or JSON, with the line of every part, so that errors can point at it.
 * @module
 */
import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import { GeometryError } from "../errors.ts";

/** Keys from the root of a recipe to one of its parts. */
export type Path = readonly (string | number)[];

/** An error in a recipe: what is wrong, and where. The command line gives these exit code 2. */
export class RecipeError extends GeometryError {
  /** 1-based; undefined where the recipe is not text. */
  readonly line: number | undefined;
  constructor(message: string, details: { readonly line?: number | undefined; readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, details);
    this.line = details.line;
  }
}

/** A parsed recipe. */
export class RecipeDocument {
  /** Its file name, for messages. */
  readonly name: string;
  readonly text: string;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;

  /** Parses text. Throws RecipeError for broken YAML, duplicate keys, anchors that loop. */
  constructor(text: string, name: string) {
    this.name = name;
    this.text = text;
    this.#lines = new LineCounter();
    this.#document = parseDocument(text, { version: "1.2", uniqueKeys: true, lineCounter: this.#lines, strict: true });
    const [problem] = this.#document.errors;
    if (problem !== undefined) throw this.#broken(problem);
    if (!isMap(this.#document.contents))
      throw new RecipeError(
        `${name}:1: Expected a recipe with voxmill, inputs, steps and outputs, found ${text.trim() === "" ? "nothing" : "something else"}.`,
        { line: 1 },
      );
  }
  /** The values, as plain JavaScript. */
  values(): unknown {
    return this.#document.toJS({ maxAliasCount: 100 });
  }
  /** Replaces one value, as `--set steps.smooth.sigma.z=2` does. All but the last part of the path must be there. */
  set(path: Path, text: string): void {
    const parent = path.slice(0, -1);
    if (parent.length > 0 && !this.#document.hasIn(parent)) {
      throw new RecipeError(`Expected ${parent.join(".")} in ${this.name}, to set ${path.join(".")}; found ${this.#keysAt(parent)}.`);
    }
    const value: unknown = parseDocument(text, { version: "1.2" }).toJS();
    const holder = parent.length === 0 ? this.#document.contents : this.#document.getIn(parent, true);
    if (isMap(holder) || parent.length === 0) this.#document.setIn(path, value);
    // { sigma: 3 } becomes { sigma: { z: 2 } } only by saying so: a number has no axes.
    else throw new RecipeError(`Expected ${parent.join(".")} in ${this.name} to have parts, to set ${path.join(".")}.`);
  }
  /** The line of a part: of its key where it has one. Falls back to the nearest part that is there. */
  lineOf(path: Path): number {
    for (let length = path.length; length >= 0; length--) {
      const offset = this.#offset(path.slice(0, length));
      if (offset !== undefined) return this.#lines.linePos(offset).line;
    }
    return 1;
  }
  /** An error at a part. */
  error(path: Path, message: string, details: { readonly hint?: string; readonly cause?: unknown } = {}): RecipeError {
    return new RecipeError(`${this.placeOf(path)}: ${message}`, { ...details, line: this.lineOf(path) });
  }
  /** A part as people find it: `recipe.yaml:7 (steps.seeds.footprint)`. */
  placeOf(path: Path): string {
    return `${this.name}:${this.lineOf(path)}${path.length === 0 ? "" : ` (${path.join(".")})`}`;
  }

  /** What is wrong with the text itself. */
  #broken(problem: YAMLParseError): RecipeError {
    const line = problem.linePos?.[0].line ?? 1;
    if (problem.code === "DUPLICATE_KEY") {
      const path = pathTo(this.#document, problem.pos[0]);
      const first = this.lineOf(path);
      return new RecipeError(
        `${this.name}:${line} (${path.join(".")}): Expected each key once, found "${path.at(-1)}" again (first on line ${first}).`,
        { line, hint: "Remove one of them, or give it another name." },
      );
    }
    const what = (problem.message.split("\n")[0] as string).replace(/ at line.*$/, "");
    return new RecipeError(`${this.name}:${line}: Expected YAML or JSON, found a mistake: ${what}.`, {
      line,
      hint: "Look at indentation, brackets and quotes there.",
    });
  }
  #offset(path: Path): number | undefined {
    if (path.length === 0) return 0;
    const parent = this.#document.getIn(path.slice(0, -1), true);
    const last = path.at(-1);
    if (isMap(parent)) {
      const pair = (parent as YAMLMap).items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(last));
      if (pair !== undefined && isNode(pair.key)) return pair.key.range?.[0];
    }
    const node = this.#document.getIn(path, true);
    return isNode(node) ? node.range?.[0] : undefined;
  }
  #keysAt(path: Path): string {
    for (let length = path.length - 1; length >= 0; length--) {
      const node = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true);
      if (isMap(node)) return (node as YAMLMap).items.map((i) => (isPair(i) && isScalar(i.key) ? String(i.key.value) : "?")).join(", ");
    }
    return "nothing";
  }
}

/** Keys from the root to the key that stands at an offset of the text. */
function pathTo(document: Document.Parsed, offset: number): Path {
  let found: Path = [];
  visit(document, {
    Pair: (_key, pair, ancestors) => {
      if (!isScalar(pair.key) || pair.key.range?.[0] !== offset) return undefined;
      found = [...ancestors.flatMap((node, i) => stepInto(node, ancestors[i + 1])), String(pair.key.value)];
      return visit.BREAK;
    },
  });
  return found;
}

/** The key or index by which a node holds its child. */
function stepInto(node: unknown, child: unknown): (string | number)[] {
  if (isPair(node)) return [isScalar(node.key) ? String(node.key.value) : "?"];
  return isSeq(node) && child !== undefined ? [node.items.indexOf(child)] : [];
}
