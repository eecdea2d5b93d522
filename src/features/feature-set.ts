/**
 * Which features a set has, under the names and in the order of the reference.
 * @module
 */

/** What an algorithm is called, and how many numbers it gives. */
export const algorithmSizes = {
  "Edge Features": 28,
  "Otsu Object Features": 34,
  "Inverse-Otsu Object Features": 34,
  "Gabor Textures": 7,
  "Chebyshev-Fourier Coefficients": 32,
  "Chebyshev Coefficients": 32,
  "Zernike Coefficients": 72,
  "Comb Moments": 48,
  "Haralick Textures": 28,
  "Multiscale Histograms": 24,
  "Tamura Textures": 6,
  "Radon Coefficients": 12,
  "Fractal Features": 20,
  "Pixel Intensity Statistics": 5,
  "Gini Coefficient": 1,
} as const;
export type Algorithm = keyof typeof algorithmSizes;

export type Transform = "Fourier" | "Wavelet" | "Chebyshev" | "Edge";

/** One algorithm on one transformed image. */
export interface FeatureGroup {
  readonly algorithm: Algorithm;
  /** Transforms in the order in which they are applied. Names have the last one outermost. */
  readonly transforms: readonly Transform[];
  /** For example `Haralick Textures (Chebyshev (Fourier ()))`. */
  readonly name: string;
  readonly size: number;
}

const group = (algorithm: Algorithm, ...transforms: readonly Transform[]): FeatureGroup => ({
  algorithm,
  transforms,
  name: `${algorithm} ${transforms.reduce((inner, transform) => `(${transform} ${inner})`, "()")}`,
  size: algorithmSizes[algorithm],
});

const onlyRaw: readonly Algorithm[] = ["Edge Features", "Otsu Object Features", "Inverse-Otsu Object Features", "Gabor Textures"];
const polynomials: readonly Algorithm[] = ["Chebyshev-Fourier Coefficients", "Chebyshev Coefficients", "Zernike Coefficients"];
const textures: readonly Algorithm[] = [
  "Comb Moments",
  "Haralick Textures",
  "Multiscale Histograms",
  "Tamura Textures",
  "Radon Coefficients",
  "Fractal Features",
  "Pixel Intensity Statistics",
  "Gini Coefficient",
];
const on = (algorithms: readonly Algorithm[], ...transforms: readonly Transform[]): FeatureGroup[] =>
  algorithms.map((algorithm) => group(algorithm, ...transforms));

const long: readonly FeatureGroup[] = [
  ...on([...onlyRaw, ...polynomials, ...textures]),
  ...on([...polynomials, ...textures], "Fourier"),
  ...on([...polynomials, ...textures], "Wavelet"),
  ...on([...polynomials, ...textures], "Chebyshev"),
  ...on(textures, "Fourier", "Chebyshev"),
  ...on(textures, "Fourier", "Wavelet"),
  ...on([...polynomials, ...textures], "Wavelet", "Fourier"),
  ...on(textures, "Chebyshev", "Fourier"),
  ...on(textures, "Wavelet", "Chebyshev"),
  ...on([...polynomials, ...textures], "Edge"),
  ...on([...polynomials, ...textures], "Edge", "Fourier"),
  ...on([...polynomials, ...textures], "Edge", "Wavelet"),
];

/** The transforms that textures of the short set are computed on. */
const shortTransforms: readonly (readonly Transform[])[] = [
  [],
  ["Chebyshev"],
  ["Fourier", "Chebyshev"],
  ["Fourier"],
  ["Wavelet"],
  ["Fourier", "Wavelet"],
];
const onEach = (algorithm: Algorithm, transforms: readonly (readonly Transform[])[]): FeatureGroup[] =>
  transforms.map((chain) => group(algorithm, ...chain));

const short: readonly FeatureGroup[] = [
  ...onEach("Chebyshev-Fourier Coefficients", [[], ["Fourier"]]),
  ...onEach("Chebyshev Coefficients", [[], ["Fourier"]]),
  ...onEach("Comb Moments", shortTransforms),
  ...on(onlyRaw),
  ...onEach("Haralick Textures", shortTransforms),
  ...onEach("Multiscale Histograms", shortTransforms),
  ...onEach("Radon Coefficients", shortTransforms.slice(0, 4)),
  ...onEach("Tamura Textures", shortTransforms),
  ...onEach("Zernike Coefficients", [[], ["Fourier"]]),
];

/** WND-CHARM's sets for grey images, feature version 4: `short` has 1,059 features, `long` 2,919. Every feature of the short set is in the long one. */
export const featureSets = { short, long } as const;
export type FeatureSet = keyof typeof featureSets;

/** The names of all features of a set, for example `Radon Coefficients (Fourier ()) [11]`. */
export function featureNames(set: FeatureSet): string[] {
  return featureSets[set].flatMap(({ name, size }) => Array.from({ length: size }, (_, i) => `${name} [${i}]`));
}
