/**
 * Discrete Fourier transforms of any length in float64: mixed radix, and Bluestein's algorithm for large primes.
 * @module
 */

/** Prime factors up to this are transformed directly; larger ones by Bluestein's algorithm. */
const LARGEST_DIRECT = 61;

const factorsOf = (n: number): number[] => {
  const factors: number[] = [];
  for (let rest = n, p = 2; rest > 1; ) {
    if (rest % 4 === 0 && p === 2) {
      factors.push(4);
      rest /= 4;
    } else if (rest % p === 0) {
      factors.push(p);
      rest /= p;
    } else p = p * p > rest ? rest : p + 1;
  }
  return factors;
};

/** cos and sin of -2 pi k / n for k < n, each computed in the first octant, so that mirrored ones are equal. */
function roots(n: number): { readonly re: Float64Array; readonly im: Float64Array } {
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const eighths = (8 * k) / n;
    const octant = Math.floor(eighths);
    const near = octant % 2 === 0 ? 8 * k - octant * n : (octant + 1) * n - 8 * k;
    const angle = (near * Math.PI) / (4 * n);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const swapped = octant % 4 === 1 || octant % 4 === 2;
    const [x, y] = swapped ? [s, c] : [c, s];
    re[k] = octant >= 2 && octant < 6 ? -x : x;
    im[k] = octant < 4 ? -y : y;
  }
  return { re, im };
}

/** A transform of one length; made once, used for many lines. */
export interface Fft {
  readonly length: number;
  /** The forward transform of the line, in place, not normalised. */
  forward(re: Float64Array, im: Float64Array): void;
}

const cache = new Map<number, Fft>();

/** The transform of this length. */
export function fft(length: number): Fft {
  const known = cache.get(length);
  if (known !== undefined) return known;
  const factors = factorsOf(length);
  const made = factors.some((p) => p > LARGEST_DIRECT) ? new BluesteinFft(length) : new MixedRadixFft(length, factors);
  if (cache.size > 64) cache.clear();
  cache.set(length, made);
  return made;
}

/** Decimation in time, out of place between two buffers (Stockham's order): no permutation. */
class MixedRadixFft implements Fft {
  readonly length: number;
  readonly #factors: readonly number[];
  readonly #roots: { readonly re: Float64Array; readonly im: Float64Array };
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(length: number, factors: readonly number[]) {
    this.length = length;
    this.#factors = factors;
    this.#roots = roots(length);
    this.#re = new Float64Array(length);
    this.#im = new Float64Array(length);
  }

  forward(re: Float64Array, im: Float64Array): void {
    let [fromRe, fromIm, toRe, toIm] = [re, im, this.#re, this.#im];
    let done = 1;
    for (const radix of this.#factors) {
      if (radix === 4) this.#pass4(fromRe, fromIm, toRe, toIm, done);
      else if (radix === 2) this.#pass2(fromRe, fromIm, toRe, toIm, done);
      else this.#pass(radix, fromRe, fromIm, toRe, toIm, done);
      [fromRe, fromIm, toRe, toIm] = [toRe, toIm, fromRe, fromIm];
      done *= radix;
    }
    if (fromRe === re) return;
    re.set(fromRe);
    im.set(fromIm);
  }

  // After a pass, `done * radix` long transforms lie interleaved: element k of transform j at k * rest' + j.
  #pass2(fr: Float64Array, fi: Float64Array, tr: Float64Array, ti: Float64Array, done: number): void {
    const n = this.length;
    const rest = n / (done * 2);
    const { re: wr, im: wi } = this.#roots;
    for (let k = 0; k < done; k++) {
      const c = wr[k * rest] as number;
      const s = wi[k * rest] as number;
      const from = k * 2 * rest;
      const to = k * rest;
      for (let j = 0; j < rest; j++) {
        const ar = fr[from + j] as number;
        const ai = fi[from + j] as number;
        const xr = fr[from + rest + j] as number;
        const xi = fi[from + rest + j] as number;
        const br = xr * c - xi * s;
        const bi = xr * s + xi * c;
        tr[to + j] = ar + br;
        ti[to + j] = ai + bi;
        tr[to + j + n / 2] = ar - br;
        ti[to + j + n / 2] = ai - bi;
      }
    }
  }

  #pass4(fr: Float64Array, fi: Float64Array, tr: Float64Array, ti: Float64Array, done: number): void {
    const n = this.length;
    const rest = n / (done * 4);
    const quarter = n / 4;
    const { re: wr, im: wi } = this.#roots;
    for (let k = 0; k < done; k++) {
      const [c1, s1] = [wr[k * rest] as number, wi[k * rest] as number];
      const [c2, s2] = [wr[2 * k * rest] as number, wi[2 * k * rest] as number];
      const [c3, s3] = [wr[3 * k * rest] as number, wi[3 * k * rest] as number];
      const from = k * 4 * rest;
      const to = k * rest;
      for (let j = 0; j < rest; j++) {
        const ar = fr[from + j] as number;
        const ai = fi[from + j] as number;
        const xr = fr[from + rest + j] as number;
        const xi = fi[from + rest + j] as number;
        const yr = fr[from + 2 * rest + j] as number;
        const yi = fi[from + 2 * rest + j] as number;
        const zr = fr[from + 3 * rest + j] as number;
        const zi = fi[from + 3 * rest + j] as number;
        const br = xr * c1 - xi * s1;
        const bi = xr * s1 + xi * c1;
        const cr = yr * c2 - yi * s2;
        const ci = yr * s2 + yi * c2;
        const dr = zr * c3 - zi * s3;
        const di = zr * s3 + zi * c3;
        tr[to + j] = ar + cr + (br + dr);
        ti[to + j] = ai + ci + (bi + di);
        tr[to + j + quarter] = ar - cr + (bi - di);
        ti[to + j + quarter] = ai - ci - (br - dr);
        tr[to + j + 2 * quarter] = ar + cr - (br + dr);
        ti[to + j + 2 * quarter] = ai + ci - (bi + di);
        tr[to + j + 3 * quarter] = ar - cr - (bi - di);
        ti[to + j + 3 * quarter] = ai - ci + (br - dr);
      }
    }
  }

  #pass(radix: number, fr: Float64Array, fi: Float64Array, tr: Float64Array, ti: Float64Array, done: number): void {
    const n = this.length;
    const rest = n / (done * radix);
    const { re: wr, im: wi } = this.#roots;
    for (let k = 0; k < done * radix; k++) {
      const from = (k % done) * radix * rest;
      const to = k * rest;
      for (let j = 0; j < rest; j++) {
        let sr = fr[from + j] as number;
        let si = fi[from + j] as number;
        for (let q = 1; q < radix; q++) {
          const w = (q * k * rest) % n;
          const c = wr[w] as number;
          const s = wi[w] as number;
          const xr = fr[from + q * rest + j] as number;
          const xi = fi[from + q * rest + j] as number;
          sr += xr * c - xi * s;
          si += xr * s + xi * c;
        }
        tr[to + j] = sr;
        ti[to + j] = si;
      }
    }
  }
}

/** A length with a large prime factor as a convolution of a power of two (Bluestein 1970). */
class BluesteinFft implements Fft {
  readonly length: number;
  readonly #inner: MixedRadixFft;
  readonly #chirp: { readonly re: Float64Array; readonly im: Float64Array };
  readonly #kernelRe: Float64Array;
  readonly #kernelIm: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  constructor(length: number) {
    this.length = length;
    let size = 1;
    while (size < 2 * length - 1) size *= 2;
    this.#inner = new MixedRadixFft(size, factorsOf(size));
    const all = roots(2 * length);
    const at = (k: number): number => (k * k) % (2 * length);
    this.#chirp = {
      re: Float64Array.from({ length }, (_, k) => all.re[at(k)] as number),
      im: Float64Array.from({ length }, (_, k) => all.im[at(k)] as number),
    };
    this.#kernelRe = new Float64Array(size);
    this.#kernelIm = new Float64Array(size);
    for (let k = 0; k < length; k++) {
      for (const i of [k, (size - k) % size]) {
        this.#kernelRe[i] = this.#chirp.re[k] as number;
        this.#kernelIm[i] = -(this.#chirp.im[k] as number);
      }
    }
    this.#inner.forward(this.#kernelRe, this.#kernelIm);
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  forward(re: Float64Array, im: Float64Array): void {
    const size = this.#inner.length;
    const { re: cr, im: ci } = this.#chirp;
    const [xr, xi] = [this.#re.fill(0), this.#im.fill(0)];
    for (let k = 0; k < this.length; k++) {
      const [a, b, c, s] = [re[k] as number, im[k] as number, cr[k] as number, ci[k] as number];
      xr[k] = a * c - b * s;
      xi[k] = a * s + b * c;
    }
    this.#inner.forward(xr, xi);
    for (let k = 0; k < size; k++) {
      const [a, b, c, s] = [xr[k] as number, xi[k] as number, this.#kernelRe[k] as number, this.#kernelIm[k] as number];
      // Conjugated, so that the forward transform is the way back.
      xr[k] = a * c - b * s;
      xi[k] = -(a * s + b * c);
    }
    this.#inner.forward(xr, xi);
    for (let k = 0; k < this.length; k++) {
      const [a, b, c, s] = [(xr[k] as number) / size, -(xi[k] as number) / size, cr[k] as number, ci[k] as number];
      re[k] = a * c - b * s;
      im[k] = a * s + b * c;
    }
  }
}
