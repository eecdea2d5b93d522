/**
 * What to measure around each source.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import type { ClipOptions } from "./background.ts";

/** All angles in radians: `parseAngle("10arcmin")`. */
export interface PhotometryOptions {
  /** Of the disc and aperture around each source. */
  readonly radius: number;
  /** Inner and outer radius of the ring of background. Without it no background, flux or noise is measured. */
  readonly annulus?: readonly [inner: number, outer: number] | undefined;
  /** Full width at half maximum of a Gaussian beam: adds `psf_flux` and the start of the Gaussian fit. */
  readonly fwhm?: number | undefined;
  /** Adds a fit of an elliptical Gaussian to the aperture's pixels. @default false */
  readonly fit?: boolean | undefined;
  readonly clip?: ClipOptions | undefined;
  /** Fluxes are multiplied by it; their unit becomes `fluxUnit`. @default 1: map unit times steradian */
  readonly conversion?: number | undefined;
  /** Unit of fluxes where there is a conversion. @default "" */
  readonly fluxUnit?: string | undefined;
}

/** Throws GeometryError for angles that cannot be. */
export function checkPhotometry({ radius, annulus, fwhm }: PhotometryOptions): void {
  const angle = (value: number, option: string): void => {
    if (!(value > 0 && value <= Math.PI / 2))
      throw new GeometryError(`Expected ${option} to be an angle up to 90 degrees, found ${value} radians.`, { option });
  };
  angle(radius, "radius");
  if (fwhm !== undefined) angle(fwhm, "fwhm");
  if (annulus === undefined) return;
  const [inner, outer] = annulus;
  if (inner !== 0) angle(inner, "annulus");
  angle(outer, "annulus");
  if (!(inner < outer)) throw new GeometryError("Expected an annulus whose inner radius is below the outer one.", { option: "annulus" });
}

/** The radius of the pixels that a source needs. */
export const reachOf = ({ radius, annulus }: PhotometryOptions): number => Math.max(radius, annulus?.[1] ?? 0);

/** True where pixels that only overlap the aperture matter: where flux is measured. */
export const needsMargin = ({ annulus, fwhm, fit }: PhotometryOptions): boolean =>
  annulus !== undefined || fwhm !== undefined || fit === true;
