/**
 * Pairs of sources of two catalogues that lie close together.
 * @module
 */
import { GeometryError } from "../../errors.ts";
import { column, Table } from "../../table/index.ts";
import { frameRotation, rotate, type SkyFrame } from "../frames/index.ts";
import {
  ang2vec,
  angularDistance,
  fromLonLat,
  healpix,
  pixelResolution,
  pixelsOf,
  queryDisc,
  type Vector,
  vec2pix,
} from "../healpix/index.ts";
import type { SkyCatalog } from "./sky-catalog.ts";

/** Directions of all sources in a frame; undefined where there is no position. */
export function catalogDirections({ lon, lat, frame }: SkyCatalog, to: SkyFrame): (Vector | undefined)[] {
  const turn = frameRotation(frame ?? to, to);
  return Array.from(lon, (l, i) => {
    const b = lat[i] as number;
    if (!Number.isFinite(l) || !Number.isFinite(b)) return undefined;
    const { theta, phi } = fromLonLat(l, b);
    return rotate(turn, ang2vec(theta, phi));
  });
}

/**
 * All pairs with at most `radius` (radians) between them: rows of the first and of the second catalogue from 0, their names, and the
 * distance in arcseconds; in the order of the first catalogue, then by distance. Sources are sorted into HEALPix cells of about the
 * radius, so borders of cells leave nothing out. Throws GeometryError where only one catalogue has a frame.
 */
export function crossMatch(first: SkyCatalog, second: SkyCatalog, radius: number): Table {
  if (!(radius > 0 && radius <= Math.PI))
    throw new GeometryError(`Expected a radius up to 180 degrees, found ${radius} radians.`, { option: "radius" });
  if ((first.frame === undefined) !== (second.frame === undefined))
    throw new GeometryError(
      `Expected both catalogues with a frame, found none in ${first.frame === undefined ? first.path : second.path}.`,
      {
        option: "frame",
        hint: "Say which it is: frame.",
      },
    );
  const others = catalogDirections(second, "icrs");
  const order = Math.max(0, Math.min(20, Math.floor(Math.log2(pixelResolution(1) / radius))));
  const grid = healpix(2 ** order, "ring");
  const cells = new Map<number, number[]>();
  for (const [row, direction] of others.entries()) {
    if (direction === undefined) continue;
    const pixel = vec2pix(grid, direction);
    const cell = cells.get(pixel);
    if (cell === undefined) cells.set(pixel, [row]);
    else cell.push(row);
  }
  const pairs = catalogDirections(first, "icrs").flatMap((direction, row) =>
    direction === undefined
      ? []
      : matchesOf(direction, { grid, cells, others, radius }).map(([other, distance]) => ({ row, other, distance })),
  );
  return new Table([
    column(
      "row",
      Uint32Array.from(pairs, ({ row }) => row),
    ),
    column(
      "match",
      Uint32Array.from(pairs, ({ other }) => other),
    ),
    column(
      "name",
      pairs.map(({ row }) => first.names[row] as string),
    ),
    column(
      "match_name",
      pairs.map(({ other }) => second.names[other] as string),
    ),
    column(
      "distance",
      Float64Array.from(pairs, ({ distance }) => (distance * 648_000) / Math.PI),
      { unit: "arcsec" },
    ),
  ]);
}

interface Index {
  readonly grid: ReturnType<typeof healpix>;
  readonly cells: ReadonlyMap<number, readonly number[]>;
  readonly others: readonly (Vector | undefined)[];
  readonly radius: number;
}

/** Rows and distances, nearest first. */
function matchesOf(direction: Vector, { grid, cells, others, radius }: Index): (readonly [row: number, distance: number])[] {
  const found: (readonly [number, number])[] = [];
  for (const pixel of pixelsOf(queryDisc(grid, { centre: direction, radius }, { inclusive: true })))
    for (const row of cells.get(pixel) ?? []) {
      const distance = angularDistance(direction, others[row] as Vector);
      if (distance <= radius) found.push([row, distance]);
    }
  return found.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}
