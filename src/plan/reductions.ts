/**
 * The passes of a lazy scalar, as the planner sees them.
 * @module
 */
import type { ScalarNode } from "../graph/node.ts";
import { type Reduction, reduction } from "../kernels/reductions/index.ts";

/** The passes that a scalar needs over its array. */
export const reductionOf = (scalar: ScalarNode): Reduction => reduction(scalar.reduction, scalar.params, scalar.input.dtype);
