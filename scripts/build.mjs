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

const newest = (dir) => Math.max(...readdirSync(dir, { recursive: true }).map((f) => statSync(`${dir}/${f}`).mtimeMs));
const sources = Math.max(newest("assembly"), statSync("scripts/build.mjs").mtimeMs);
/** Compiles a WebAssembly module and puts its bytes into a module of `constant`. */
function assemble(entry, file, constant, ...options) {
  if (existsSync(file) && statSync(file).mtimeMs >= sources) return;
  const wasm = `build/kernels/${constant}.wasm`;
  mkdirSync("build/kernels", { recursive: true });
  // No relaxed SIMD: results must be the same bits on every machine. No runtime: the host owns the memory, or the module all of it.
  const common = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--enable", "bulk-memory", "--maximumMemory", "65536"];
  run(bin("asc"), entry, "-o", wasm, ...common, ...options);
  const bytes = readFileSync(wasm).toString("base64");
  writeFileSync(file, `// Made by scripts/build.mjs from ${entry}: do not edit.\nexport const ${constant} =\n  "${bytes}";\n`);
}
assemble("assembly/index.ts", "src/kernels/wasm/bytes.ts", "kernelBytes", "--importMemory");
assemble("assembly/zstd/index.ts", "src/format/codec/zstd-decoder-bytes.ts", "zstdDecoderBytes", "--initialMemory", "4");
assemble("assembly/codecs/index.ts", "src/format/codec/lz4-decoder-bytes.ts", "lz4DecoderBytes", "--initialMemory", "4");
// The Zstandard encoder comes as a WebAssembly file in a package; its bytes become a module too, so that it loads anywhere.
const zstdFile = "src/format/codec/zstd-bytes.ts";
const zstdWasm = "node_modules/@bokuweb/zstd-wasm/dist/esm/zstd.wasm";
if (!existsSync(zstdFile) || statSync(zstdFile).mtimeMs < statSync("package.json").mtimeMs) {
  const text = `// Made by scripts/build.mjs from @bokuweb/zstd-wasm: do not edit.\nexport const zstdBytes =\n  "${readFileSync(zstdWasm).toString("base64")}";\n`;
  writeFileSync(zstdFile, text);
}
if (process.argv.includes("--clean")) rmSync("dist", { recursive: true, force: true });
run(bin("tsc"), "-p", ".");
if (existsSync("dist/cli/main.js")) chmodSync("dist/cli/main.js", 0o755);
