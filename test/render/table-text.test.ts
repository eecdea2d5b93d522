import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColumnLike, TableLike } from "#dist/render/table-like.js";
import { tableText } from "#dist/render/table-text.js";

function tableOf(columns: Readonly<Record<string, ColumnLike>>): TableLike {
  const names = Object.keys(columns);
  return { numRows: columns[names[0] ?? ""]?.values.length ?? 0, columnNames: names, column: (name) => columns[name] as ColumnLike };
}

const shapes = tableOf({
  label: { values: Uint32Array.from([1, 2, 1500]) },
  area: { values: Uint32Array.from([12, 1_234_567, 8]) },
  areaPhysical: { values: [1.5, 12_345.678, 0.25], unit: "um3" },
  centroid_z: { values: Float64Array.from([4.25, 10, 99.12345]) },
  class: { values: ["pore", "wall", null] },
});

test("numbers stand to the right with their points below each other, words to the left", () => {
  assert.equal(
    tableText(shapes),
    [
      "label       area  areaPhysical  centroid_z  class",
      "                           µm³",
      "─────  ─────────  ────────────  ──────────  ─────",
      "    1         12           1.5       4.250  pore",
      "    2  1,234,567        12,346      10.000  wall",
      " 1500          8          0.25      99.123",
      "",
    ].join("\n"),
  );
});

test("rows and columns that are left out are counted and named", () => {
  const many = tableOf({ id: { values: Uint32Array.from({ length: 1254 }, (_, i) => i) }, note: { values: new Array(1254).fill("x") } });
  assert.equal(tableText(many, { maxRows: 2 }), "id  note\n──  ────\n 0  x\n 1  x\n... 1,252 more rows\n");
  const narrow = tableText(shapes, { width: 20, maxRows: 2 });
  assert.ok(narrow.split("\n").every((line) => line.length <= 20 || line.startsWith("...")));
  assert.match(narrow, /\.\.\. 1 more row\n\.\.\. 3 more columns: areaPhysical, centroid_z, class\n$/);
  assert.match(tableText(shapes, { width: 1 }), /^label\n/, "one column is always shown");
});

test("text from a file cannot drive the terminal or break a line", () => {
  const text = tableText(tableOf({ "na\u001b[2Jme": { values: ["\u001b]0;owned\u0007", "two\nlines", "y".repeat(100)] } }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must be gone
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  assert.equal(text.split("\n").length, 6);
  assert.ok(text.includes(`${"y".repeat(39)}…`));
});

test("64-bit integers, booleans, missing values and empty tables", () => {
  const odd = tableOf({
    big: { values: BigUint64Array.from([2n ** 60n, 5n]) },
    ok: { values: [true, false] },
    gap: { values: [Number.NaN, null] },
  });
  assert.equal(
    tableText(odd),
    [
      "                      big  ok     gap",
      "─────────────────────────  ─────  ───",
      "1,152,921,504,606,846,976  true   NaN",
      "                        5  false",
      "",
    ].join("\n"),
  );
  assert.equal(tableText(tableOf({ a: { values: [] } })), "a\n─\n");
  assert.equal(tableText(tableOf({})), "(no columns)\n");
});
