// Builds everything: the kernels (AssemblyScript -> WebAssembly -> a module of bytes), then the TypeScript.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const bin = (name) => `node_modules/.bin/${name}`;
function run(command, ...args) {
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

const bytesFile = "src/kernels/wasm/bytes.ts";
const newest = (dir) => Math.max(...readdirSync(dir, { recursive: true }).map((f) => statSync(`${dir}/${f}`).mtimeMs));
if (!existsSync(bytesFile) || statSync(bytesFile).mtimeMs < Math.max(newest("assembly"), statSync("scripts/build.mjs").mtimeMs)) {
  mkdirSync("build/kernels", { recursive: true });
  mkdirSync("src/kernels/wasm", { recursive: true });
  // No relaxed SIMD: results must be the same bits on every machine. No runtime: the host owns the memory.
  run(
    bin("asc"),
    "assembly/index.ts",
    "-o",
    "build/kernels/kernels.wasm",
    "-O3",
    "--noAssert",
    "--runtime",
    "stub",
    "--importMemory",
    "--enable",
    "simd",
    "--enable",
    "bulk-memory",
    "--maximumMemory",
    "65536",
  );
  const bytes = readFileSync("build/kernels/kernels.wasm");
  writeFileSync(
    bytesFile,
    `// Made by scripts/build.mjs from assembly/: do not edit.\nexport const kernelBytes =\n  "${bytes.toString("base64")}";\n`,
  );
}
// Zstandard comes as a WebAssembly file in a package; its bytes become a module too, so that it loads anywhere.
const zstdFile = "src/format/codec/zstd-bytes.ts";
const zstdWasm = "node_modules/@bokuweb/zstd-wasm/dist/esm/zstd.wasm";
if (!existsSync(zstdFile) || statSync(zstdFile).mtimeMs < statSync("package.json").mtimeMs) {
  const text = `// Made by scripts/build.mjs from @bokuweb/zstd-wasm: do not edit.\nexport const zstdBytes =\n  "${readFileSync(zstdWasm).toString("base64")}";\n`;
  writeFileSync(zstdFile, text);
}
if (process.argv.includes("--clean")) rmSync("dist", { recursive: true, force: true });
run(bin("tsc"), "-p", ".");
if (existsSync("dist/cli/main.js")) chmodSync("dist/cli/main.js", 0o755);
