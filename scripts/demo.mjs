// The demo: two whole jobs by the command line, checked against what is known, and one page about both at demo/report.html.
//
// 1. A real head (an averaged T1 volume that the package nifti-reader-js ships): tissue classes, pieces of white matter, and the two
//    letters that its makers wrote through it.
// 2. A foam whose every bubble is known: smoothed, thresholded, eroded, labelled across blocks, grown again, measured.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const main = "dist/cli/main.js";
const shape = [256, 384, 384];
const begin = performance.now();
const say = (text) => console.log(process.stdout.isTTY ? `\n\x1b[1m${text}\x1b[0m` : `\n${text}`);
const fail = (text) => {
  console.error(`demo: ${text}`);
  process.exit(1);
};

/** Runs the command line as a user would, and shows the command. Gives the seconds it took. */
function voxmill(...args) {
  console.log(`$ voxmill ${args.join(" ")}`);
  const start = performance.now();
  return new Promise((resolve) => {
    spawn(process.execPath, [main, ...args], { stdio: "inherit" }).on("close", (code) => {
      if (code !== 0) fail(`voxmill ${args[0]} ended with ${code}.`);
      resolve((performance.now() - start) / 1000);
    });
  });
}

/** A hash of everything in a folder, but the journal and the report. */
function digest(folder) {
  const hash = createHash("sha256");
  for (const path of readdirSync(folder, { recursive: true }).sort()) {
    const file = join(folder, path);
    if (path.startsWith(".voxmill") || path.endsWith(".html") || !statSync(file).isFile()) continue;
    hash.update(path).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function checkMachine() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) fail(`Expected Node 20.19 or newer, found ${process.versions.node}.`);
  if (!existsSync(main)) fail(`Expected ${main}: run "npm run build" first.`);
  if (!existsSync("node_modules/nifti-reader-js/data/avg152T1_LR_nifti.nii.gz")) fail('Expected nifti-reader-js: run "npm ci" first.');
  say(`Node ${process.versions.node}, ${availableParallelism()} cores, ${Math.round(totalmem() / 1e9)} GB`);
}

checkMachine();
const { FileStore } = await import("voxmill/store/file");
const { loadRecipe, readTable, reportModel, runTargets, Table } = await import("voxmill");
const { formatDuration, formatInteger, formatNumber, reportHtml } = await import("voxmill/render");
const demo = new FileStore("demo");
rmSync("demo", { recursive: true, force: true });
mkdirSync("demo/foam", { recursive: true });

say("1. A head: tissue classes, pieces of white matter, two letters");
const brain = await voxmill("run", "examples/recipes/brain.yaml", "--out", "demo/brain", "--report", "demo/brain/report.html");
console.log("... and once more, by one thread in small blocks:");
await voxmill("run", "examples/recipes/brain.yaml", "--out", "demo/again", "--engine", "serial", "--block", "16,48,48");
const sameBytes = digest("demo/brain") === digest("demo/again");
rmSync("demo/again", { recursive: true });
if (!sameBytes) fail("The two runs of the same recipe differ.");
const letters = await readTable(demo, "brain/letters.csv");
if (letters.numRows !== 2) fail(`Expected 2 letters, found ${letters.numRows}.`);
say("Found the 2 letters of 2; both runs gave the same bytes.");

say("2. A foam of known truth: made, segmented, measured");
await voxmill("phantom", "foam", "demo/foam/foam.zarr", "--shape", shape.join(","));
const foam = await voxmill("run", "examples/recipes/foam.yaml", "--out", "demo/foam", "--report", "demo/foam/report.html");
console.log("... and once more, with nothing left to do but the picture:");
await voxmill("run", "examples/recipes/foam.yaml", "--out", "demo/foam");
const check = compare(await readTable(demo, "foam/shapes.csv"), await readTable(demo, "foam/truth.csv"));
if (check.found !== check.known || check.matched !== check.known)
  fail(`Expected the ${check.known} bubbles of truth.csv, found ${check.found}, of which ${check.matched} lie where they should.`);
say(
  `Found the ${check.found} bubbles of ${check.known}; their centres lie within ${formatNumber(check.farthest, 2)} voxels of the true ones, ` +
    `their diameters are ${formatNumber(100 * (1 - check.diameter), 2)} % short in the mean (what the smoothing costs at their corners).`,
);

await writePage();
for (const [what, path] of [
  ["both", "demo/report.html"],
  ["the head", "demo/brain/report.html"],
  ["the foam", "demo/foam/report.html"],
])
  console.log(`${path.padEnd(24)} ${what}`);
say(`Done in ${formatDuration((performance.now() - begin) / 1000)}. Open demo/report.html.`);

/** Bubbles found and known: each true bubble and the one found nearest to it. */
function compare(found, known) {
  const centre = (row) => [row.centroid_z, row.centroid_y, row.centroid_x];
  const rows = found.objects();
  const used = new Set();
  const distances = [];
  const ratios = [];
  for (const truth of known) {
    const away = rows.map((row) => Math.hypot(...centre(row).map((c, axis) => c - centre(truth)[axis])));
    const nearest = away.indexOf(Math.min(...away));
    if (away[nearest] < 3) used.add(nearest);
    distances.push(away[nearest]);
    ratios.push(Math.cbrt(rows[nearest].area / truth.volume));
  }
  const diameter = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
  return { found: found.numRows, known: known.numRows, matched: used.size, farthest: Math.max(...distances), diameter };
}

/** What the report of a job says. The run finds everything done already; it only gathers the results. */
async function modelOf(name, seconds) {
  const recipe = await loadRecipe(`examples/recipes/${name}.yaml`);
  const events = [];
  const out = `demo/${name}`;
  const result = await runTargets(recipe.targets, { out, onEvent: (event) => events.push(event) });
  return reportModel({ recipe, result, events, out, seconds }, "demo");
}

/** One page about both jobs, with what was checked. */
async function writePage() {
  const [head, bubbles] = [await modelOf("brain", brain), await modelOf("foam", foam)];
  const checks = Table.of({
    check: ["letters in the head", "bubbles of the foam", "bubbles where the truth has them", "two runs, cut differently"],
    expected: ["2", `${check.known}`, `${check.known}`, "the same bytes"],
    found: [`${letters.numRows}`, `${check.found}`, `${check.matched}`, sameBytes ? "the same bytes" : "other bytes"],
  });
  const like = { numRows: checks.numRows, columnNames: checks.names, column: (name) => ({ values: checks.column(name).data }) };
  const page = (name, what) => ({
    path: `demo/${name}/report.html`,
    description: `the page about ${what}: plan, timings, recipe`,
    bytes: statSync(`demo/${name}/report.html`).size,
    href: `${name}/report.html`,
  });
  const voxels = shape.reduce((all, n) => all * n, 1);
  const html = reportHtml({
    title: "A head and a foam",
    summary: "A real T1 volume and a synthetic foam whose every bubble is known, each from file to tables and pictures by one command.",
    figures: [
      { value: `${check.found} of ${check.known}`, label: "bubbles found" },
      { value: `${letters.numRows} of 2`, label: "letters found in the head" },
      { value: `${formatNumber(voxels / 1e6, 3)} million`, label: "voxels of foam" },
      { value: formatDuration(foam), label: "for the foam" },
      { value: formatDuration(brain), label: "for the head" },
    ],
    pictures: [...head.pictures.slice(0, 2), ...bubbles.pictures, ...head.pictures.slice(2)],
    tables: [{ title: "What was checked", table: like }, ...bubbles.tables, ...head.tables],
    inputs: [...head.inputs, ...bubbles.inputs],
    outputs: [page("brain", "the head"), page("foam", "the foam"), ...head.outputs, ...bubbles.outputs],
    provenance: {
      ...head.provenance,
      more: [
        ["Made by", "make demo"],
        ["Foam", `${shape.map(formatInteger).join(" x ")}, seed 0`],
      ],
    },
  });
  writeFileSync("demo/report.html", html);
  console.log(`\n${relative(".", "demo/report.html")} holds ${formatNumber(statSync("demo/report.html").size / 1e6, 2)} MB.`);
}
