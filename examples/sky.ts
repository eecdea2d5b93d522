// A simulated sky at nine frequencies: a background with a power spectrum, noise, and sources of known flux. Photometry finds the fluxes again.
//
//   node sky.js OUT [NSIDE] [SOURCES]
//
// Writes maps as FITS, the table flux.csv, recovered against true flux (flux.svg) and the sky with its sources (sky.png).

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSkyMap, readSkyCatalog, skyPhotometry, Table, writeTable } from "voxmill";
import { pngOf, scatterSvg } from "voxmill/render";
import {
  alm2map,
  almxfl,
  ang2vec,
  angularDistance,
  catalogDirections,
  fitsMapBytes,
  gaussBeam,
  healpix,
  maxPixelRadius,
  mollweide,
  pix2vec,
  pixelArea,
  pixelsOf,
  queryDisc,
  randomAlm,
  resampleMap,
  skyPicture,
  toLonLat,
  type Vector,
} from "voxmill/sky";
import { FileStore } from "voxmill/store/file";

const [out = "out", nsideText = "256", countText = "300"] = process.argv.slice(2);
const nside = Number(nsideText);
const count = Number(countText);
const frequencies = [30, 44, 70, 100, 143, 217, 353, 545, 857];
await mkdir(out, { recursive: true });

/** Numbers from 0 to 1 that are the same every time (mulberry32). */
let state = 2013;
function uniform(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}
const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

// Sources apart from each other, so that each has a background of its own. The beam is three pixels wide.
const fwhm = 3 * Math.sqrt(pixelArea(nside));
const sigma = fwhm / Math.sqrt(8 * Math.LN2);
const sources: { readonly direction: Vector; readonly flux: number }[] = [];
for (let tries = 0; sources.length < count && tries < 100 * count; tries++) {
  const direction = ang2vec(Math.acos(2 * uniform() - 1), 2 * Math.PI * uniform());
  if (sources.every((other) => angularDistance(other.direction, direction) > 8 * fwhm))
    sources.push({ direction, flux: 10 ** (-6 + 2.5 * uniform()) });
}
const places = sources.map(({ direction: [x, y, z] }) => toLonLat({ theta: Math.acos(z), phi: Math.atan2(y, x) }));
const catalog = Table.of({
  name: places.map(
    ([lon, lat]) => `SIM G${lon.toFixed(2).padStart(6, "0")}${lat < 0 ? "-" : "+"}${Math.abs(lat).toFixed(2).padStart(5, "0")}`,
  ),
  glon: Float64Array.from(places, ([lon]) => lon),
  glat: Float64Array.from(places, ([, lat]) => lat),
});
await writeTable(catalog, new FileStore(out), "catalog.csv");

// Kelvin. The background falls with the angular scale; fluxes follow a power law of the frequency.
const lmax = 2 * nside;
const spectrum = Float64Array.from({ length: lmax + 1 }, (_, l) => (l < 2 ? 0 : 3e-10 / (l * (l + 1))));
const background = alm2map(almxfl(randomAlm(spectrum, lmax, 7), gaussBeam(fwhm, lmax)), nside);
const grid = healpix(nside);
const scaleAt = (frequency: number): number => (frequency / 30) ** -0.4;
for (const frequency of frequencies) {
  const map = background.map((value) => value + 3e-6 * normal());
  for (const { direction, flux } of sources) {
    const peak = (flux * scaleAt(frequency)) / (2 * Math.PI * sigma ** 2);
    for (const pixel of pixelsOf(queryDisc(grid, { centre: direction, radius: 5 * sigma + maxPixelRadius(nside) }))) {
      const distance = angularDistance(direction, pix2vec(grid, pixel));
      map[pixel] = (map[pixel] as number) + peak * Math.exp(-((distance / sigma) ** 2) / 2);
    }
  }
  await writeFile(join(out, `sim_${String(frequency).padStart(3, "0")}.fits`), fitsMapBytes({ T: map }, { frame: "galactic", unit: "K" }));
}

const files = frequencies.map((frequency) => join(out, `sim_${String(frequency).padStart(3, "0")}.fits`));
const read = await readSkyCatalog(join(out, "catalog.csv"));
const table = await skyPhotometry(files, read, { radius: 2 * fwhm, annulus: [2.5 * fwhm, 4 * fwhm], fwhm });
await writeTable(table, new FileStore(out), "flux.csv");

const truth = sources.flatMap(({ flux }) => frequencies.map((frequency) => flux * scaleAt(frequency)));
const found = table.column("flux").data as Float64Array;
const ratios = truth.flatMap((flux, i) => (flux > 1e-4 ? [(found[i] as number) / flux] : [])).sort((a, b) => a - b);
console.log(`${table.numRows} fluxes; of the bright ones the median of recovered / true is ${ratios[ratios.length >> 1]?.toFixed(4)}`);
const logarithms = (values: ArrayLike<number>): number[] => Array.from(values, (v) => (v > 0 ? Math.log10(v) : Number.NaN));
const labels = {
  title: "Recovered and true flux",
  xLabel: "log10 of true flux",
  yLabel: "log10 of recovered flux",
  xUnit: "K sr",
  yUnit: "K sr",
};
await writeFile(join(out, "flux.svg"), scatterSvg(logarithms(truth), logarithms(found), labels));

const first = await openSkyMap(files[0] as string);
const projection = mollweide(1200);
const directions = catalogDirections(read, "galactic").filter((direction) => direction !== undefined);
const options = {
  title: `Simulated sky at ${frequencies[0]} GHz`,
  unit: "K",
  window: { percentiles: [1, 95] } as const,
  sources: directions,
  sourceRadius: 5,
};
await writeFile(join(out, "sky.png"), pngOf(skyPicture(await resampleMap(first, projection), projection, options)));
