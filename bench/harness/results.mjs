// The committed results: bench/results.json for programs, bench/RESULTS.md for people.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";

const jsonFile = "bench/results.json";
const textFile = "bench/RESULTS.md";

const machine = () =>
  `${os.cpus()[0].model.trim()}, ${os.cpus().length} cores, ${Math.round(os.totalmem() / 2 ** 30)} GiB, ${os.type()} ${os.release()}, Node ${process.version}`;

const commit = () => execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8" }).trim();

/** New rows take the place of old ones of the same name and peer; all others stay, where they stood. */
function merged(old, rows) {
  const key = (row) => `${row.name}|${row.peer ?? ""}`;
  const fresh = new Map(rows.map((row) => [key(row), row]));
  const kept = old.map((row) => {
    const found = fresh.get(key(row));
    fresh.delete(key(row));
    return found ?? row;
  });
  return [...kept, ...fresh.values()];
}

/** Merges what a suite measured into both files. */
export function writeResults(name, suite, measured) {
  const before = existsSync(jsonFile) ? JSON.parse(readFileSync(jsonFile, "utf8")) : { rows: [], timings: [] };
  const results = {
    machine: machine(),
    commit: commit(),
    rows: merged(
      before.rows,
      measured.filter((row) => row.peer !== undefined),
    ),
    timings: merged(
      before.timings,
      measured.filter((row) => row.peer === undefined),
    ),
  };
  writeFileSync(jsonFile, `${JSON.stringify(results, undefined, 2)}\n`);
  writeSection(name, suite, results);
}

function writeSection(name, suite, { machine: where, commit: at, rows, timings }) {
  const own = (list) =>
    list.filter((row) => row.name.startsWith(`${name}: `)).map((row) => ({ ...row, name: row.name.slice(name.length + 2) }));
  const lines = [`## ${suite.title}`, "", `${suite.about} Measured on ${where}; commit ${at}.`, ""];
  const compared = own(rows);
  if (compared.length > 0) {
    lines.push(
      "| case | peer | ours, ms | peer, ms | peer / ours (spread) | MVx/s | threads | agree |",
      "|---|---|---|---|---|---|---|---|",
    );
    for (const r of compared)
      lines.push(
        `| ${r.name} | ${r.peer} | ${r.ours_ms} | ${r.peer_ms} | **${r.ratio_median}** (${r.ratio_min} to ${r.ratio_max}) | ${r.mvx_per_s} | ${r.threads} | ${r.agree ? "yes" : "NO"} |`,
      );
    lines.push("");
  }
  const alone = own(timings);
  if (alone.length > 0) {
    lines.push("| case without a peer | ms (spread) | MVx/s | threads |", "|---|---|---|---|");
    for (const r of alone)
      lines.push(`| ${r.name} | ${r.ours_ms} (${r.ours_min_ms} to ${r.ours_max_ms}) | ${r.mvx_per_s} | ${r.threads} |`);
    lines.push("");
  }
  const [begin, end] = [`<!-- ${name}: made by bench/run.mjs -->`, `<!-- /${name} -->`];
  const made = `${begin}\n${lines.join("\n")}${end}`;
  const text = existsSync(textFile) ? readFileSync(textFile, "utf8") : header;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  writeFileSync(textFile, from < 0 ? `${text.trimEnd()}\n\n${made}\n` : text.slice(0, from) + made + text.slice(to + end.length));
}

const header = `# Results

Speed beside the best other programs, measured by \`npm run bench\`. A ratio is the peer's time by ours, above 1 where voxmill is faster: the
median of interleaved pairs, with the smallest and the largest. Both programs did the same work and the results agree.
`;
