/** `voxmill provenance`: how the results in a folder were made. @module */
import type { Command } from "commander";
import type { RunRecord } from "voxmill";
import { style } from "./style.ts";

export function addProvenance(program: Command): void {
  program
    .command("provenance")
    .description("Show how the results in a folder were made: inputs, recipe, versions, machine, times, keys.")
    .argument("<out>", "folder that was given to --out")
    .option("--json", "print the records as JSON, the latest first")
    .addHelpText(
      "after",
      `
Every run leaves a record in OUT/.voxmill/runs; a later run of the same outputs replaces it. Keys say what was computed from what: two
runs with equal keys made equal values.

Examples:
  voxmill provenance results
  voxmill provenance results --json | jq '.[0].about.recipe.text' -r`,
    )
    .action(showProvenance);
}

async function showProvenance(out: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const { provenance } = await import("voxmill");
  const records = await provenance(out);
  if (json) process.stdout.write(`${JSON.stringify(records, null, 2)}\n`);
  else process.stdout.write(`${(await Promise.all(records.map(recordText))).join("\n\n")}\n`);
}

/** One record: a heading, a table of facts, a line per input and per stage, the recipe. */
async function recordText(record: RunRecord): Promise<string> {
  const { formatDuration, formatBytes } = await import("voxmill/render");
  const { state, started, ended, targets, engine, inputs, stages, done, skipped, error } = record;
  const about = (record.about ?? {}) as About;
  const seconds = ended === undefined ? undefined : (Date.parse(ended) - Date.parse(started)) / 1000;
  const took = seconds === undefined ? "" : `, ${formatDuration(seconds)}`;
  const facts: [string, string][] = [
    ["state", state === "running" ? "running, or stopped before its end" : state],
    ["started", `${started.slice(0, 19).replace("T", " ")} UTC${took}`],
    ["blocks", `${done} run, ${skipped} done before`],
    ["engine", `${engine.name}, ${engine.workers} ${engine.workers === 1 ? "worker" : "workers"}, ${formatBytes(engine.memory)} in all`],
    ["voxmill", about.voxmill ?? "unknown version"],
    ["machine", about.machine ?? "unknown"],
    ["command", about.command ?? ""],
    ["error", error ?? ""],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  const lines = facts.filter(([, text]) => text !== "").map(([name, text]) => `${style("dim", name.padEnd(width))}  ${text}`);
  const list = (title: string, rows: readonly string[]): string[] =>
    rows.length === 0 ? [] : ["", title, ...rows.map((row) => `  ${row}`)];
  return [
    style("bold", targets.join(", ")),
    ...lines,
    ...list(
      "inputs",
      inputs.map(({ store, path, dtype, shape, key }) => `${placeOf(store, path)}  ${dtype} ${shape.join(" × ")}  key ${key}`),
    ),
    ...list(
      "stages",
      stages.map(
        (s) => `${s.number + 1}  ${s.title}  ${s.blocks} blocks (${s.skipped} done before)  key ${s.folder.replace("stages/", "")}`,
      ),
    ),
    ...list(`recipe${about.recipe?.path === undefined ? "" : ` ${about.recipe.path}`}`, about.recipe?.text.trimEnd().split("\n") ?? []),
  ].join("\n");
}

/** What this command line writes into a record. */
interface About {
  readonly voxmill?: string;
  readonly machine?: string;
  readonly command?: string;
  readonly recipe?: { readonly path: string; readonly text: string };
}

function placeOf(store: RunRecord["inputs"][number]["store"], path: string): string {
  if (store.kind === "file") return `${store.root.replace(/\/$/, "")}/${path}`;
  if (store.kind === "http") return `${store.url.replace(/\/$/, "")}/${path}`;
  if (store.kind === "s3") return `s3://${store.bucket}/${store.prefix === undefined ? "" : `${store.prefix}/`}${path}`;
  return path;
}
