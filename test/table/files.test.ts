import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { dtypes } from "#dist/array/dtype.js";
import { FormatError, NotFoundError, UnsupportedError } from "#dist/errors.js";
import type { Store } from "#dist/store/store.js";
import { column, parseParquet, readTable, Table, toParquet, writeTable } from "#dist/table/index.js";

/** A store that is a Map. */
function mapStore(): Store & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const store = {
    name: "memory",
    files,
    locator: { kind: "memory", id: "tables" } as const,
    get: async (key: string) => files.get(key),
    getRange: async () => undefined,
    size: async (key: string) => files.get(key)?.length,
    identify: async () => undefined,
    async *list() {},
    listFolder: async () => [],
    set: async (key: string, value: Uint8Array) => void files.set(key, value),
    delete: async (key: string) => void files.delete(key),
  };
  return store;
}

/** One column of every type, with the extremes of each. */
const allTypes = (): Table =>
  new Table([
    column("inside", Uint8Array.of(1, 0, 1), { dtype: "bool" }),
    column("u8", Uint8Array.of(0, 7, 255)),
    column("i8", Int8Array.of(-128, 0, 127)),
    column("u16", Uint16Array.of(0, 7, 65535)),
    column("i16", Int16Array.of(-32768, 0, 32767)),
    column("u32", Uint32Array.of(0, 7, 4294967295)),
    column("i32", Int32Array.of(-2147483648, 0, 2147483647)),
    column("u64", BigUint64Array.of(0n, 7n, 2n ** 64n - 1n)),
    column("i64", BigInt64Array.of(-(2n ** 63n), 0n, 2n ** 63n - 1n)),
    column("f32", Float32Array.of(0.1, Number.NaN, -0), { unit: "micrometer" }),
    column("f64", Float64Array.of(0.1, Number.NEGATIVE_INFINITY, 5e-324), { unit: "second" }),
    column("text", ["São Paulo", null, ""]),
  ]);

test("Parquet keeps every type, value, unit and missing text", async () => {
  const table = allTypes();
  assert.deepEqual(new Set(table.columns.map(({ dtype }) => dtype)), new Set([...dtypes, "string"]));
  for (const compression of ["snappy", "none"] as const) {
    const again = await parseParquet(toParquet(table, { compression }));
    assert.deepEqual(again.columns, table.columns);
  }
});

test("Parquet of many rows, in several groups, is read in order", async () => {
  const n = 250_001;
  const table = Table.of({
    label: Uint32Array.from({ length: n }, (_, i) => i * 17),
    mean: Float64Array.from({ length: n }, (_, i) => Math.sqrt(i)),
  });
  assert.deepEqual((await parseParquet(toParquet(table))).columns, table.columns);
});

test("Parquet of any numbers comes back", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.double(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.string()), { maxLength: 30 }),
      async (rows) => {
        const table = Table.of({
          a: Float64Array.from(rows, ([a]) => a),
          b: BigInt64Array.from(rows, ([, b]) => b),
          c: rows.map(([, , c]) => c),
        });
        assert.deepEqual((await parseParquet(toParquet(table))).columns, table.columns);
      },
    ),
    { numRuns: 50 },
  );
});

test("the bytes of a Parquet file are always the same", () => {
  const hash = createHash("sha256").update(toParquet(allTypes())).digest("hex");
  assert.equal(hash, createHash("sha256").update(toParquet(allTypes())).digest("hex"));
});

test("a broken Parquet file is a FormatError", async () => {
  const bytes = toParquet(allTypes());
  await assert.rejects(
    parseParquet(new Uint8Array(10), "t.parquet"),
    (error) => error instanceof FormatError && error.path === "t.parquet",
  );
  await assert.rejects(parseParquet(bytes.subarray(0, bytes.length - 20)), FormatError);
  await assert.rejects(parseParquet(bytes.subarray(100)), FormatError);
  assert.throws(() => toParquet(new Table([])), UnsupportedError);
});

test("files are written and read by their ending, always with the same bytes", async () => {
  const store = mapStore();
  const table = allTypes();
  for (const ending of ["csv", "tsv", "parquet", "json", "CSV"]) {
    const key = `out/shapes.${ending}`;
    await writeTable(table, store, key);
    const first = store.files.get(key);
    await writeTable(allTypes(), store, key);
    assert.deepEqual(store.files.get(key), first);
    const again = await readTable(store, key);
    assert.deepEqual(again.names, table.names);
    assert.deepEqual(again.column("text").data, table.column("text").data);
    assert.deepEqual(again.column("f64").data[2], 5e-324);
    assert.deepEqual(again.column("i32").data, table.column("i32").data);
  }
});

test("JSON has one record a line; what JSON lacks is null", async () => {
  const store = mapStore();
  await writeTable(allTypes(), store, "t.json");
  const text = new TextDecoder().decode(store.files.get("t.json"));
  assert.equal(
    text.split("\n")[1],
    '{"inside":true,"u8":0,"i8":-128,"u16":0,"i16":-32768,"u32":0,"i32":-2147483648,"u64":0,"i64":-9223372036854775808,"f32":0.1,"f64":0.1,"text":"São Paulo"},',
  );
  assert.equal(JSON.parse(text)[1].f64, null);
  store.files.set("bad.json", new TextEncoder().encode('[{"a":[1]}]'));
  await assert.rejects(readTable(store, "bad.json"), FormatError);
  store.files.set("bad.json", new TextEncoder().encode("{"));
  await assert.rejects(readTable(store, "bad.json"), FormatError);
});

test("other endings are refused with the choices; missing files are not found", async () => {
  await assert.rejects(
    writeTable(allTypes(), mapStore(), "t.xlsx"),
    (error) => error instanceof UnsupportedError && /\.csv, \.tsv, \.parquet, \.json/.test(error.message),
  );
  await assert.rejects(readTable(mapStore(), "t.csv"), NotFoundError);
});
