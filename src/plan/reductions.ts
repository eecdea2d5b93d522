/**
 * The passes of a lazy scalar, as the planner sees them.
 * @module
 */
import type { ScalarNode } from "../graph/node.ts";
import { type Reduction, type ReductionPass, reduction } from "../kernels/reductions/index.ts";

/**
 * What a pass does, before the passes before it have run: the plan counts with the parameters of the first pass, the driver fills in
 * the real ones.
 */
export const draftPass = (scalar: ScalarNode): ReductionPass => reductionOf(scalar).pass(0, []);

/** The passes that a scalar needs over its array. */
export const reductionOf = (scalar: ScalarNode): Reduction => reduction(scalar.reduction, scalar.params, scalar.input.dtype);
