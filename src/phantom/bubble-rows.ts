/**
 * The rows of a bubble. It is convex, so its voxels in a row of the image are an interval: two ends to find, nothing to test between.
 * @module
 */
import { type Bubble, bubbleReach } from "./foam-bubble.ts";

const reachSquare = bubbleReach * bubbleReach;

/** Solves for the rows of one bubble, in any order. What it finds depends on the row alone, not on the rows before. */
export class BubbleRows {
  /** After {@link BubbleRows.solve}: the bubble's voxels in the row are `[begin, end)`. */
  begin = 0;
  end = 0;
  readonly #bubble: Bubble;
  /** Faces that matter in the row: 2 n . d - 1 at the centre's x, and its slope along x. */
  readonly #values: Float64Array;
  readonly #slopes: Float64Array;
  #count = 0;
  /** Squared distance of the row from the centre. */
  #distance = 0;
  /** Where in the row, from the centre's x, all faces are at most 1. */
  #low = 0;
  #high = 0;
  /** Derivative of the level at the place asked for last. */
  #derivative = 0;

  constructor(bubble: Bubble) {
    this.#bubble = bubble;
    this.#values = new Float64Array(bubble.faces.length / 3);
    this.#slopes = new Float64Array(bubble.faces.length / 3);
  }

  /** Finds the bubble's voxels in the row (z, y). False when there are none. */
  solve(z: number, y: number): boolean {
    if (!this.#clip(z - this.#bubble.centre[0], y - this.#bubble.centre[1])) return false;
    this.#dropIdleFaces();
    const left = this.#approach(this.#low, 1);
    if (Number.isNaN(left)) return false;
    const right = this.#approach(this.#high, -1);
    if (Number.isNaN(right)) return false;
    const x = this.#bubble.centre[2];
    let begin = Math.ceil(x + left);
    let last = Math.floor(x + right);
    while (begin <= last && this.#level(begin - x) > 1) begin++;
    while (begin <= last && this.#level(last - x) > 1) last--;
    this.begin = begin;
    this.end = last + 1;
    return begin <= last;
  }

  /** Cuts the row by the faces. The nearest faces come first and cut most, so that rows that miss the bubble are soon known. */
  #clip(dz: number, dy: number): boolean {
    const square = dz * dz + dy * dy;
    if (square >= reachSquare) return false;
    const faces = this.#bubble.faces;
    const values = this.#values;
    const slopes = this.#slopes;
    let high = Math.sqrt(reachSquare - square);
    let low = -high;
    for (let i = 0, f = 0; i < values.length; i++, f += 3) {
      const value = 2 * ((faces[f] as number) * dz + (faces[f + 1] as number) * dy) - 1;
      const slope = 2 * (faces[f + 2] as number);
      values[i] = value;
      slopes[i] = slope;
      if (slope === 0) {
        if (value > 1) return false;
        continue;
      }
      const at = (1 - value) / slope;
      if (slope > 0) high = Math.min(at, high);
      else low = Math.max(at, low);
      if (low > high) return false;
    }
    this.#distance = square;
    this.#low = low;
    this.#high = high;
    return true;
  }

  /** Forgets the faces that are far from the whole row: they add exactly 0. */
  #dropIdleFaces(): void {
    const values = this.#values;
    const slopes = this.#slopes;
    // A voxel more on each side: rounding may ask for one just outside.
    const low = this.#low - 1;
    const high = this.#high + 1;
    let kept = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      const slope = slopes[i] as number;
      if (value + slope * (slope > 0 ? high : low) <= 0) continue;
      values[kept] = value;
      slopes[kept] = slope;
      kept++;
    }
    this.#count = kept;
  }

  /**
   * Newton's method from outside. The level is convex, so a tangent never passes the end of the row; where it turns away before
   * the level falls to 1, the row misses the bubble: NaN. Stops less than half a voxel short: whole voxels are then tested themselves.
   */
  #approach(from: number, direction: 1 | -1): number {
    let at = from;
    for (;;) {
      const excess = this.#level(at) - 1;
      if (excess <= 0) return at;
      const descent = -direction * this.#derivative;
      if (excess > descent * 2 * bubbleReach) return Number.NaN;
      const step = excess / descent;
      at += direction * step;
      if (step < 0.5) return at;
    }
  }

  /** The sum that is at most 1 inside the bubble, `dx` from the centre; sets the derivative. */
  #level(dx: number): number {
    const values = this.#values;
    const slopes = this.#slopes;
    const count = this.#count;
    const reach = (this.#distance + dx * dx) / reachSquare;
    const cube = reach * reach * reach;
    let level = cube * cube;
    let derivative = (2 * cube * reach * reach * dx) / reachSquare;
    for (let i = 0; i < count; i++) {
      const slope = slopes[i] as number;
      const value = (values[i] as number) + slope * dx;
      if (value <= 0) continue;
      const square = value * value;
      const fifth = square * square * value;
      level += fifth * value;
      derivative += fifth * slope;
    }
    this.#derivative = 6 * derivative;
    return level;
  }
}
