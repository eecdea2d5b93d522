/**
 * Units of the columns of a photometry.
 * @module
 */
import type { PhotometryOptions } from "./options.ts";
import type { NamedMap } from "./photometry.ts";

/** Units by column; those of the map are left out where maps differ. */
export function photometryUnits(
  maps: readonly NamedMap[],
  { conversion, fluxUnit }: PhotometryOptions,
): { readonly [column: string]: string } {
  const units = new Set(maps.map(({ map }) => map.unit));
  const unit = units.size === 1 ? ([...units][0] as string) : "";
  const flux = conversion !== undefined || fluxUnit !== undefined ? (fluxUnit ?? "") : unit === "" ? "" : `${unit} sr`;
  return {
    disc_mean: unit,
    background: unit,
    noise: unit,
    aperture_area: "sr",
    aperture_sum: flux,
    flux,
    flux_error: flux,
    psf_flux: flux,
    psf_flux_error: flux,
    centroid_lon: "deg",
    centroid_lat: "deg",
    offset: "arcmin",
    fit_amplitude: unit,
    fit_background: unit,
    fit_lon: "deg",
    fit_lat: "deg",
    fit_fwhm_major: "arcmin",
    fit_fwhm_minor: "arcmin",
    fit_angle: "deg",
    fit_flux: flux,
    lon: "deg",
    lat: "deg",
  };
}
