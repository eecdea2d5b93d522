// Compiles the tests and runs them on the built package with node:test. Arguments narrow the run: `npm test -- format/zarr geometry`.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
rmSync("build/test", { recursive: true, force: true });
const compiled = spawnSync("node_modules/.bin/tsc", ["-p", "test"], { stdio: "inherit" });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
if (existsSync("test/fixtures")) cpSync("test/fixtures", "build/test/fixtures", { recursive: true });
const wanted = process.argv.slice(2);
const files = readdirSync("build/test", { recursive: true })
  .filter((file) => file.endsWith(".test.js") && (wanted.length === 0 || wanted.some((part) => file.includes(part))))
  .sort()
  .map((file) => `build/test/${file}`);
if (files.length === 0) {
  console.error(`No test file matches ${wanted.join(", ")}.`);
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ["--test", "--test-concurrency=2", ...files], { stdio: "inherit" });
process.exit(status ?? 1);
