// Speed beside the best other programs, one suite at a time:
//
//     npm run bench -- formats [--quick] [--only TEXT] [--rounds N] [--busy]
//
// A suite (bench/suites/NAME.mjs) yields cases; each runs here and in a peer by turns, in one process tree, so that both meet the same
// machine. Results go to bench/results.json and bench/RESULTS.md; --quick runs small cases, prints them and writes nothing.
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { waitUntilIdle } from "./harness/idle.mjs";
import { measure } from "./harness/interleave.mjs";
import { printRow } from "./harness/print.mjs";
import { writeResults } from "./harness/results.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean" }, busy: { type: "boolean" }, only: { type: "string" }, rounds: { type: "string" } },
});
const known = readdirSync("bench/suites").map((file) => file.replace(/\.mjs$/, ""));
const wanted = positionals.length === 0 ? known : positionals;
const unknown = wanted.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`No suite "${unknown}"; there are ${known.join(", ")}.`);
  process.exit(2);
}
if (!existsSync("dist/index.js")) {
  console.error("Expected the built package: npm run build.");
  process.exit(1);
}

const quick = given.quick === true;
const rounds = Number(given.rounds ?? (quick ? 2 : 9));
for (const name of wanted) {
  const { suite } = await import(`./suites/${name}.mjs`);
  const scratch = `build/bench/${name}`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const closing = [];
  const context = { quick, scratch, onClose: (close) => closing.push(close) };
  const measured = [];
  console.log(`${suite.title}`);
  try {
    for await (const one of suite.cases(context)) {
      if (given.only !== undefined && !one.name.includes(given.only)) continue;
      if (!quick && given.busy !== true) await waitUntilIdle();
      const row = await measure({ ...one, name: `${name}: ${one.name}` }, rounds);
      measured.push(row);
      printRow(row);
    }
  } finally {
    for (const close of closing) await close();
    rmSync(scratch, { recursive: true, force: true });
  }
  if (!quick) writeResults(name, suite, measured);
  if (measured.some((row) => row.agree === false)) {
    console.error("The two programs do not agree: such a row proves nothing.");
    process.exitCode = 1;
  }
}
