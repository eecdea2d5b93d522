// Kills a job with SIGKILL again and again - a worker process, the driver, both - and resumes it, until it is done. Used by a short test
// and by scripts/nightly-kills.mjs.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { readJournal } from "#dist/engine/journal/index.js";
import { Random } from "#dist/random/index.js";
import { FileStore } from "#dist/store/file/index.js";

const job = fileURLToPath(new URL("./kill-job.js", import.meta.url));
/** Blocks of the first stage: [6, 4, 4] of [4, 8, 8] voxels. */
const counts = [6, 4, 4] as const;
const blockOf = ([z = 0, y = 0, x = 0]: readonly number[]): number => ((z / 4) * counts[1] + y / 8) * counts[2] + x / 8;

/** Hashes of all outputs by path; journals are not part of the comparison. */
function hashes(folder: string): { readonly [path: string]: string } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^\.voxmill-\d/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith(".voxmill"));
  return Object.fromEntries(
    files.sort().map((path) => [
      path,
      createHash("sha256")
        .update(readFileSync(join(folder, path)))
        .digest("hex"),
    ]),
  );
}

/** Process ids of the workers that were started last. */
function workersOf(out: string): number[] {
  const logs = join(out, ".voxmill", "logs");
  if (!existsSync(logs)) return [];
  return readdirSync(logs).flatMap((name) => {
    const started = [...readFileSync(join(logs, name), "utf8").matchAll(/started, process (\d+)/g)].at(-1);
    return started === undefined ? [] : [Number(started[1])];
  });
}

function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  } catch {
    // It was faster.
  }
}

/** One life of the driver; resolves when it is gone. `onBlock` is called at each block that is done. */
function live(
  folder: string,
  life: number,
  onBlock: (child: ChildProcess, done: number) => void,
): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [job, join(folder, "out"), join(folder, "log"), String(life)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let errors = "";
  let told = 0;
  child.stderr.on("data", (piece: Buffer) => {
    errors += piece.toString();
  });
  child.stdout.on("data", (piece: Buffer) => {
    text += piece.toString();
    const done = text.split("task-end").length - 1;
    for (; told < done; told++) onBlock(child, told);
  });
  return new Promise((resolve, reject) => {
    const watchdog = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`life ${life} hangs: ${text.slice(-200)} ${errors.slice(-500)}`));
    }, 120_000);
    child.on("close", (code) => {
      clearTimeout(watchdog);
      if (code !== null && code !== 0) reject(new Error(`life ${life} ended with ${code}: ${errors.slice(-1000)}`));
      else resolve({ code, text });
    });
  });
}

/** Blocks of the first stage with a record, over all journals that have as many blocks as it. */
async function recorded(out: string): Promise<Set<number>> {
  const scratch = new FileStore(join(out, ".voxmill"));
  const [first] = JSON.parse(readFileSync(join(out, ".voxmill", "stages.json"), "utf8")).folders as readonly string[];
  const blocks = new Set<number>();
  for await (const entry of readJournal(scratch, first as string)) if (entry.failure === undefined) blocks.add(entry.block);
  return blocks;
}

/** Runs of blocks of the first stage, by life. */
function runs(folder: string): { readonly life: number; readonly block: number }[] {
  if (!existsSync(join(folder, "log"))) return [];
  const lines = readFileSync(join(folder, "log"), "utf8").split("\n");
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const [life = "", offset = ""] = line.split(" ");
      return { life: Number(life), block: blockOf(offset.split(",").map(Number)) };
    });
}

export interface KillReport {
  readonly kills: number;
  readonly lives: number;
  readonly jobs: number;
  /** Blocks of the first stage that had a record when their driver died, summed over all deaths. */
  readonly kept: number;
}

/**
 * Kills jobs `kills` times in all. Throws when a byte of an output differs from an undisturbed run, or when a block with a record ran
 * again in a later life.
 */
export async function killJobs(kills: number, seed: number, onJob: (report: KillReport) => void = () => {}): Promise<KillReport> {
  const chance = new Random(seed);
  const root = mkdtempSync(join(tmpdir(), "voxmill-kills-"));
  let killed = 0;
  let lives = 0;
  let jobs = 0;
  let kept = 0;
  try {
    const clean = join(root, "clean");
    assert.match((await live(clean, 0, () => {})).text, /finished \d+ 0\n$/);
    const expected = hashes(join(clean, "out"));
    assert.ok(Object.keys(expected).length > 100);
    while (killed < kills) {
      const folder = join(root, `job-${++jobs}`);
      const before: { readonly life: number; readonly done: Set<number> }[] = [];
      for (let life = 1; ; life++) {
        lives++;
        const how = killed >= kills ? "none" : (["worker", "driver", "both"] as const)[chance.integer(0, 2)];
        const every = chance.integer(3, 25);
        const { code } = await live(folder, life, (child, done) => {
          if (how === "none" || done % every !== every - 1 || child.killed) return;
          killed++;
          if (how !== "driver") kill(workersOf(join(folder, "out"))[chance.integer(0, 1)]);
          if (how !== "worker") child.kill("SIGKILL");
        });
        for (const { life: then, block } of runs(folder)) {
          const known = before.find((b) => b.life < then && b.done.has(block));
          assert.equal(
            known,
            undefined,
            `seed ${seed}, job ${jobs}: block ${block} has a record of life ${known?.life} and ran in life ${then}`,
          );
        }
        if (code === 0) break;
        if (!existsSync(join(folder, "out", ".voxmill", "stages.json"))) continue;
        const done = await recorded(join(folder, "out"));
        kept += done.size;
        before.push({ life, done });
      }
      assert.deepEqual(hashes(join(folder, "out")), expected, `seed ${seed}, job ${jobs}`);
      rmSync(folder, { recursive: true, force: true });
      onJob({ kills: killed, lives, jobs, kept });
    }
    return { kills: killed, lives, jobs, kept };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
