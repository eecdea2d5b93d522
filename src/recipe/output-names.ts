/**
 * What can be wrong with outputs before any file is opened: names of steps, names of files.
 * @module
 */
import type { RecipeDocument } from "./document.ts";
import { suggestion } from "./nearest.ts";
import type { RecipeSpec } from "./schema.ts";

/** Throws RecipeError for outputs of steps that are not there, files outside the output folder, and files that meet. */
export function checkOutputs(document: RecipeDocument, spec: RecipeSpec): void {
  const known = [...Object.keys(spec.inputs), ...Object.keys(spec.steps)];
  const files = new Map<string, number>();
  for (const [n, output] of spec.outputs.entries()) {
    for (const key of ["step", "overlay", "marks"] as const) {
      const given = output[key];
      for (const name of typeof given === "string" ? [given] : (given ?? [])) {
        if (known.includes(name)) continue;
        throw document.error(["outputs", n, key], `Expected the name of a step or input, found "${name}".`, {
          hint: suggestion(name, known),
        });
      }
    }
    checkFile(document, n, output.to, files);
    files.set(output.to, n);
  }
}

function checkFile(document: RecipeDocument, n: number, file: string, files: ReadonlyMap<string, number>): void {
  const path = ["outputs", n, "to"];
  const parts = file.split("/");
  if (file.includes("\\") || /^[A-Za-z]:/.test(file) || parts.some((part) => ["", ".", "..", ".voxmill"].includes(part))) {
    throw document.error(path, `Expected the name of a file under the output folder, found "${file}".`, {
      hint: "Choose the folder with --out; .voxmill is kept for the run itself.",
    });
  }
  const lower = file.toLowerCase();
  for (const [other, m] of files) {
    const [a, b] = [lower, other.toLowerCase()];
    if (a !== b && !a.startsWith(`${b}/`) && !b.startsWith(`${a}/`)) continue;
    const what = a === b ? `"${file}" twice` : `"${file}" inside or around "${other}"`;
    throw document.error(path, `Expected a file for each output, found ${what} (first on line ${document.lineOf(["outputs", m, "to"])}).`, {
      hint: "Give one of them another name.",
    });
  }
}
