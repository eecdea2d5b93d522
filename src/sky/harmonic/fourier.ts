/**
 * Discrete Fourier transforms of any length.
 * @module
 */

interface Chirp {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly filterRe: Float64Array;
  readonly filterIm: Float64Array;
}

/** Transforms of one length, in place: real and imaginary parts apart. */
export class Fourier {
  readonly length: number;
  readonly #inner: PowerOfTwo;
  /** Bluestein's chirp and its transform, where the length is no power of two (L. I. Bluestein, 1970). */
  readonly #chirp: Chirp | undefined;
  constructor(length: number) {
    this.length = length;
    const exact = 2 ** Math.round(Math.log2(length)) === length;
    this.#inner = new PowerOfTwo(exact ? length : 2 ** Math.ceil(Math.log2(2 * length)));
    this.#chirp = exact ? undefined : this.#makeChirp();
  }
  #makeChirp(): Chirp {
    const n = this.length;
    const size = this.#inner.length;
    const [re, im] = [new Float64Array(n), new Float64Array(n)];
    const [filterRe, filterIm] = [new Float64Array(size), new Float64Array(size)];
    for (let k = 0; k < n; k++) {
      // k^2 modulo 2n keeps the angle small and exact.
      const angle = (Math.PI * ((k * k) % (2 * n))) / n;
      re[k] = Math.cos(angle);
      im[k] = -Math.sin(angle);
      filterRe[k] = re[k] as number;
      filterIm[k] = -(im[k] as number);
      if (k > 0) {
        filterRe[size - k] = filterRe[k] as number;
        filterIm[size - k] = filterIm[k] as number;
      }
    }
    this.#inner.transform(filterRe, filterIm);
    return { re, im, filterRe, filterIm };
  }
  /** X[k] = sum of x[j] exp(-2 pi i j k / n). */
  forward(re: Float64Array, im: Float64Array): void {
    if (this.#chirp === undefined) this.#inner.transform(re, im);
    else this.#bluestein(this.#chirp, re, im);
  }
  #bluestein(chirp: Chirp, re: Float64Array, im: Float64Array): void {
    const { re: cr, im: ci, filterRe, filterIm } = chirp;
    const size = this.#inner.length;
    const [ar, ai] = [new Float64Array(size), new Float64Array(size)];
    for (let k = 0; k < this.length; k++) {
      const [x, y, c, s] = [re[k] as number, im[k] as number, cr[k] as number, ci[k] as number];
      ar[k] = x * c - y * s;
      ai[k] = x * s + y * c;
    }
    this.#inner.transform(ar, ai);
    for (let k = 0; k < size; k++) {
      const [x, y, c, s] = [ar[k] as number, ai[k] as number, filterRe[k] as number, filterIm[k] as number];
      // Conjugated, so that a forward transform goes back.
      ar[k] = x * c - y * s;
      ai[k] = -(x * s + y * c);
    }
    this.#inner.transform(ar, ai);
    for (let k = 0; k < this.length; k++) {
      const [x, y, c, s] = [(ar[k] as number) / size, -(ai[k] as number) / size, cr[k] as number, ci[k] as number];
      re[k] = x * c - y * s;
      im[k] = x * s + y * c;
    }
  }
  /** x[j] = sum of X[k] exp(+2 pi i j k / n), without a factor. */
  backward(re: Float64Array, im: Float64Array): void {
    for (let k = 0; k < this.length; k++) im[k] = -(im[k] as number);
    this.forward(re, im);
    for (let k = 0; k < this.length; k++) im[k] = -(im[k] as number);
  }
}

/** The transform of a power of two: bits reversed, then butterflies. */
class PowerOfTwo {
  readonly length: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  constructor(length: number) {
    this.length = length;
    this.#cos = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sin = Float64Array.from({ length: length / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / length));
  }
  transform(re: Float64Array, im: Float64Array): void {
    const n = this.length;
    for (let i = 1, j = 0; i < n; i++) {
      let bit = n >> 1;
      for (; j & bit; bit >>= 1) j ^= bit;
      j ^= bit;
      if (i < j) {
        const [x, y] = [re[i] as number, im[i] as number];
        re[i] = re[j] as number;
        im[i] = im[j] as number;
        re[j] = x;
        im[j] = y;
      }
    }
    for (let half = 1; half < n; half *= 2) {
      const step = n / (2 * half);
      for (let start = 0; start < n; start += 2 * half)
        for (let k = 0, w = 0; k < half; k++, w += step) {
          const [c, s] = [this.#cos[w] as number, this.#sin[w] as number];
          const [a, b] = [start + k, start + k + half];
          const [x, y] = [re[b] as number, im[b] as number];
          const [tr, ti] = [x * c + y * s, y * c - x * s];
          re[b] = (re[a] as number) - tr;
          im[b] = (im[a] as number) - ti;
          re[a] = (re[a] as number) + tr;
          im[a] = (im[a] as number) + ti;
        }
    }
  }
}
