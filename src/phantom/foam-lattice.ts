/**
 * Where the bubbles of a foam start from: a body-centred cubic lattice stretched to fit the image.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { checkWhole, product, type Vec } from "../geometry/vec.ts";

/** A number for each of z, y, x. */
export type Triple = readonly [number, number, number];

/** How far all faces of a bubble are from its centre at least, in voxels. */
export const coreRadius = 34;

/** Half the least and half the greatest thickness of a wall, in voxels. The outer skin is half a wall. */
export const wallHalf = { least: 7, greatest: 9 } as const;

/** A centre keeps this distance from the border of the image, and twice this distance from other centres. */
export const clearance = coreRadius + wallHalf.greatest;

/** Along each axis a centre stays within this part of the layer spacing from its site, so that neighbours are found by their sites. */
const roamingLayers = 0.6;

/**
 * Wished and least distance of layers, by the number of axes that have more than one. The least ones keep neighbours more than
 * two clearances apart: 51 * sqrt(3), 62 * sqrt(2), 87. The wished ones give the centres room to move, and each bubble some 92^3 voxels of space.
 */
const layerSpacing = [
  { wished: 0, least: Infinity },
  { wished: 100, least: 87 },
  { wished: 70, least: 62 },
  { wished: 58, least: 51 },
] as const;

/** One axis of the lattice. */
interface LatticeAxis {
  readonly layers: number;
  /** Coordinate of layer 0. */
  readonly origin: number;
  /** Distance of layers; 0 where there is one. */
  readonly spacing: number;
  /** How far a centre may be from its site. Along an axis with a single layer only the image limits it. */
  readonly roaming: number;
  /** Where centres may lie. */
  readonly low: number;
  readonly high: number;
}

/** The image as the foam sees it: at least one bubble wide. */
const roomOf = (extent: number): number => Math.max(0, extent - 2 * clearance);

/** The axes along which there is more than one layer. Fewer such axes need wider layers, so some may drop out in turn. */
function layeredAxes(shape: Vec): readonly boolean[] {
  let layered: readonly boolean[] = shape.map(() => true);
  for (;;) {
    const { least } = layerSpacing[layered.filter(Boolean).length as 0 | 1 | 2 | 3];
    const next = shape.map((n, axis) => layered[axis] === true && roomOf(n) >= least);
    if (next.every((is, axis) => is === layered[axis])) return next;
    layered = next;
  }
}

function fitAxis(extent: number, layered: boolean, ndim: 0 | 1 | 2 | 3): LatticeAxis {
  const room = roomOf(extent);
  const middle = (extent - 1) / 2;
  const [low, high] = [middle - room / 2, middle + room / 2];
  if (!layered) return { layers: 1, origin: middle, spacing: 0, roaming: high - low, low, high };
  const { wished, least } = layerSpacing[ndim];
  const near = Math.max(1, Math.round(room / wished));
  const gaps = room / near >= least ? near : near - 1;
  const spacing = room / gaps;
  return { layers: gaps + 1, origin: low, spacing, roaming: roamingLayers * spacing, low, high };
}

/**
 * Sites are at layers (i, j, k) whose numbers are all even or all odd: body-centred cubic, the lattice whose cells are nearest to
 * the bubbles of a foam. Axes with a single layer do not count, which leaves a centred rectangular lattice in a plane, or a row.
 *
 * Cells are numbered compactly: first the even sites in C order, then the odd ones.
 */
export class FoamLattice {
  readonly axes: readonly [LatticeAxis, LatticeAxis, LatticeAxis];
  /** Number of sites, and so of bubbles. */
  readonly count: number;
  /** Sites per axis, for even and odd ones. */
  readonly #counts: readonly [Triple, Triple];
  readonly #evenCount: number;

  /** Throws GeometryError unless the shape is three whole numbers of 1 or more. */
  constructor(shape: Vec) {
    if (shape.length !== 3) throw new GeometryError(`Expected a foam of shape z, y, x, found [${shape.join(", ")}].`);
    checkWhole(shape, "a foam's shape", 1);
    const layered = layeredAxes(shape);
    const ndim = layered.filter(Boolean).length as 0 | 1 | 2 | 3;
    const fit = (axis: number): LatticeAxis => fitAxis(shape[axis] as number, layered[axis] as boolean, ndim);
    this.axes = [fit(0), fit(1), fit(2)];
    const sites = (parity: number): Triple => {
      const count = ({ layers }: LatticeAxis): number => (layers === 1 ? 1 : Math.ceil((layers - parity) / 2));
      return [count(this.axes[0]), count(this.axes[1]), count(this.axes[2])];
    };
    this.#counts = [sites(0), ndim === 0 ? [0, 0, 0] : sites(1)];
    this.#evenCount = product(this.#counts[0]);
    this.count = this.#evenCount + product(this.#counts[1]);
  }

  /** Layers z, y, x of a cell's site. */
  layersOf(cell: number): Triple {
    const parity = cell < this.#evenCount ? 0 : 1;
    const [, ny, nx] = this.#counts[parity];
    const at = cell - parity * this.#evenCount;
    const sites: Triple = [Math.floor(at / (nx * ny)), Math.floor(at / nx) % ny, at % nx];
    const layer = (axis: 0 | 1 | 2): number => (this.axes[axis].layers === 1 ? 0 : 2 * sites[axis] + parity);
    return [layer(0), layer(1), layer(2)];
  }

  /** Where a cell's site lies, in voxels. */
  siteOf(cell: number): Triple {
    const layers = this.layersOf(cell);
    const coordinate = (axis: 0 | 1 | 2): number => this.axes[axis].origin + layers[axis] * this.axes[axis].spacing;
    return [coordinate(0), coordinate(1), coordinate(2)];
  }

  /**
   * True when `test` is for one of the cells whose centres may lie within the box of coordinates from `low` to `high`: it is asked
   * for all of those, and for some that do not, ascending, until it is true.
   */
  someNear(low: Triple, high: Triple, test: (cell: number) => boolean): boolean {
    return this.#someOf(0, low, high, test) || this.#someOf(1, low, high, test);
  }

  #someOf(parity: 0 | 1, low: Triple, high: Triple, test: (cell: number) => boolean): boolean {
    const [nz, ny, nx] = this.#counts[parity];
    const [fromZ, toZ] = this.#range(0, parity, nz, low[0], high[0]);
    const [fromY, toY] = this.#range(1, parity, ny, low[1], high[1]);
    const [fromX, toX] = this.#range(2, parity, nx, low[2], high[2]);
    const first = parity * this.#evenCount;
    for (let z = fromZ; z < toZ; z++) {
      for (let y = fromY; y < toY; y++) {
        const row = first + (z * ny + y) * nx;
        for (let x = fromX; x < toX; x++) if (test(row + x)) return true;
      }
    }
    return false;
  }

  /** The cells that {@link FoamLattice.someNear} asks for. */
  cellsNear(low: Triple, high: Triple): number[] {
    const cells: number[] = [];
    this.someNear(low, high, (cell) => cells.push(cell) === 0);
    return cells;
  }

  /** Sites of a parity along one axis, half-open, from which a centre can come to lie in `[low, high]`. */
  #range(axis: 0 | 1 | 2, parity: 0 | 1, count: number, low: number, high: number): readonly [number, number] {
    const { layers, origin, spacing } = this.axes[axis];
    if (layers === 1) return [0, count];
    const from = Math.ceil(((low - origin) / spacing - roamingLayers - parity) / 2);
    const to = Math.floor(((high - origin) / spacing + roamingLayers - parity) / 2);
    return [Math.max(0, from), Math.min(count, to + 1)];
  }
}
