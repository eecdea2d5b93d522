/**
 * An elliptical Gaussian on a flat background, fitted by least squares.
 * @module
 */

/** A point of the plane with its value. */
export interface Sample {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** a exp(-(p u^2 + 2 q u v + r v^2) / 2) + background, with u = x - x0, v = y - y0. */
export interface GaussianFit {
  readonly amplitude: number;
  readonly x: number;
  readonly y: number;
  /** Standard deviations along the axes of the ellipse, the larger first. */
  readonly major: number;
  readonly minor: number;
  /** Of the major axis, in radians from y towards x, in [0, pi). */
  readonly angle: number;
  readonly background: number;
  readonly converged: boolean;
}

const parameters = 7;

/** Levenberg-Marquardt from moments of the samples; undefined where there are too few of them or no peak. Order-fixed: the same samples give the same bits. */
export function fitGaussian(samples: readonly Sample[], width: number): GaussianFit | undefined {
  const finite = samples.filter(({ value }) => Number.isFinite(value));
  if (finite.length <= parameters) return undefined;
  // In units of the expected width and of the values' range the steps are well scaled.
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { value } of finite) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high > low)) return undefined;
  const range = high - low;
  const scaled = finite.map(({ x, y, value }) => ({ x: x / width, y: y / width, value: (value - low) / range }));
  const peak = scaled.reduce((best, s) => (s.value > best.value ? s : best));
  let p = [1, peak.x, peak.y, 1, 0, 1, 0];
  let cost = squares(scaled, p);
  let damping = 1e-3;
  let converged = false;
  for (let step = 0; step < 200 && !converged && damping < 1e12; step++) {
    const change = solveStep(scaled, p, damping);
    const next = change === undefined ? undefined : p.map((v, i) => v + (change[i] as number));
    const better = next === undefined || !isEllipse(next) ? Number.NaN : squares(scaled, next);
    if (next !== undefined && better <= cost) {
      converged = cost - better <= 1e-14 * cost;
      p = next;
      cost = better;
      damping = Math.max(1e-12, damping / 5);
    } else damping *= 4;
  }
  return described(p as Parameters7, width, range, low, converged || damping >= 1e12);
}

type Parameters7 = [number, number, number, number, number, number, number];

const isEllipse = (p: readonly number[]): boolean => {
  const [, , , a, b, c] = p as Parameters7;
  return a > 0 && c > 0 && a * c > b * b;
};

function model(p: readonly number[], x: number, y: number): readonly [value: number, shape: number, u: number, v: number] {
  const [amplitude, x0, y0, a, b, c, background] = p as Parameters7;
  const [u, v] = [x - x0, y - y0];
  const shape = Math.exp(-(a * u * u + 2 * b * u * v + c * v * v) / 2);
  return [amplitude * shape + background, shape, u, v];
}

const squares = (samples: readonly Sample[], p: readonly number[]): number =>
  samples.reduce((sum, { x, y, value }) => sum + (value - model(p, x, y)[0]) ** 2, 0);

/** The damped normal equations, solved by Cholesky. */
function solveStep(samples: readonly Sample[], p: readonly number[], damping: number): number[] | undefined {
  const normal = Array.from({ length: parameters }, () => new Array<number>(parameters).fill(0));
  const right = new Array<number>(parameters).fill(0);
  const [amplitude, , , a, b, c] = p as Parameters7;
  for (const { x, y, value } of samples) {
    const [fitted, s, u, v] = model(p, x, y);
    const t = amplitude * s;
    const gradient = [s, t * (a * u + b * v), t * (b * u + c * v), (-t * u * u) / 2, -t * u * v, (-t * v * v) / 2, 1];
    for (let i = 0; i < parameters; i++) {
      const row = normal[i] as number[];
      right[i] = (right[i] as number) + (gradient[i] as number) * (value - fitted);
      for (let j = 0; j <= i; j++) row[j] = (row[j] as number) + (gradient[i] as number) * (gradient[j] as number);
    }
  }
  for (let i = 0; i < parameters; i++) {
    const row = normal[i] as number[];
    row[i] = (row[i] as number) * (1 + damping) + 1e-300;
  }
  return cholesky(normal, right);
}

function cholesky(m: number[][], right: readonly number[]): number[] | undefined {
  const at = (i: number, j: number): number => (m[i] as number[])[j] as number;
  for (let i = 0; i < parameters; i++)
    for (let j = 0; j <= i; j++) {
      let sum = at(i, j);
      for (let k = 0; k < j; k++) sum -= at(i, k) * at(j, k);
      if (i === j && !(sum > 0)) return undefined;
      (m[i] as number[])[j] = i === j ? Math.sqrt(sum) : sum / at(j, j);
    }
  const y = [...right];
  for (let i = 0; i < parameters; i++) {
    for (let k = 0; k < i; k++) y[i] = (y[i] as number) - at(i, k) * (y[k] as number);
    y[i] = (y[i] as number) / at(i, i);
  }
  for (let i = parameters - 1; i >= 0; i--) {
    for (let k = i + 1; k < parameters; k++) y[i] = (y[i] as number) - at(k, i) * (y[k] as number);
    y[i] = (y[i] as number) / at(i, i);
  }
  return y;
}

function described(p: Parameters7, width: number, range: number, low: number, converged: boolean): GaussianFit {
  const [amplitude, x, y, a, b, c, background] = p;
  // Eigenvalues of the quadratic form are inverse variances: the smaller belongs to the major axis.
  const middle = (a + c) / 2;
  const split = Math.hypot((a - c) / 2, b);
  const angle = Math.atan2(-2 * b, c - a) / 2;
  const fromNorth = Math.PI / 2 - angle;
  return {
    amplitude: amplitude * range,
    x: x * width,
    y: y * width,
    major: width / Math.sqrt(middle - split),
    minor: width / Math.sqrt(middle + split),
    angle: ((fromNorth % Math.PI) + Math.PI) % Math.PI,
    background: background * range + low,
    converged,
  };
}
