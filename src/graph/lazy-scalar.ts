/**
 * A number that is computed when it is needed.
 * @module
 */
import type { ScalarNode } from "./node.ts";

/** One number over a whole array: sum, mean, Otsu's threshold. Use it where an operator takes a number, or `compute` it. */
export class LazyScalar {
  readonly kind = "scalar";
  readonly node: ScalarNode;
  constructor(node: ScalarNode) {
    this.node = node;
  }
  toString(): string {
    return `LazyScalar ${this.node.reduction} of ${this.node.input.dtype}[${this.node.input.shape.join(", ")}]`;
  }
}
