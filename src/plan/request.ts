/**
 * What a plan is made for.
 * @module
 */
import type { ArrayNode, ScalarNode, TableNode } from "../graph/node.ts";
import type { ArrayDestination } from "./stage.ts";

/** An array that is to be stored. */
export interface ArrayRequest {
  readonly node: ArrayNode;
  readonly to: ArrayDestination;
}

/** Everything one run has to deliver: one plan over all of it, so that shared parts are computed once. */
export interface PlanRequest {
  readonly arrays: readonly ArrayRequest[];
  readonly scalars: readonly ScalarNode[];
  readonly tables: readonly TableNode[];
}
