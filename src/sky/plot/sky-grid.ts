/**
 * Lines of longitude and latitude on a picture.
 * @module
 */
import { overImage } from "../../render/paper.ts";
import { blendPixel, type RgbaImage } from "../../render/rgba-image.ts";
import { capHeight, drawText, textWidth } from "../../render/text.ts";
import { ang2vec, fromLonLat, toLonLat, type Vector, vec2ang } from "../healpix/index.ts";
import type { Projection } from "./projection.ts";

const direction = (lon: number, lat: number): Vector => {
  const { theta, phi } = fromLonLat(lon, lat);
  return ang2vec(theta, phi);
};

/** Thin lines that let the map through. */
export function drawGrid(image: RgbaImage, projection: Projection): void {
  const [lonStep, latStep] = projection.gridStep;
  const { lat: range } = seen(projection);
  const fine = latStep / 60;
  for (let lon = 0; lon < 360 - 1e-9; lon += lonStep) line(image, projection, range[0], range[1], fine, (lat) => direction(lon, lat));
  for (let lat = -90 + latStep; lat < 90 - 1e-9; lat += latStep)
    if (lat >= range[0] && lat <= range[1]) line(image, projection, 0, 360, lonStep / 60, (lon) => direction(lon, lat));
}

/** Latitudes on the picture, so that lines are drawn where it is. */
function seen({ width, height, toSky }: Projection): { readonly lat: readonly [number, number] } {
  let [low, high] = [90, -90];
  const steps = 24;
  for (let i = 0; i <= steps; i++)
    for (let j = 0; j <= steps; j++) {
      const at = toSky((i * width) / steps, (j * height) / steps);
      if (at === undefined) continue;
      const [, lat] = toLonLat(vec2ang(at));
      low = Math.min(low, lat);
      high = Math.max(high, lat);
    }
  return { lat: [Math.max(-90, low - 5), Math.min(90, high + 5)] };
}

/** A line by short strokes; it breaks where it leaves the picture or wraps around. */
function line(image: RgbaImage, { toPicture, width }: Projection, from: number, to: number, step: number, at: (t: number) => Vector): void {
  let before: readonly [number, number] | undefined;
  const count = Math.ceil((to - from) / step);
  for (let i = 0; i <= count; i++) {
    const point = toPicture(at(from + ((to - from) * i) / count));
    if (point !== undefined && before !== undefined && Math.abs(point[0] - before[0]) < width / 2) stroke(image, before, point);
    before = point;
  }
}

function stroke(image: RgbaImage, [x0, y0]: readonly [number, number], [x1, y1]: readonly [number, number]): void {
  const length = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0));
  if (length > 4 * image.width) return;
  const steps = Math.max(1, Math.ceil(length));
  for (let i = 0; i < steps; i++) {
    const [x, y] = [x0 + ((x1 - x0) * i) / steps, y0 + ((y1 - y0) * i) / steps];
    blendPixel(image, Math.floor(x), Math.floor(y), [255, 255, 255], 0.3 * Math.min(1, length / steps));
  }
}

/** Degrees beside the lines: latitudes near the left border, longitudes along the middle. */
export function drawGridLabels(image: RgbaImage, projection: Projection, scale: number): void {
  const [lonStep, latStep] = projection.gridStep;
  const { width, height } = projection;
  const style = { color: overImage.ink, halo: overImage.rim, scale };
  const middle = projection.toSky(width / 2, height / 2);
  if (middle === undefined) return;
  const [lon0, lat0] = toLonLat(vec2ang(middle));
  const put = (at: readonly [number, number] | undefined, text: string): void => {
    if (at === undefined) return;
    const [x, y] = [Math.round(at[0] - textWidth(text, scale) / 2), Math.round(at[1] - capHeight(scale) / 2)];
    if (x > 2 && y > 2 && x + textWidth(text, scale) < width - 2 && y + capHeight(scale) < height - 2) drawText(image, text, x, y, style);
  };
  const degrees = (value: number): string => `${Number(value.toFixed(6))}°`;
  for (let lon = 0; lon < 360 - 1e-9; lon += lonStep)
    if (projection.name === "gnomonic" || lon % 60 === 0) put(projection.toPicture(direction(lon, lat0)), degrees(lon));
  for (let lat = -90 + latStep; lat < 90 - 1e-9; lat += latStep)
    if (Math.abs(lat - lat0) > latStep / 2) put(projection.toPicture(direction(lon0, lat)), degrees(lat));
}
