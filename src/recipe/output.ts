/**
 * What an output of a recipe asks for: an array, a table, a picture of one, or numbers.
 * @module
 */
import { arrayEndings } from "../engine/destination.ts";
import { GeometryError } from "../errors.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import { LazyScalar } from "../graph/lazy-scalar.ts";
import { LazyTable, type Target } from "../graph/target.ts";
import { inOption } from "../ops/option.ts";
import { rechunk } from "../ops/rechunk.ts";
import { columnHistogram, render } from "../render/index.ts";
import { tableEndings } from "../table/index.ts";
import { histogramPicture, numbersFile } from "./output-numbers.ts";
import { described } from "./references.ts";
import type { OutputSpec } from "./schema.ts";
import { sliceByAxis } from "./slice-schema.ts";
import type { StepValue } from "./verb.ts";

const pictureEndings = [".png", ".svg"];
/** Options of stored arrays; `resample` means something with `levels` only. */
const storingOptions = ["codec", "chunks", "shards", "zarrFormat", "levels", "resample"] as const;
/** Options of outputs beside `step` and `to`. */
const options = [...storingOptions, "slice", "overlay", "colormap", "window", "column", "marks"] as const;
type Option = (typeof options)[number];

const endsWith = (file: string, endings: readonly string[]): boolean => endings.some((ending) => file.toLowerCase().endsWith(ending));

/** The target of one output. */
export function outputTarget(output: OutputSpec, values: ReadonlyMap<string, StepValue>): Target {
  const names = typeof output.step === "string" ? [output.step] : output.step;
  const found = names.map((name) => values.get(name) as StepValue);
  const [value] = found as [StepValue];
  if (found.every((one) => one instanceof LazyScalar)) return numberTarget(output, names, found, values);
  if (found.length > 1) {
    const other = found.findIndex((one) => !(one instanceof LazyScalar));
    throw new GeometryError(
      `Expected one step, or several that compute numbers; found "${names[other]}", which is ${described(found[other] as StepValue)}.`,
      {
        hint: "Give it an output of its own.",
        option: "step",
      },
    );
  }
  return value instanceof LazyTable ? tableTarget(output, value) : arrayTarget(output, value as LazyArray, values);
}

/** Throws unless the file name has one of these endings. */
function requireEnding(output: OutputSpec, value: StepValue, endings: readonly string[]): void {
  if (endsWith(output.to, endings)) return;
  throw new GeometryError(`Expected the file of ${described(value)} to end with ${endings.join(", ")}; found "${output.to}".`, {
    hint: "The ending says how it is written.",
    option: "to",
  });
}

/** Throws for options that mean nothing for this file. */
function allowOnly(output: OutputSpec, ...allowed: readonly Option[]): void {
  const other = options.find((option) => output[option] !== undefined && !allowed.includes(option));
  if (other === undefined) return;
  const known = allowed.length === 0 ? "step and to" : `step, to, ${allowed.join(", ")}`;
  throw new GeometryError(`Expected only ${known} for "${output.to}", found ${other}.`, {
    hint: "Leave it out, or choose another ending.",
    option: other,
  });
}

function arrayTarget(output: OutputSpec, value: LazyArray, values: ReadonlyMap<string, StepValue>): Target {
  requireEnding(output, value, [...arrayEndings, ...pictureEndings]);
  if (endsWith(output.to, pictureEndings)) return pictureTarget(output, value, values);
  const zarr = endsWith(output.to, [".zarr"]);
  const { codec, chunks, shards, zarrFormat, levels, resample } = output;
  const storing = levels === undefined ? (["codec", "chunks", "shards", "zarrFormat", "levels"] as const) : storingOptions;
  const tiff = endsWith(output.to, [".tif", ".tiff"]);
  allowOnly(output, ...(zarr ? storing : tiff ? (["levels", ...(levels === undefined ? [] : (["resample"] as const))] as const) : []));
  const array = chunks === undefined ? value : rechunk(value, chunks);
  const plain = codec === undefined && shards === undefined && zarrFormat === undefined && levels === undefined;
  return plain ? array : { kind: "stored", array, codec, shards, zarrFormat, levels, resample };
}

function pictureTarget(output: OutputSpec, value: LazyArray, values: ReadonlyMap<string, StepValue>): Target {
  allowOnly(output, "slice", "overlay", "colormap", "window");
  const { slice, colormap, window, to } = output;
  const overlay = output.overlay === undefined ? undefined : values.get(output.overlay);
  if (overlay !== undefined && !(overlay instanceof LazyArray)) {
    throw new GeometryError(`Expected labels or a mask as overlay, found "${output.overlay}", which is ${described(overlay)}.`, {
      option: "overlay",
    });
  }
  const plane = (image: LazyArray): LazyArray => (slice === undefined ? image : inOption("slice", () => sliceByAxis(image, slice)));
  const [below, above] = [plane(value), overlay === undefined ? undefined : plane(overlay)];
  const title = typeof output.step === "string" ? output.step : to;
  return inOption(overlay === undefined ? "to" : "overlay", () => {
    if (overlay !== undefined) inOption("to", () => render(below));
    return render(below, { overlay: above, colormap, window, title });
  });
}

function tableTarget(output: OutputSpec, table: LazyTable): Target {
  requireEnding(output, table, [...tableEndings, ".svg"]);
  if (!endsWith(output.to, [".svg"])) {
    allowOnly(output);
    return table;
  }
  allowOnly(output, "column");
  if (output.column === undefined) {
    throw new GeometryError("Expected column (the column whose histogram to draw), found none.", {
      hint: "Add column: area, for example.",
    });
  }
  return columnHistogram(table, output.column);
}

function numberTarget(
  output: OutputSpec,
  names: readonly string[],
  found: readonly LazyScalar[],
  values: ReadonlyMap<string, StepValue>,
): Target {
  const [value] = found as [LazyScalar];
  const histogram = found.length === 1 && value.node.reduction === "histogram";
  requireEnding(output, value, histogram ? [".json", ".svg"] : [".json"]);
  if (!endsWith(output.to, [".svg"])) {
    allowOnly(output);
    return numbersFile(new Map(names.map((name, i) => [name, found[i] as LazyScalar])));
  }
  allowOnly(output, "marks");
  const marks = new Map<string, LazyScalar>();
  for (const name of typeof output.marks === "string" ? [output.marks] : (output.marks ?? [])) {
    const mark = values.get(name) as StepValue;
    if (!(mark instanceof LazyScalar) || mark.node.reduction === "histogram") {
      throw new GeometryError(`Expected steps that compute a number as marks, found "${name}", which is ${described(mark)}.`, {
        option: "marks",
      });
    }
    marks.set(name, mark);
  }
  return histogramPicture(value, names[0] as string, marks);
}
