// A peer in Python: a process that stays, told line by line what to run. Its programs live in a virtual environment made here.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** The environment of a requirements file, made when it is missing or the file has changed. */
function environment(requirements) {
  const folder = `build/bench-venv-${createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12)}`;
  if (existsSync(`${folder}/ready`)) return folder;
  const run = (command, ...args) => {
    const { status } = spawnSync(command, args, { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: the peers need Python 3.11 or newer, and pip.`);
  };
  run("python3", "-m", "venv", folder);
  run(`${folder}/bin/pip`, "install", "--quiet", "--disable-pip-version-check", "-r", requirements);
  writeFileSync(`${folder}/ready`, "");
  return folder;
}

/**
 * Starts a script that serves its functions by bench/peers/serve.py. `call(name, args, { check })` resolves to `{ ms, value }` as
 * {@link measure} wants it; `versions` are those of the packages the script names.
 */
export async function startPython(script, { requirements = "bench/peers/requirements.txt", threads = 1 } = {}) {
  const env = { ...process.env, OMP_NUM_THREADS: `${threads}`, OPENBLAS_NUM_THREADS: `${threads}`, PEER_THREADS: `${threads}` };
  const child = spawn(`${environment(requirements)}/bin/python`, ["-u", script], { stdio: ["pipe", "pipe", "inherit"], env });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${script} ended unexpectedly.`);
    const reply = JSON.parse(value);
    if (reply.error !== undefined) throw new Error(`${script}: ${reply.error}`);
    return reply;
  };
  const { versions } = await answer();
  return {
    versions,
    call(name, args, { check = false } = {}) {
      child.stdin.write(`${JSON.stringify({ name, args, check })}\n`);
      return answer();
    },
    close: () => child.stdin.end(),
  };
}
