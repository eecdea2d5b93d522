/**
 * What a stage is, apart from the values that it receives.
 *
 * Its *content* is what it computes: kernels with versions and parameters (numbers that earlier stages found filled in), geometry,
 * and where things go. Its *structure* is the content without parameters, versions and blocks: what stays when a user turns a knob.
 * A stage's folder is named by its own content and the structure of the stages before it. So a parameter that changes upstream
 * does not move the folder, and blocks that receive the same values as before keep their records.
 * @module
 */
import { contentKey } from "../../hash/content-key.ts";
import { DOWNSAMPLE_VERSION } from "../../kernels/downsample.ts";
import { collectorByName, kernelByName } from "../../kernels/registry.ts";
import type { ReadFrom, Sink, StageSpec } from "../../plan/stage.ts";

/** Part of every key: bump it when the meaning of stored scratch changes. */
const KEY_VERSION = 2;

/** What a stage computes from what it receives; `structures` are those of the stages before it, by number. */
export function stageContent(spec: StageSpec, structures: readonly string[]): string {
  const steps = spec.steps.map((step) => {
    if (step.op === "kernel") return ["kernel", step.kernel, kernelByName(step.kernel).version, step.params, step.inputs, step.dtype];
    return [...origin(step.from, structures), step.dtype];
  });
  const sinks = spec.sinks.map((sink) =>
    sink.op === "array" ? sink : [sink.collector, collectorByName(sink.collector).version, sink.params, sink.inputs],
  );
  return contentKey(["stage", KEY_VERSION, spec.shape, spec.total, spec.block, steps, sinks]);
}

/** What stays of a stage when parameters, versions and blocks change. */
export function stageStructure(spec: StageSpec, structures: readonly string[]): string {
  const steps = spec.steps.map((step) =>
    step.op === "kernel" ? ["kernel", step.kernel, step.inputs] : [...place(step.from, structures), step.dtype],
  );
  return contentKey(["structure", KEY_VERSION, spec.shape.length, steps, spec.sinks.map(end)]);
}

/** Where the values of a step come from, and what is made of them on the way. */
function origin(from: ReadFrom, structures: readonly string[]): unknown[] {
  if (from.kind === "stored") return ["stored", from.locator, from.crop];
  if (from.kind === "downsampled")
    return ["downsampled", DOWNSAMPLE_VERSION, origin(from.from, structures), from.shape, from.factor, from.resample];
  if (from.kind === "wrapped") return ["wrapped", origin(from.from, structures), from.shape, from.before];
  const merge = from.kind === "merged" ? [from.collector, from.params] : [];
  return [from.kind, structures[from.stage], from.sink, from.crop, ...merge];
}

function place(from: ReadFrom, structures: readonly string[]): unknown[] {
  if (from.kind === "stored") return ["stored", from.locator];
  if (from.kind === "downsampled" || from.kind === "wrapped") return [from.kind, ...place(from.from, structures)];
  return [from.kind, structures[from.stage], from.sink];
}

const end = (sink: Sink): unknown[] =>
  sink.op === "collect"
    ? [sink.collector, sink.inputs]
    : [sink.to.kind, sink.input, sink.keep, sink.to.kind === "zarr" ? [sink.to.store, sink.to.key] : ""];

/** Names that tell equal things apart: the second of its kind is `NAME-1`. */
export class Names {
  readonly #given = new Map<string, number>();
  unique(name: string): string {
    const before = this.#given.get(name) ?? 0;
    this.#given.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  }
}
