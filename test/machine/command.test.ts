// Programs that stream planes: read in any order, whole or in part, and every way to fail says so.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compute, open, save } from "#dist/index.js";
import { commandWords } from "#dist/machine/command/index.js";
import { chunksOf } from "../format/plain-store.js";

const folder = mkdtempSync(join(tmpdir(), "voxmill-command-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const shape = [12, 6, 5];

/** A program that counts its runs in a file, and sends what the mode says. */
const program = join(folder, "source.mjs");
writeFileSync(
  program,
  `import { appendFileSync } from "node:fs";
const [mode, log, first = "0"] = process.argv.slice(2);
appendFileSync(log, first + "\\n");
const [depth, height, width] = ${JSON.stringify(shape)};
const header = { voxmill: 1, shape: [depth, height, width], dtype: "uint16", axes: ["z", "y", "x"], spacing: [2, 0.5, 0.5], unit: "um", id: "a" };
if (mode === "nothing") process.exit(0);
if (mode === "text") { console.log("hello"); process.exit(0); }
if (mode === "type") { console.log(JSON.stringify({ ...header, dtype: "complex64" })); process.exit(0); }
process.stdout.write(JSON.stringify(header) + "\\n");
if (mode === "hang") setInterval(() => {}, 1000);
else {
  const planes = mode === "short" ? depth - 2 : depth;
  for (let z = Number(first); z < planes; z++)
    process.stdout.write(Buffer.from(Uint16Array.from({ length: height * width }, (_, i) => 100 * z + i).buffer));
  if (mode === "long") process.stdout.write(Buffer.alloc(7));
  if (mode === "fail") { console.error("first line"); console.error("the shutter is stuck"); process.exitCode = 3; }
}
`,
);
const expected = Uint16Array.from({ length: 360 }, (_, i) => 100 * Math.floor(i / 30) + (i % 30));
let logs = 0;
function command(mode: string, more = ""): { readonly text: string; readonly starts: () => string[] } {
  const log = join(folder, `log-${++logs}`);
  writeFileSync(log, "");
  return {
    text: `command:"${process.execPath}" "${program}" ${mode} "${log}" ${more}`,
    starts: () => readFileSync(log, "utf8").trim().split("\n"),
  };
}

test("a stream opens like a file, and is stored by any engine", async () => {
  for (const more of ["", "{first}"]) {
    const image = await open(command("good", more).text);
    assert.deepEqual([image.shape, image.dtype, image.spacing, image.unit[0]], [shape, "uint16", [2, 0.5, 0.5], "micrometer"]);
    assert.deepEqual((await compute(image, { workers: 1 })).data, expected);
    const stored = await save(image, join(folder, `stored-${more.length}.zarr`), { workers: 2, block: [3, 6, 5] });
    assert.deepEqual((await compute(stored, { workers: 1 })).data, expected);
  }
});

test("a plane that has passed is kept, or asked for again from there on", async () => {
  const bytes = 60;
  const plane = (z: number): Uint8Array => new Uint8Array(expected.slice(30 * z, 30 * (z + 1)).buffer);
  for (const [more, starts] of [
    ["{first}", ["0", "10", "1"]],
    ["", ["0", "0"]],
  ] as const) {
    const late = command("good", more);
    const { store, key } = await located(late.text);
    const read = (z: number) => store.getRange(key, { offset: z * bytes, length: bytes });
    assert.deepEqual(await read(10), plane(10));
    assert.deepEqual(await read(11), plane(11));
    assert.deepEqual(await read(10), plane(10));
    assert.deepEqual(await read(1), plane(1));
    assert.deepEqual(await store.getRange(key, { suffix: 4 }), plane(11).slice(-4));
    assert.deepEqual(late.starts().slice(0, starts.length), more === "" ? ["0"] : starts);
  }
});

for (const [mode, pattern] of [
  ["nothing", /line of JSON.*found its end/],
  ["text", /"voxmill": 1.*hello/],
  ["type", /complex64/],
  ["short", /bytes of planes more.*found its end/],
  ["long", /found more/],
  ["fail", /exit code 3; it said: the shutter is stuck/],
] as const) {
  test(`a program that sends "${mode}" is a FormatError that says so`, async () => {
    await assert.rejects(
      async () => {
        const { store, key } = await located(command(mode).text);
        await readAll(store, key);
      },
      (error: Error) => error.name === "FormatError" && pattern.test(error.message),
    );
  });
}

test("a program that hangs is ended, one that is not there is named", async () => {
  process.env["VOXMILL_COMMAND_TIMEOUT"] = "0.5";
  try {
    const { store, key } = await located(command("hang").text);
    await assert.rejects(readAll(store, key), /found neither for 0.5 s: it was ended/);
  } finally {
    delete process.env["VOXMILL_COMMAND_TIMEOUT"];
  }
  await assert.rejects(open("command:no-such-program-here -x"), { name: "NotFoundError" });
});

test("words are parted by spaces, quotes keep them together", () => {
  assert.deepEqual(commandWords(`command: python3  "my camera.py" --name='a "b"' \\ c ""`), [
    "python3",
    "my camera.py",
    '--name=a "b"',
    " c",
    "",
  ]);
  assert.throws(() => commandWords("command:  "), { name: "GeometryError" });
  assert.throws(() => commandWords('command:a "b'), /quote/);
});

const hasPython = spawnSync("python3", ["--version"]).status === 0;
test("the example in Python sends what voxmill reads", { skip: hasPython ? false : "needs python3" }, async () => {
  const camera = fileURLToPath(new URL("../../../examples/commands/camera.py", import.meta.url));
  const image = await open(`command:python3 "${camera}" --planes 6 --size 8 --first {first}`);
  const plane = (z: number): number[] => Array.from({ length: 64 }, (_, i) => ((i % 8) + Math.floor(i / 8) + 7 * z) % 4096);
  assert.deepEqual([...((await compute(image.slice(4), { workers: 1 })).data as Uint16Array)], plane(4));
});

async function located(text: string) {
  const { locate, machineStores } = await import("#dist/machine/index.js");
  return locate(text, machineStores());
}

async function readAll(store: Awaited<ReturnType<typeof located>>["store"], key: string): Promise<void> {
  const { openFile } = await import("#dist/format/registry.js");
  const [series] = (await openFile({ store, key })).series;
  const source = await (series as NonNullable<typeof series>).open();
  for await (const _ of chunksOf(source));
}
