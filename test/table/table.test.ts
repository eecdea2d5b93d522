import assert from "node:assert/strict";
import { test } from "node:test";
import { GeometryError, NotFoundError } from "#dist/errors.js";
import { column, Table } from "#dist/table/index.js";

const cells = (): Table =>
  Table.of(
    { label: Uint32Array.of(1, 2, 3), area: Float64Array.of(12.5, 1 / 3, Number.NaN), name: ["a", null, 'long, "c"'] },
    { units: { area: "micrometer" } },
  );

test("columns keep their order, types and units", () => {
  const table = cells();
  assert.deepEqual(table.names, ["label", "area", "name"]);
  assert.deepEqual(
    table.columns.map(({ dtype }) => dtype),
    ["uint32", "float64", "string"],
  );
  assert.equal(table.column("area").unit, "micrometer");
  assert.equal(table.numRows, 3);
  assert.throws(
    () => table.column("volume"),
    (error) => error instanceof NotFoundError && /label, area, name/.test(error.message),
  );
});

test("rows are objects by name", () => {
  const table = new Table([column("inside", Uint8Array.of(1, 0), { dtype: "bool" }), column("sum", BigInt64Array.of(2n ** 60n, -1n))]);
  assert.deepEqual(table.objects(), [
    { inside: true, sum: 2n ** 60n },
    { inside: false, sum: -1n },
  ]);
  assert.deepEqual([...table], table.objects());
  assert.deepEqual(table.row(1), { inside: false, sum: -1n });
});

test("columns of different lengths or the same name, and unknown arrays, are refused", () => {
  assert.throws(() => Table.of({ a: Int8Array.of(1), b: Int8Array.of(1, 2) }), GeometryError);
  assert.throws(() => new Table([column("a", ["x"]), column("a", ["y"])]), GeometryError);
  assert.throws(() => column("a", new Uint8ClampedArray(3) as unknown as Uint8Array), GeometryError);
  assert.throws(() => column("a", new Float32Array(3), { dtype: "bool" }), GeometryError);
});

test("a table prints aligned, with units, and leaves rows out in the middle", () => {
  assert.equal(
    String(cells()),
    [
      "label  area (micrometer)  name",
      "    1               12.5  a",
      "    2           0.333333",
      '    3                NaN  long, "c"',
      "(3 rows, 3 columns)",
    ].join("\n"),
  );
  const long = Table.of({ i: Int32Array.from({ length: 100 }, (_, i) => i) });
  assert.equal(long.toString(4), ["  i", "  0", "  1", "...", " 98", " 99", "(100 rows, 1 column)"].join("\n"));
  assert.equal(new Table([]).toString(), "(0 rows, 0 columns)");
});
