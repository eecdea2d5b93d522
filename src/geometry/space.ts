/**
 * Where voxels are in the world: named axes with spacing, unit and translation.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { axisIndex, checkAxes, type PerAxis, perAxis } from "./axes.ts";
import type { Roi } from "./roi.ts";
import { convertUnit, dimensionOf, parseQuantity, type Quantity, unitName } from "./unit.ts";
import { checkWhole, fill, sameDims, type Vec, zip } from "./vec.ts";

/** What a space is made from; an `ArrayInfo` fits. Lists have one entry per axis. */
export interface SpaceOptions {
  /** Names, slowest first. */
  readonly axes: readonly string[];
  /** Distance between voxel centres, more than 0. Default 1. */
  readonly spacing?: Vec | undefined;
  /** Units of spacing and translation in any spelling, "" for none. Default "". */
  readonly unit?: readonly string[] | undefined;
  /** World position of the centre of the first voxel. Default 0. */
  readonly translation?: Vec | undefined;
}

/**
 * The world of an array: `world = translation + voxel * spacing`, along every axis on its own. Immutable.
 *
 * Voxel coordinates name centres: 0 is the centre of the first voxel, which reaches from -0.5 to 0.5. All numbers are real
 * and stay as the file has them (9.8 nm is 9.8 nm). Known units get their OME-NGFF name ("um" becomes "micrometer"), others are kept.
 */
export class Space {
  readonly axes: readonly string[];
  readonly spacing: Vec;
  readonly unit: readonly string[];
  readonly translation: Vec;

  constructor(options: SpaceOptions) {
    const { axes } = options;
    const ndim = axes.length;
    checkAxes(axes, ndim);
    const zero = fill(ndim, 0);
    const { spacing = fill(ndim, 1), translation = zero, unit = axes.map(() => "") } = options;
    sameDims(zero, spacing, "a spacing");
    sameDims(zero, translation, "a translation");
    if (unit.length !== ndim) throw new GeometryError(`Expected ${ndim} units, found ${unit.length}: [${unit.join(", ")}].`);
    if (!spacing.every((s) => s > 0 && Number.isFinite(s))) {
      throw new GeometryError(`Expected a spacing of more than 0 along ${axes.join(", ")}, found [${spacing.join(", ")}].`, {
        hint: "An axis that runs backwards belongs into an affine.",
      });
    }
    if (!translation.every(Number.isFinite)) throw new GeometryError(`Expected a finite translation, found [${translation.join(", ")}].`);
    this.axes = axes;
    this.spacing = spacing;
    this.unit = unit.map((name) => unitName(name) ?? name);
    this.translation = translation;
  }
  get ndim(): number {
    return this.axes.length;
  }
  /** World position of a voxel coordinate, whole (a centre) or not. */
  toWorld(voxel: Vec): number[] {
    sameDims(this.spacing, voxel, "a voxel coordinate");
    return voxel.map((v, i) => (this.translation[i] as number) + v * (this.spacing[i] as number));
  }
  /** Voxel coordinate of a world position; not rounded. */
  fromWorld(world: Vec): number[] {
    sameDims(this.spacing, world, "a world position");
    return world.map((w, i) => (w - (this.translation[i] as number)) / (this.spacing[i] as number));
  }
  /** The space of the part `roi`, of which every `step`-th voxel is kept (default all): what slicing an array leaves. */
  crop(roi: Roi, step: Vec = fill(this.ndim, 1)): Space {
    sameDims(this.spacing, step, "a step");
    checkWhole(step, "a step", 1);
    return this.#with({ translation: this.toWorld(roi.offset), spacing: zip(this.spacing, step, (s, n) => s * n) });
  }
  /**
   * The space after every `factor` voxels became one, as in a pyramid: the new voxel's centre lies in the middle of its parents,
   * `(factor - 1) / 2` of their spacing further on.
   */
  downsample(factor: Vec): Space {
    sameDims(this.spacing, factor, "a factor");
    checkWhole(factor, "a factor", 1);
    return this.#with({ translation: this.toWorld(factor.map((f) => (f - 1) / 2)), spacing: zip(this.spacing, factor, (s, f) => s * f) });
  }
  /** The space of some of the axes, in the order they are named: for a projection, a single slice, a transposition. */
  select(axes: readonly string[]): Space {
    const at = axes.map((name) => axisIndex(this.axes, name));
    const pick = <T>(list: readonly T[]): T[] => at.map((i) => list[i] as T);
    return new Space({ axes, spacing: pick(this.spacing), unit: pick(this.unit), translation: pick(this.translation) });
  }
  /**
   * A length (or time) as voxels along one axis: not rounded. A plain number is in voxels already; text such as "12 um" and
   * quantities are physical. `what` names the parameter in messages.
   */
  voxelsAlong(axis: string, length: number | string | Quantity, what = "a length"): number {
    if (typeof length === "number") return length;
    const i = axisIndex(this.axes, axis);
    const quantity = typeof length === "string" ? parseQuantity(length) : length;
    const unit = this.unit[i] as string;
    if (dimensionOf(unit) === undefined || dimensionOf(unit) !== dimensionOf(quantity.unit)) {
      const found = unit === "" ? "no unit" : `the unit "${unit}"`;
      throw new GeometryError(
        `Expected voxels, as ${what} of ${quantity.value} ${quantity.unit} needs a spacing: axis ${axis} has ${found}.`,
        {
          hint: `Give the input a spacing with a unit (spacing: 1.4 um), or ${what} in voxels or by axis name.`,
        },
      );
    }
    return convertUnit(quantity, unit) / (this.spacing[i] as number);
  }
  /**
   * Voxels per axis of a parameter given for all axes, in axis order or by name, each a number of voxels or a physical length:
   * `3`, `"12 um"`, `{ z: "12 um", y: 6, x: 6 }`. Axes a record leaves out get `fallback` voxels.
   */
  voxels(value: PerAxis<number | string>, what: string, fallback?: number | undefined): number[] {
    const given = perAxis<number | string>(value, this.axes, what, fallback);
    return given.map((length, i) => this.voxelsAlong(this.axes[i] as string, length, what));
  }
  equals(other: Space): boolean {
    return JSON.stringify(this) === JSON.stringify(other);
  }
  /** Axes with spacing and unit: `z 9.8 nanometer, y 4 nanometer, x 4 nanometer`. */
  toString(): string {
    return this.axes.map((name, i) => `${name} ${this.spacing[i]}${this.unit[i] === "" ? "" : ` ${this.unit[i]}`}`).join(", ");
  }
  toJSON(): Required<SpaceOptions> {
    return { axes: this.axes, spacing: this.spacing, unit: this.unit, translation: this.translation };
  }

  #with(change: { readonly spacing: Vec; readonly translation: Vec }): Space {
    return new Space({ axes: this.axes, unit: this.unit, ...change });
  }
}
