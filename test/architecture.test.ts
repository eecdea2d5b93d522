// The layers: which folder of src/ may import which. Dynamic imports count; nothing below the edge reaches Node, not even by way of others.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const src = fileURLToPath(new URL("../../src", import.meta.url));

const leaves = ["errors", "hash", "random"];
const memory = [...leaves, "geometry", "array"];
const bytes = [...memory, "store", "format", "table"];
const lazy = [...bytes, "kernels", "graph"];
const verbs = [...lazy, "ops"];
const runs = [...lazy, "plan", "engine", "phantom"];

/** Each room, and the rooms below it. A nested room (engine/threads) has its own line. */
const layers: { readonly [room: string]: readonly string[] } = {
  errors: [],
  hash: [],
  random: ["errors"],
  geometry: ["errors"],
  array: ["errors", "geometry"],
  store: [...memory],
  "store/file": [...memory, "store"],
  format: [...memory, "store"],
  "format/native": [...memory, "store", "format"],
  machine: [...memory, "store", "store/file", "format", "format/native"],
  table: [...memory, "store", "format"],
  phantom: [...memory, "store", "format", "table"],
  kernels: bytes,
  graph: [...bytes, "kernels"],
  ops: lazy,
  label: verbs,
  measure: verbs,
  features: leaves,
  plan: lazy,
  engine: [...lazy, "plan", "phantom"],
  "engine/threads": [...runs, "machine"],
  "engine/processes": [...runs, "machine"],
  render: [...runs],
  // Maps and catalogues of the sky: files come in as stores, pictures go out by render; threads and paths are node's.
  sky: [...bytes, "kernels", "render"],
  recipe: [...verbs, "label", "measure", "plan", "engine", "render", "phantom"],
  node: [...verbs, "plan", "engine", "engine/threads", "engine/processes", "store/file", "machine", "render", "recipe", "phantom", "sky"],
  index: [...verbs, "label", "measure", "plan", "engine", "render", "recipe", "phantom", "node", "engine/threads", "engine/processes"],
  cli: ["node", "errors"],
};

/** The rooms that may use Node. Everything else runs anywhere. */
const edge = new Set(["store/file", "format/native", "machine", "engine/threads", "engine/processes", "node", "cli", "index"]);

const files = (readdirSync(src, { recursive: true }) as string[])
  .map((f) => join(src, f))
  .filter((f) => f.endsWith(".ts") && !f.endsWith(".d.ts") && statSync(f).isFile());

/** The longest room whose folder holds the file. */
function roomOf(file: string): string {
  const path = relative(src, file).split(sep).join("/").replace(/\.ts$/, "");
  const rooms = Object.keys(layers).filter((room) => path === room || path.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? path;
}

interface Import {
  readonly name: string;
  /** `import type` and `export type` vanish when compiled. */
  readonly type: boolean;
}

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

function importsOf(file: string): Import[] {
  const text = withoutComments(readFileSync(file, "utf8"));
  const found: Import[] = [];
  for (const [, clause, name] of text.matchAll(/^\s*(?:import|export)\s+([^;'"]*?)\s*from\s*["']([^"']+)["']/gm)) {
    found.push({ name: name as string, type: /^type\s/.test(clause as string) });
  }
  for (const [, name] of text.matchAll(/^\s*import\s*["']([^"']+)["']/gm)) found.push({ name: name as string, type: false });
  for (const [, name] of text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) found.push({ name: name as string, type: false });
  return found;
}

const target = (file: string, name: string): string => resolve(dirname(file), name);

test("every file lies in a room that has its layer", () => {
  for (const file of files) assert.ok(roomOf(file) in layers, `src/${roomOf(file)} has no line in the table of layers`);
});

test("imports point down the layers, dynamic ones too", () => {
  const wrong: string[] = [];
  for (const file of files) {
    const room = roomOf(file);
    for (const { name } of importsOf(file)) {
      if (!name.startsWith(".")) continue;
      const other = roomOf(target(file, name));
      if (other !== room && !layers[room]?.includes(other))
        wrong.push(`${relative(src, file)} imports ${relative(src, target(file, name))}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test("the table of layers has no circle", () => {
  const depth = (room: string, above: readonly string[]): void => {
    assert.ok(!above.includes(room), `circle: ${[...above, room].join(" -> ")}`);
    for (const below of layers[room] ?? []) if (below !== room) depth(below, [...above, room]);
  };
  for (const room of ["cli", "index", "format", "store", "engine"]) depth(room, []);
});

test("no circle of value imports between files", () => {
  const state = new Map<string, "open" | "done">();
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === "done") return;
    assert.notEqual(state.get(file), "open", `circle: ${[...path, file].map((f) => relative(src, f)).join(" -> ")}`);
    state.set(file, "open");
    for (const { name, type } of importsOf(file)) if (!type && name.startsWith(".")) visit(target(file, name), [...path, file]);
    state.set(file, "done");
  };
  for (const file of files) visit(file, []);
});

test("nothing below the edge reaches Node, by itself or through others", () => {
  const core = files.filter((file) => !edge.has(roomOf(file)));
  const seen = new Set<string>();
  const wrong: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = withoutComments(readFileSync(file, "utf8"));
    if (/\b(?:Buffer\.|process\.|require\(|__dirname|globalThis\.process)/.test(text))
      wrong.push(`${relative(src, file)} uses a global of Node`);
    for (const { name, type } of importsOf(file)) {
      if (type) continue;
      if (name.startsWith("node:")) wrong.push(`${[...path, file].map((f) => relative(src, f)).join(" -> ")} imports ${name}`);
      else if (name.startsWith(".")) visit(target(file, name), [...path, file]);
    }
  };
  for (const file of core) visit(file, []);
  assert.deepEqual(wrong, []);
});

test("no file is named for what it is not: utils, helpers, common, misc", () => {
  const banned = files.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\.ts$|\/)/.test(relative(src, file).split(sep).join("/")));
  assert.deepEqual(banned, []);
});
