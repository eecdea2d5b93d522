/**
 * Which deliveries can be made when blocks were given up.
 * @module
 */
import type { Plan } from "../plan/plan.ts";
import type { Sink } from "../plan/stage.ts";
import type { DriverResults } from "./driver.ts";
import type { Delivery } from "./request.ts";

/** True when all that a delivery is made of is there. */
export function isIntact(one: Delivery, plan: Plan, { damaged, tables, scalars }: DriverResults): boolean {
  if (damaged.size === 0) return true;
  const lost = (is: (sink: Sink & { readonly op: "array" }, node: string) => boolean): boolean =>
    plan.stages.some(
      ({ spec, sinks }) =>
        damaged.has(spec.number) &&
        spec.sinks.some((sink, n) => {
          const draft = sinks[n];
          return sink.op === "array" && draft?.op === "array" && is(sink, draft.node.id);
        }),
    );
  const lostInMemory = (request: number): boolean => lost(({ to }) => to.kind === "memory" && to.id === `result-${request}`);
  switch (one.kind) {
    case "zarr":
      return !lost(({ to }) => to.kind === "zarr" && to.key === one.name);
    case "pyramid":
      return !lost(({ to }) => to.kind === "zarr" && to.key.startsWith(`${one.name}/`));
    case "export":
      return !lost(({ to }, node) => to.kind === "spill" && node === one.array.node.id);
    case "table":
      return tables.has(one.table.node.id);
    case "derived":
      return (
        !one.requests.some(lostInMemory) &&
        one.target.tables.every((t) => tables.has(t.node.id)) &&
        (one.target.scalars ?? []).every((s) => scalars.has(s.node.id))
      );
    case "value":
      if (one.value.kind === "array") return !lostInMemory(one.request);
      return one.value.kind === "table" ? tables.has(one.value.node.id) : scalars.has(one.value.node.id);
  }
}
