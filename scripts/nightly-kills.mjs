// Kills real jobs two thousand times (or as often as the first argument says), from a seed (the second argument), and prints what came of
// it. Takes about half an hour on two idle cores: run it by hand or at night, after `npm run build`.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const [kills = "2000", seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
const compiled = spawnSync("node_modules/.bin/tsc", ["-p", "test"], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
const { killJobs } = await import("../build/test/engine/kill-harness.js");
console.log(`seed ${seed}`);
const begin = performance.now();
const report = await killJobs(Number(kills), Number(seed), (soFar) => console.log(JSON.stringify(soFar)));
const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
console.log(
  `${report.kills} kills, ${report.lives} lives, ${report.jobs} jobs in ${minutes} min: every byte equal, no recorded block ran again.`,
);
