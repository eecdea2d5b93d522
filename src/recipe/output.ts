/**
 * What an output of a recipe asks for: an array, a table, or a picture of one.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { LazyArray } from "../graph/lazy-array.ts";
import { LazyTable, type Target } from "../graph/target.ts";
import { rechunk } from "../ops/rechunk.ts";
import { columnHistogram, render } from "../render/index.ts";
import type { OutputSpec } from "./schema.ts";
import { sliceByAxis } from "./slice-schema.ts";
import type { StepValue } from "./verb.ts";

const pictureEndings = [".png", ".svg"];
const isPicture = (name: string): boolean => pictureEndings.some((ending) => name.toLowerCase().endsWith(ending));
const tableEndings = [".csv", ".tsv", ".parquet", ".json"];

/** The target of one output. */
export function outputTarget(output: OutputSpec, values: ReadonlyMap<string, StepValue>): Target {
  const value = values.get(output.step) as StepValue;
  if (value instanceof LazyTable) return tableTarget(output, value);
  if (!(value instanceof LazyArray))
    throw new GeometryError(`Expected an array or a table as an output, found a ${value.kind}.`, {
      hint: "Use a number in a step, for example as a threshold.",
    });
  if (!isPicture(output.to)) {
    const ignored = (["slice", "overlay", "colormap", "window", "column"] as const).find((key) => output[key] !== undefined);
    if (ignored !== undefined)
      throw new GeometryError(`Expected ${ignored} only for pictures (${pictureEndings.join(", ")}), found it for "${output.to}".`);
    const array = output.chunks === undefined ? value : rechunk(value, output.chunks);
    const { codec, shards, levels, resample } = output;
    if (resample !== undefined && levels === undefined)
      throw new GeometryError("Expected resample only with levels: how the levels of a pyramid are made.");
    const plain = codec === undefined && shards === undefined && levels === undefined;
    return plain ? array : { kind: "stored", array, codec, shards, levels, resample };
  }
  const overlay = output.overlay === undefined ? undefined : values.get(output.overlay);
  if (overlay !== undefined && !(overlay instanceof LazyArray))
    throw new GeometryError(`Expected labels or a mask as overlay, found a ${overlay.kind}.`);
  const { slice, colormap, window } = output;
  const plane = (image: LazyArray): LazyArray => (slice === undefined ? image : sliceByAxis(image, slice));
  return render(plane(value), { overlay: overlay === undefined ? undefined : plane(overlay), colormap, window, title: output.step });
}

function tableTarget(output: OutputSpec, table: LazyTable): Target {
  if (isPicture(output.to)) {
    if (output.column === undefined) throw new GeometryError("Expected column: the column whose histogram to draw; found none.");
    return columnHistogram(table, output.column);
  }
  if (!tableEndings.some((ending) => output.to.toLowerCase().endsWith(ending))) {
    throw new GeometryError(
      `Expected the name of a table to end with ${tableEndings.join(", ")}, or of its picture with ${pictureEndings.join(", ")}; found "${output.to}".`,
    );
  }
  return table;
}
