// Writes the tables of docs/formats.md: every real set as it is read, compared with what another program reads, or why it is not.
//
//     VOXMILL_DATA=FOLDER node scripts/format-table.mjs
//
// Needs the built package and the real data (test/real-data.ts says which). Each section lies between its own marks, so that sections
// of other formats, and what people write between them, stay as they are.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { compute, inspect, isVoxmillError, open } = await import("../dist/index.js");
const data = process.env.VOXMILL_DATA ?? "../shared/data";
if (!existsSync(data)) {
  console.error(`Expected the real data at ${data}; set VOXMILL_DATA.`);
  process.exit(1);
}

/** Metadata files that say that a folder is an array or a group; arrays alone are listed where they lie in a group that is. */
const sections = [
  {
    name: "zarr",
    title: "Zarr",
    marks: ["zarr.json", ".zarray"],
    fixtures: "test/fixtures/zarr/checksums.json",
    reference: "zarr-python 3.1",
  },
  { name: "n5", title: "N5", marks: ["attributes.json"], fixtures: "test/fixtures/n5/checksums.json", reference: "TensorStore 0.1.86" },
];

function* foldersWith(marks, folder) {
  const entries = readdirSync(folder, { withFileTypes: true });
  if (entries.some((entry) => marks.includes(entry.name))) yield folder;
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
    if (entry.isDirectory()) yield* foldersWith(marks, `${folder}/${entry.name}`);
}

const sha256 = ({ data: { buffer, byteOffset, byteLength } }) =>
  createHash("sha256")
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest("hex");

/** One row: the set, what is in it, and how it is read. */
async function row(folder, expected) {
  const path = relative(`${data}/zarr`, folder);
  try {
    const { series } = await inspect(folder);
    // A group, or a pyramid: their arrays have rows of their own.
    if (series.length !== 1 || series[0].name !== "" || series[0].levels > 1) return undefined;
    const [{ info, readable, reason, storedType }] = series;
    const facts = [info.shape.join(" x ") || "scalar", storedType ?? info.dtype, [...info.codecs].join(", ") || "none"];
    if (!readable) return [path, ...facts, `described: ${reason}`];
    const found = sha256(await compute(await open(folder), { workers: 1 }));
    const verdict = expected === undefined ? "read" : found === expected.sha256 ? "equal" : "DIFFERENT";
    return [path, ...facts, verdict];
  } catch (error) {
    if (!isVoxmillError(error)) throw error;
    return [path, "", "", "", `refused: ${error.message.replaceAll(`${data}/zarr/`, "")}`];
  }
}

const cell = (text) => String(text).replaceAll("|", "\\|");

async function table({ title, marks, fixtures, reference }) {
  const { arrays } = JSON.parse(readFileSync(fixtures, "utf8"));
  const rows = [];
  for (const folder of foldersWith(marks, `${data}/zarr`)) {
    const made = await row(folder, arrays[relative(data, folder)]);
    if (made !== undefined) rows.push(made);
  }
  const count = (word) => rows.filter((one) => one[4].startsWith(word)).length;
  const sum = `${rows.length} sets: ${count("equal")} hold the voxels that ${reference} reads from them (SHA-256 of all voxels), ${count("read")} read where it does not, ${count("described")} are described with the reason why they cannot be decoded, ${count("refused")} are refused.`;
  const lines = rows.map((cells) => `| ${cells.map(cell).join(" | ")} |`);
  if (count("DIFFERENT") > 0) process.exitCode = 1;
  return [`## ${title}`, "", sum, "", "| set | shape | type | codecs | result |", "|---|---|---|---|---|", ...lines].join("\n");
}

const file = "docs/formats.md";
let text = existsSync(file)
  ? readFileSync(file, "utf8")
  : `# Formats, proven

Every real set that the tests know, read by voxmill and compared voxel by voxel with what an independent program reads. The tables are
made by \`scripts/format-table.mjs\`; the tests hold the same checksums.
`;
for (const section of sections) {
  const [begin, end] = [`<!-- ${section.name}: made by scripts/format-table.mjs -->`, `<!-- /${section.name} -->`];
  const made = `${begin}\n${await table(section)}\n${end}`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  text = from < 0 ? `${text.trimEnd()}\n\n${made}\n` : text.slice(0, from) + made + text.slice(to + end.length);
}
writeFileSync(file, text);
