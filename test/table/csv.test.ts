import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { FormatError } from "#dist/errors.js";
import { type Column, column, csvPieces, parseCsvTable, Table, toCsv } from "#dist/table/index.js";
import { realData, skipUnlessData } from "../real-data.js";

const types = (table: Table) => table.columns.map(({ dtype }) => dtype);

test("the text is pinned: names, shortest numbers, quotes where they are needed", () => {
  const table = new Table([
    column("label", Uint32Array.of(1, 2, 3, 4)),
    column("mean", Float64Array.of(0.1, -0, Number.NaN, 1e21)),
    column("single", Float32Array.of(0.1, 16777216, Number.NEGATIVE_INFINITY, 1e-45)),
    column("sum", BigUint64Array.of(2n ** 64n - 1n, 0n, 1n, 2n)),
    column("inside", Uint8Array.of(1, 0, 0, 1), { dtype: "bool" }),
    column('note, "x"', ["plain", 'a "b", c', "", null]),
    column("id", ["007", "12", "NaN", "two\nlines"]),
  ]);
  const lines = [
    'label,mean,single,sum,inside,"note, ""x""",id',
    "1,0.1,0.1,18446744073709551615,true,plain,007",
    '2,-0,16777216,0,false,"a ""b"", c","12"',
    '3,NaN,-Infinity,1,false,"","NaN"',
    '4,1e+21,1e-45,2,true,,"two\nlines"',
    "",
  ];
  assert.equal(toCsv(table), lines.join("\n"));
  const again = parseCsvTable(toCsv(table));
  assert.deepEqual(types(again), ["int32", "float64", "float64", "uint64", "bool", "string", "string"]);
  assert.deepEqual(again.column('note, "x"').data, ["plain", 'a "b", c', "", null]);
  assert.deepEqual(again.column("id").data, ["007", "12", "NaN", "two\nlines"]);
});

test("every float64 and every text comes back as it was", () => {
  const text = fc.option(
    fc.oneof(
      fc.string(),
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("1", "-", "true", " x ", "1e5", "nan", "\r", '"', ",", "\t", "0x1", "-0", "+1", ""),
    ),
    { nil: null },
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double(), text), { minLength: 1, maxLength: 20 }),
      fc.constantFrom(",", ";", "\t"),
      (rows, separator) => {
        const numbers = Float64Array.from([...rows.map(([number]) => number), 0.5]);
        const texts = [...rows.map(([, one]) => one), "text"];
        const csv = toCsv(Table.of({ numbers, texts }), { separator });
        const table = parseCsvTable(csv, { separator });
        assert.deepEqual(table.column("numbers").data, numbers);
        assert.deepEqual(table.column("texts").data, texts);
        assert.equal(toCsv(table, { separator }), csv);
      },
    ),
    { numRuns: 300 },
  );
});

test("a table of one column of text survives, missing ones too", () => {
  const texts = [null, "a", null, "", null];
  assert.deepEqual(parseCsvTable(toCsv(Table.of({ texts }))).column("texts").data, texts);
});

test("columns get the narrowest type that holds all cells", () => {
  const read = (...cells: string[]): Column => parseCsvTable(["x,y", ...cells.map((cell) => `${cell},0`)].join("\n")).column("x");
  assert.equal(read("1", "-2").dtype, "int32");
  assert.equal(read("1", "4294967295").dtype, "uint32");
  assert.equal(read("-1", "4294967295").dtype, "int64");
  assert.deepEqual(read("9007199254740993", "-1").data, BigInt64Array.of(9007199254740993n, -1n));
  assert.deepEqual(read("18446744073709551615").data, BigUint64Array.of(2n ** 64n - 1n));
  assert.deepEqual(read("18446744073709551616").data, Float64Array.of(2 ** 64));
  assert.deepEqual(read("1", "").data, Float64Array.of(1, Number.NaN));
  assert.deepEqual(
    read(" 1 ", "2.50", "-.5", "+3", "1e-3", "inf", "nan").data,
    Float64Array.of(1, 2.5, -0.5, 3, 0.001, Number.POSITIVE_INFINITY, Number.NaN),
  );
  assert.equal(read("true", "false").dtype, "bool");
  assert.deepEqual(read("true", "1").data, ["true", "1"]);
  assert.deepEqual(read("true", "").data, ["true", null]);
  assert.deepEqual(read("007", "1").data, ["007", "1"]);
  assert.deepEqual(read("1", "x").data, ["1", "x"]);
  assert.deepEqual(read('"1"').data, ["1"]);
});

test("line ends of all systems, a byte order mark and empty lines are understood", () => {
  const expected = [
    { a: 1, b: "x" },
    { a: 2, b: "y" },
  ];
  for (const end of ["\n", "\r\n", "\r"]) {
    assert.deepEqual(parseCsvTable(`\ufeffa,b${end}1,x${end}${end}2,y${end}`).objects(), expected);
    assert.deepEqual(parseCsvTable(`a,b${end}1,x${end}2,y`).objects(), expected);
  }
  assert.deepEqual(parseCsvTable("1,x\n2,", { header: false }).objects(), [
    { column_1: 1, column_2: "x" },
    { column_1: 2, column_2: null },
  ]);
  assert.deepEqual(parseCsvTable(" a ,,c\n1,2,3").names, ["a", "column_2", "c"]);
  assert.equal(parseCsvTable("").columns.length, 0);
  assert.deepEqual([parseCsvTable("a,b\n").numRows, parseCsvTable("a,b\n").names], [0, ["a", "b"]]);
});

test("broken files are refused with the number of the line", () => {
  const fails = (text: string, message: RegExp) =>
    assert.throws(
      () => parseCsvTable(text, { path: "t.csv" }),
      (error) => error instanceof FormatError && error.path === "t.csv" && message.test(error.message),
    );
  fails("a,b\n1,2\n3\n", /Expected 2 cells in line 3 of t\.csv, found 1/);
  fails('a,b\n"x\ny",2\n3,4,5\n', /Expected 2 cells in line 4 of t\.csv, found 3/);
  fails('a,b\n1,2\n3,"open\n4,5\n', /closing quote for the one opened in line 3/);
  fails('a,b\n"x"y,2\n', /separator or the end of the line after a closing quote in line 2/);
  fails("a,b,a\n", /"a" twice/);
});

test("a long table comes in pieces", () => {
  const table = Table.of({ i: Int32Array.from({ length: 10_000 }, (_, i) => i) });
  const pieces = [...csvPieces(table)];
  assert.ok(pieces.length > 3);
  assert.deepEqual(parseCsvTable(pieces.join("")).column("i").data, table.column("i").data);
});

interface Summary {
  readonly separator: string;
  readonly header: boolean;
  readonly rows: number;
  readonly columns: { readonly [name: string]: string };
}
const real: { readonly [path: string]: Summary } = JSON.parse(
  readFileSync(new URL("../fixtures/table/checksums.json", import.meta.url), "utf8"),
);

function sha256Of({ dtype, data }: Column): string {
  if (dtype === "string")
    return createHash("sha256")
      .update((data as string[]).map((text) => text ?? "").join("\n"))
      .digest("hex");
  return createHash("sha256")
    .update(new Uint8Array(Float64Array.from(data as Int32Array, Number).buffer))
    .digest("hex");
}

for (const [path, { rows, columns, ...options }] of Object.entries(real)) {
  test(`${path} has the values that Python reads`, { skip: skipUnlessData(path) }, () => {
    const table = parseCsvTable(readFileSync(realData(path) as string, "utf8"), options);
    assert.equal(table.numRows, rows);
    assert.deepEqual(Object.fromEntries(table.columns.map((one) => [one.name, sha256Of(one)])), columns);
    const again = parseCsvTable(toCsv(table));
    assert.deepEqual(again.columns, table.columns);
  });
}
