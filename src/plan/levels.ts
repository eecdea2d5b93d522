/**
 * In which stage a node can be computed: the number of barriers that must lie before it.
 *
 * A stage ends with a barrier. What needs a value over *all* blocks (a threshold from a histogram, final label numbers)
 * must wait for one; everything else fuses into the stage of its consumer.
 * @module
 */
import { type ArrayNode, inputsOf, type ScalarNode, scalarsOf } from "../graph/node.ts";
import { reductionOf } from "./reductions.ts";

/** Answers for one graph, remembered. */
export class Levels {
  readonly #levels = new Map<string, number>();

  /** The number of stages that must be done before this node can be computed (or read) inside a stage. */
  of(node: ArrayNode): number {
    const known = this.#levels.get(node.id);
    if (known !== undefined) return known;
    const below = Math.max(0, ...inputsOf(node).map((i) => this.of(i)), ...scalarsOf(node).map((s) => this.ready(s)));
    // A merge, a reduced array, a slice, a lower resolution or a periodic continuation is read from what an earlier stage left.
    const level = node.kind === "source" || node.kind === "kernel" ? below : below + 1;
    this.#levels.set(node.id, level);
    return level;
  }
  /** The number of stages that must be done before this number is known: one per pass. */
  ready(scalar: ScalarNode): number {
    return this.of(scalar.input) + reductionOf(scalar).passes;
  }
}
