// Writes the tables of docs/formats.md: every real set as it is read, compared with what another program reads, or why it is not.
//
//     VOXMILL_DATA=FOLDER node scripts/format-table.mjs [--check]
//
// Needs the built package and the real data (test/real-data.ts says which). Each section lies between its own marks, so that what people
// write between them stays as it is. --check writes nothing: it fails where the tables say anything else than what is found now. It decodes
// small sets only; the tests of each format decode all of them against the same checksums.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { sections } from "./format-sections.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { inspect, isVoxmillError } = await import("../dist/index.js");
const { NdArray, copyRegion } = await import("../dist/array/index.js");
const checking = process.argv.includes("--check");
const data = resolve(process.env.VOXMILL_DATA ?? "../shared/data");
if (!existsSync(data)) {
  console.error(`Expected the real data at ${data}; set VOXMILL_DATA.`);
  process.exit(1);
}

/** Voxels of an image that --check decodes. */
const small = 4000;

/** All chunks of an image, put together. */
async function whole(series) {
  const source = await series.open();
  const { shape, chunks, dtype } = source.info;
  const array = NdArray.zeros(dtype, shape);
  const counts = shape.map((n, axis) => Math.ceil(n / chunks[axis]));
  const total = counts.reduce((n, m) => n * m, 1);
  for (let number = 0; number < total; number++) {
    const index = [];
    for (let axis = counts.length - 1, rest = number; axis >= 0; rest = Math.floor(rest / counts[axis--]))
      index.unshift(rest % counts[axis]);
    const chunk = await source.readChunk(index);
    const start = index.map((i, axis) => i * chunks[axis]);
    const stop = start.map((s, axis) => s + chunk.shape[axis]);
    copyRegion(chunk, array.view(start, stop));
  }
  await source.close?.();
  return array;
}

const sha256 = ({ data: { buffer, byteOffset, byteLength } }) =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");

/** What is said of one image. A sum that is known but not decoded now counts as equal: that is what the table said when it was made. */
async function verdict(index, series, expected) {
  const { name, info, readable, reason } = series;
  if (!readable) return `described: ${reason}`;
  const wanted = expected[name.replace(/^\//, "")] ?? expected[name] ?? expected[index];
  if (checking && info.shape.reduce((n, m) => n * m, 1) > small) return wanted === undefined ? "read" : "equal";
  const found = sha256(await whole(series));
  if (wanted === undefined) return Object.values(expected).includes(found) ? "equal" : "read";
  return found === wanted ? "equal" : "DIFFERENT";
}

/** Verdicts of many images as one: the counts, then each reason once. */
function together(verdicts) {
  if (verdicts.length === 1) return verdicts[0];
  const count = (word) => verdicts.filter((one) => one.startsWith(word)).length;
  const counts = ["equal", "read", "DIFFERENT"].filter((word) => count(word) > 0).map((word) => `${word} (${count(word)})`);
  const reasons = [...new Set(verdicts.filter((one) => one.startsWith("described")))].map(
    (one) => `${one} (${verdicts.filter((v) => v === one).length})`,
  );
  return [...counts, ...reasons].join("; ");
}

/** One row: the set, what is in it, and how it is read. */
async function row(path, { expected, skip }) {
  const shown = path.replace(/^zarr\//, "");
  try {
    const { series } = await inspect(`${data}/${path}`);
    if (skip?.(series)) return undefined;
    const verdicts = [];
    const sums = expected(path);
    for (const [index, one] of series.entries()) verdicts.push(await verdict(index, one, sums));
    const [{ info }] = series;
    const shape = series.length > 1 ? `${series.length} images` : info.shape.join(" x ") || "scalar";
    const types = [...new Set(series.map((one) => one.storedType ?? one.info.dtype))];
    const codecs = [...new Set(series.flatMap((one) => one.info.codecs))];
    return [shown, shape, types.slice(0, 4).join(", ") + (types.length > 4 ? " ..." : ""), codecs.join(", ") || "none", together(verdicts)];
  } catch (error) {
    if (!isVoxmillError(error)) throw error;
    return [shown, "", "", "", `refused: ${error.message.replaceAll(`${data}/`, "").replaceAll(`${process.cwd()}/`, "")}`];
  }
}

const cell = (text) => String(text).replaceAll("|", "\\|");

async function table(section) {
  const rows = [];
  for (const path of section.paths(data).sort()) {
    const made = await row(path, section);
    if (made !== undefined) rows.push(made);
  }
  const count = (...words) => rows.filter((one) => words.some((word) => one[4].startsWith(word))).length;
  const mixed = rows.filter((one) => one[4].startsWith("equal") && one[4].includes("described")).length;
  const sum = [
    `${rows.length} sets: ${count("equal")} hold the voxels that ${section.reference} reads from them (SHA-256 of all voxels)`,
    mixed > 0 ? `, ${mixed} of them beside images that are only described` : "",
    `, ${count("read")} read where it does not, ${count("described")} described with the reason why they cannot be decoded, ${count("refused")} refused.`,
  ].join("");
  const lines = rows.map((cells) => `| ${cells.map(cell).join(" | ")} |`);
  if (lines.some((line) => line.includes("DIFFERENT"))) process.exitCode = 1;
  return [`## ${section.title}`, "", sum, "", "| set | shape | type | codecs | result |", "|---|---|---|---|---|", ...lines].join("\n");
}

const file = "docs/formats.md";
let text = readFileSync(file, "utf8");
for (const section of sections) {
  const [begin, end] = [`<!-- ${section.name}: made by scripts/format-table.mjs -->`, `<!-- /${section.name} -->`];
  const made = `${begin}\n${await table(section)}\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (checking) {
    const stands = text.slice(from, to + end.length).split("\n");
    const now = made.split("\n");
    const [gone, fresh] = [stands.filter((line) => !now.includes(line)), now.filter((line) => !stands.includes(line))];
    for (const line of gone) console.error(`- ${line}`);
    for (const line of fresh) console.error(`+ ${line}`);
    if (gone.length + fresh.length > 0) process.exitCode = 1;
  } else {
    text = from < 0 ? `${text.trimEnd()}\n\n${made}\n` : text.slice(0, from) + made + text.slice(to + end.length);
    console.log(`${section.title}: done`);
  }
}
if (!checking) writeFileSync(file, text);
