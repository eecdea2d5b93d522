/**
 * The sphere on a flat picture: where each point of the picture lies on the sky, and back. East is to the left, as on the sky.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { ang2vec, fromLonLat, toLonLat, type Vector, vec2ang } from "../healpix/index.ts";
import { TangentPlane } from "../photometry/tangent-plane.ts";

/** A picture's geometry. Points are in pixels from the top left corner. */
export interface Projection {
  readonly name: "mollweide" | "gnomonic";
  readonly width: number;
  readonly height: number;
  /** The direction that lies at a point; undefined off the sphere. */
  toSky(x: number, y: number): Vector | undefined;
  /** Where a direction lies; undefined where it is not on the picture. */
  toPicture(direction: Vector): readonly [x: number, y: number] | undefined;
  /** Distance of the lines of the grid in degrees, in longitude and latitude. */
  readonly gridStep: readonly [lon: number, lat: number];
}

const degree = Math.PI / 180;

/** The whole sky as an ellipse of equal areas, `lon` (degrees) in its middle. */
export function mollweide(width: number, lon = 0): Projection {
  checkWidth(width);
  const height = Math.round(width / 2);
  const [rx, ry] = [width / 2, height / 2];
  return {
    name: "mollweide",
    width,
    height,
    gridStep: [30, 30],
    toSky(x, y) {
      const [u, v] = [(x - rx) / rx, (ry - y) / ry];
      if (u * u + v * v > 1) return undefined;
      const half = Math.asin(v);
      const lat = Math.asin(Math.min(1, Math.max(-1, (2 * half + Math.sin(2 * half)) / Math.PI)));
      const wide = Math.sqrt(1 - v * v);
      const east = wide === 0 ? 0 : (u / wide) * 180;
      const { theta, phi } = fromLonLat(lon - east, lat / degree);
      return ang2vec(theta, phi);
    },
    toPicture(direction) {
      const [l, b] = toLonLat(vec2ang(direction));
      const half = auxiliary(b * degree);
      const east = ((((l - lon + 180) % 360) + 360) % 360) - 180;
      return [rx - (rx * east * Math.cos(half)) / 180, ry - ry * Math.sin(half)];
    },
  };
}

/** Mollweide's auxiliary angle: 2 t + sin 2 t = pi sin(latitude), by Newton's method. */
function auxiliary(lat: number): number {
  const target = Math.PI * Math.sin(lat);
  let t = lat;
  for (let i = 0; i < 60; i++) {
    const slope = 2 + 2 * Math.cos(2 * t);
    if (slope < 1e-9) return Math.sign(lat) * (Math.PI / 2);
    const step = (2 * t + Math.sin(2 * t) - target) / slope;
    t -= step;
    if (Math.abs(step) < 1e-12) break;
  }
  return t;
}

export interface GnomonicOptions {
  /** Longitude and latitude in degrees. */
  readonly centre: readonly [lon: number, lat: number];
  /** Width and height of the picture in radians. */
  readonly size: number;
  readonly width: number;
}

/** A square patch on the plane that touches the sphere at its centre: great circles are straight lines. */
export function gnomonic({ centre, size, width }: GnomonicOptions): Projection {
  checkWidth(width);
  if (!(size > 0 && size < 0.9 * Math.PI))
    throw new GeometryError(`Expected a size up to 160 degrees, found ${size / degree} degrees.`, { option: "size" });
  const { theta, phi } = fromLonLat(...centre);
  const middle = ang2vec(theta, phi);
  const plane = new TangentPlane(middle);
  const perPixel = (2 * Math.tan(size / 2)) / width;
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30].find((s) => size / degree / s <= 6) ?? 30;
  const lonStep = Math.min(30, step * (Math.abs(centre[1]) > 60 ? 5 : 1));
  return {
    name: "gnomonic",
    width,
    height: width,
    gridStep: [lonStep, step],
    toSky: (x, y) => plane.toSky((width / 2 - x) * perPixel, (width / 2 - y) * perPixel),
    toPicture(direction) {
      const towards = direction[0] * middle[0] + direction[1] * middle[1] + direction[2] * middle[2];
      if (towards <= 0.01) return undefined;
      const [x, y] = plane.toPlane(direction);
      return [width / 2 - x / perPixel, width / 2 - y / perPixel];
    },
  };
}

function checkWidth(width: number): void {
  if (!(Number.isInteger(width) && width >= 16 && width <= 16_384))
    throw new GeometryError(`Expected a width from 16 to 16384 pixels, found ${width}.`, { option: "width" });
}
