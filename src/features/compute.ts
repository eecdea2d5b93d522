import { type Algorithm, type FeatureSet, featureSets, type Transform } from "./feature-set.ts";
import { chebyshevCoefficients } from "./groups/chebyshev-coefficients.ts";
import { chebyshevFourier } from "./groups/chebyshev-fourier.ts";
import { combMoments } from "./groups/comb-moments.ts";
import { edges } from "./groups/edges.ts";
import { fractal } from "./groups/fractal.ts";
import { gabor } from "./groups/gabor.ts";
import { gini } from "./groups/gini.ts";
import { haralick } from "./groups/haralick.ts";
import { multiscaleHistograms } from "./groups/multiscale-histograms.ts";
import { inverseOtsuObjects, otsuObjects } from "./groups/objects.ts";
import { pixelIntensity } from "./groups/pixel-intensity.ts";
import { radon } from "./groups/radon.ts";
import { tamura } from "./groups/tamura.ts";
import { zernike } from "./groups/zernike.ts";
import { checkPlane, type Plane } from "./plane.ts";
import { chebyshevTransform } from "./transforms/chebyshev.ts";
import { edgeTransform } from "./transforms/edge.ts";
import { fourierTransform } from "./transforms/fourier.ts";
import { waveletTransform } from "./transforms/wavelet.ts";
import type { Variant } from "./variant.ts";

/** The numbers of one algorithm on one picture. */
const algorithms: { readonly [name in Algorithm]: (image: Plane, variant: Variant) => Float64Array } = {
  "Edge Features": edges,
  "Otsu Object Features": otsuObjects,
  "Inverse-Otsu Object Features": inverseOtsuObjects,
  "Gabor Textures": gabor,
  "Chebyshev-Fourier Coefficients": chebyshevFourier,
  "Chebyshev Coefficients": chebyshevCoefficients,
  "Zernike Coefficients": zernike,
  "Comb Moments": combMoments,
  "Haralick Textures": haralick,
  "Multiscale Histograms": multiscaleHistograms,
  "Tamura Textures": tamura,
  "Radon Coefficients": radon,
  "Fractal Features": fractal,
  "Pixel Intensity Statistics": pixelIntensity,
  "Gini Coefficient": gini,
};

const transforms: { readonly [name in Transform]: (image: Plane) => Plane } = {
  Fourier: fourierTransform,
  Wavelet: waveletTransform,
  Chebyshev: (image) => chebyshevTransform(image),
  Edge: edgeTransform,
};

/** Applies transforms in the given order. */
export const applyTransforms = (image: Plane, chain: readonly Transform[]): Plane =>
  chain.reduce((picture, name) => transforms[name](picture), image);

/** Which features {@link wndcharm} computes. */
export interface WndcharmOptions {
  /** `short` (1,059 features) or `long` (2,919). */
  readonly set: FeatureSet;
  /** `reference` when absent: the numbers that published classifiers were trained with. */
  readonly variant?: Variant | undefined;
}

/**
 * WND-CHARM features of a grey plane, in the order of {@link featureNames}: raw pixel values, nothing scaled. Each transformed image is
 * computed once and used by all of its algorithms. A number that the image does not define (0 / 0 where all pixels are equal) is 0.
 * Throws GeometryError for planes with a side below 3 or with pixels that are not finite.
 */
export function wndcharm(image: Plane, options: WndcharmOptions): Float64Array {
  const { set, variant = "reference" } = options;
  checkPlane(image);
  const pictures = new Map<string, Plane>();
  const picture = (chain: readonly Transform[]): Plane => {
    const key = chain.join(" ");
    const known = pictures.get(key);
    if (known !== undefined) return known;
    const last = chain.at(-1);
    const made = last === undefined ? image : transforms[last](picture(chain.slice(0, -1)));
    pictures.set(key, made);
    return made;
  };
  const groups = featureSets[set];
  const result = new Float64Array(groups.reduce((sum, { size }) => sum + size, 0));
  let at = 0;
  for (const { algorithm, transforms: chain, size } of groups) {
    result.set(algorithms[algorithm](picture(chain), variant), at);
    at += size;
  }
  return result.map((value) => (Number.isFinite(value) ? value : 0));
}
