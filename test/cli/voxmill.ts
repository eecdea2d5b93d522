// The built command line in a process of its own, as a shell would start it.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

/** Tells on file descriptor 3 what the process took, when it ends. */
const measure = `data:text/javascript,${encodeURIComponent(
  'import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));',
)}`;

export interface Outcome {
  /** Exit code; null where a signal ended the process. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Processor time of all threads, whatever else the machine does; 0 where the process was killed. */
  readonly seconds: number;
  /** Largest resident memory in bytes; 0 where the process was killed. */
  readonly memory: number;
}

export interface SpawnOptions {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  /** Called with the process and what it has written to standard output so far, at every piece. */
  readonly onOutput?: (child: ChildProcess, stdout: string) => void;
}

/** Runs the command line; a run of more than a minute is killed. */
export function voxmill(args: readonly string[], { cwd, env, onOutput }: SpawnOptions = {}): Promise<Outcome> {
  const child = spawn(process.execPath, ["--import", measure, main, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    timeout: 60_000,
    killSignal: "SIGKILL",
  });
  const texts = ["", "", "", ""];
  for (const fd of [1, 2, 3] as const) {
    child.stdio[fd]?.on("data", (piece: Buffer) => {
      texts[fd] += piece.toString();
      if (fd === 1) onOutput?.(child, texts[1] as string);
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const [, stdout = "", stderr = "", usage] = texts;
      const took = JSON.parse(usage || "{}") as Partial<NodeJS.ResourceUsage>;
      const { maxRSS = 0, userCPUTime = 0, systemCPUTime = 0 } = took;
      resolve({ code, stdout, stderr, seconds: (userCPUTime + systemCPUTime) / 1e6, memory: 1024 * maxRSS });
    });
  });
}

/** A folder that is gone when the tests of this file are over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "voxmill-test-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A hash of every file in a folder, by its path; the journal is not part of the comparison. */
export function hashes(folder: string): { readonly [path: string]: string } {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !relative(folder, path).startsWith(".voxmill"))
    .sort();
  return Object.fromEntries(files.map((path) => [relative(folder, path), createHash("sha256").update(readFileSync(path)).digest("hex")]));
}
