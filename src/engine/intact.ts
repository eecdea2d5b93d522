/**
 * Which deliveries can be made when blocks were given up.
 * @module
 */
import type { LazyArray } from "../graph/lazy-array.ts";
import type { Plan } from "../plan/plan.ts";
import type { Sink } from "../plan/stage.ts";
import type { DriverResults } from "./driver.ts";
import type { Delivery } from "./request.ts";

/** True when all that a delivery is made of is there. */
export function isIntact(one: Delivery, plan: Plan, results: DriverResults): boolean {
  const { damaged, tables, scalars } = results;
  if (damaged.size === 0) return true;
  switch (one.kind) {
    case "zarr":
      return !lost(plan, results, ({ to }) => to.kind === "zarr" && to.key === one.name);
    case "pyramid":
      return !lost(plan, results, ({ to }) => to.kind === "zarr" && to.key.startsWith(`${one.name}/`));
    case "export":
      return one.levels.every((level) => isKept(level, plan, results));
    case "table":
      return tables.has(one.table.node.id);
    case "derived":
      return (
        one.requests.every((request, n) => isComputed(one.target.arrays[n] as LazyArray, request, plan, results)) &&
        one.target.tables.every((t) => tables.has(t.node.id)) &&
        (one.target.scalars ?? []).every((s) => scalars.has(s.node.id))
      );
    case "value":
      if (one.value.kind === "array") return isComputed(one.value, one.request, plan, results);
      return one.value.kind === "table" ? tables.has(one.value.node.id) : scalars.has(one.value.node.id);
  }
}

/** True when an array that is kept in the scratch is whole. */
export const isKept = (array: LazyArray, plan: Plan, results: DriverResults): boolean =>
  !lost(plan, results, ({ to }, node) => to.kind === "spill" && node === array.node.id);

/** True when an array that was to be computed into memory is whole, wherever it was kept on the way. */
const isComputed = (array: LazyArray, request: number, plan: Plan, results: DriverResults): boolean =>
  isKept(array, plan, results) && !lost(plan, results, ({ to }) => to.kind === "memory" && to.id === `result-${request}`);

/** True when some stage whose blocks are not all done writes such an array. */
function lost(plan: Plan, { damaged }: DriverResults, is: (sink: Sink & { readonly op: "array" }, node: string) => boolean): boolean {
  return plan.stages.some(
    ({ spec, sinks }) =>
      damaged.has(spec.number) &&
      spec.sinks.some((sink, n) => {
        const draft = sinks[n];
        return sink.op === "array" && draft?.op === "array" && is(sink, draft.node.id);
      }),
  );
}
