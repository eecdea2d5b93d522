/**
 * A plan as boxes and arrows, for drawing.
 * @module
 */
import { megabytes } from "./blocks.ts";
import type { Plan } from "./plan.ts";
import { WORKER_BASE_BYTES } from "./plan.ts";
import type { ReadFrom } from "./stage.ts";

export interface PlanGraph {
  readonly nodes: readonly { readonly id: string; readonly title: string; readonly lines: readonly string[]; readonly kind: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label?: string }[];
}

/** Files, stages and outputs, with what flows between them. */
export function planGraph(plan: Plan): PlanGraph {
  const nodes = new Map<string, PlanGraph["nodes"][number]>();
  const edges = new Map<string, { readonly from: string; readonly to: string; readonly labels: Set<string> }>();
  // One arrow between two boxes, whatever flows along it.
  const connect = (from: string, to: string, label: string): void => {
    if (from === to) return;
    const edge = edges.get(`${from} ${to}`) ?? { from, to, labels: new Set() };
    if (label !== "") edge.labels.add(label);
    edges.set(`${from} ${to}`, edge);
  };
  const passes = new Map<string, string>();
  for (const { spec, sinks, grid, taskBytes } of plan.stages) {
    const id = `stage ${spec.number}`;
    const lines = [
      spec.title,
      `${grid.count} ${grid.count === 1 ? "block" : "blocks"} of ${spec.block.join(" x ")}`,
      `${megabytes(taskBytes + WORKER_BASE_BYTES)} per worker`,
    ];
    nodes.set(id, { id, title: `${spec.number + 1} ${spec.kind}`, lines, kind: spec.kind });
    for (const step of spec.steps) {
      if (step.op !== "read") {
        for (const scalar of scalarIds(step.params)) connect(passes.get(scalar) ?? id, id, "value");
        continue;
      }
      const from = originOf(step.from);
      if (from.kind === "stored") {
        const name = from.locator.key.split("/").at(-1) || from.locator.key || "array";
        const made = [...nodes.values()].find((n) => n.kind === "output" && n.id === `file ${from.locator.key}`);
        if (made === undefined && !nodes.has(`file ${from.locator.key}`)) {
          nodes.set(`file ${from.locator.key}`, {
            id: `file ${from.locator.key}`,
            title: name,
            lines: [`${step.dtype}, ${spec.shape.join(" x ")}`],
            kind: "input",
          });
        }
        connect(`file ${from.locator.key}`, id, "");
      } else connect(`stage ${from.stage}`, id, from.kind === "merged" ? "labels" : step.dtype);
    }
    for (const [n, sink] of sinks.entries()) {
      if (sink.op === "pass") passes.set(sink.scalar.id, id);
      const target = spec.sinks[n];
      if (sink.op === "array" && target?.op === "array" && target.to.kind === "zarr") {
        const key = `file ${target.to.key}`;
        nodes.set(key, {
          id: key,
          title: target.to.key,
          lines: [`${target.dtype}, chunks ${target.to.options.chunks.join(" x ")}`, target.to.options.codec ?? "zstd"],
          kind: "output",
        });
        connect(id, key, "");
      }
      if (sink.op === "table") {
        const key = `table ${sink.table.id}`;
        nodes.set(key, { id: key, title: "table", lines: [sink.table.collector], kind: "output" });
        connect(id, key, "rows");
      }
    }
  }
  const arrows = [...edges.values()].map(({ from, to, labels }) => ({ from, to, label: [...labels].join(", ") }));
  return { nodes: [...nodes.values()], edges: arrows };
}

/** What is read, whatever is made of it on the way. */
const originOf = (from: ReadFrom): Exclude<ReadFrom, { readonly kind: "downsampled" }> =>
  from.kind === "downsampled" ? originOf(from.from) : from;

/** Ids of all scalars that parameters refer to. */
function scalarIds(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const own = (value as { $scalar?: unknown }).$scalar;
  return typeof own === "string" ? [own] : Object.values(value).flatMap(scalarIds);
}
