/**
 * Normalized associated Legendre functions, ring by ring.
 * @module
 */
import { almCount, almIndex } from "./alm.ts";

/** Values below 2^-400 are kept with an exponent beside them: sin^m underflows near the poles. */
const big = 2 ** 400;
const small = 2 ** -400;

/** The functions up to lmax. */
export class Legendre {
  readonly lmax: number;
  /** sqrt((4 l^2 - 1) / (l^2 - m^2)) by almIndex. */
  readonly #a: Float64Array;
  constructor(lmax: number) {
    this.lmax = lmax;
    this.#a = new Float64Array(almCount(lmax));
    for (let m = 0; m <= lmax; m++)
      for (let l = m + 1; l <= lmax; l++) this.#a[almIndex(lmax, l, m)] = Math.sqrt((4 * l * l - 1) / (l * l - m * m));
  }
  /** Orders beyond this are below 1e-30 everywhere on a ring. */
  lastOrder(sine: number): number {
    return Math.min(this.lmax, Math.ceil(this.lmax * sine + 100 + 0.02 * this.lmax));
  }
  /**
   * Goes through the orders of a ring: lambda_lm(theta) for l from `first` to lmax in `out` at l; below `first` it is nothing beside 1.
   */
  ring(z: number, sine: number, each: (m: number, first: number, lambda: Float64Array) => void): void {
    const { lmax } = this;
    const lambda = new Float64Array(lmax + 1);
    const last = this.lastOrder(sine);
    let diagonal = 1 / Math.sqrt(4 * Math.PI);
    let exponent = 0;
    for (let m = 0; m <= last; m++) {
      if (m > 0) diagonal *= -Math.sqrt((2 * m + 1) / (2 * m)) * sine;
      if (diagonal !== 0 && Math.abs(diagonal) < small) {
        diagonal *= big;
        exponent--;
      }
      if (diagonal === 0) return;
      each(m, this.#column(m, z, diagonal, exponent, lambda), lambda);
    }
  }
  /** lambda of one order by the three-term recursion in l; returns the first l that counts. */
  #column(m: number, z: number, diagonal: number, start: number, lambda: Float64Array): number {
    const { lmax } = this;
    let exponent = start;
    let [before, now] = [0, diagonal];
    let inverse = 0;
    let first = exponent === 0 ? m : lmax + 1;
    lambda[m] = exponent === 0 ? now : 0;
    let at = almIndex(lmax, m, m);
    for (let l = m + 1; l <= lmax; l++) {
      const a = this.#a[++at] as number;
      const next = a * (z * now - before * inverse);
      before = now;
      now = next;
      inverse = 1 / a;
      if (exponent < 0 && Math.abs(now) > 1) {
        now *= small;
        before *= small;
        exponent++;
        if (exponent === 0) first = l;
      }
      lambda[l] = exponent === 0 ? now : 0;
    }
    return first;
  }
}
