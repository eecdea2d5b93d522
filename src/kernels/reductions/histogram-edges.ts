import { type Dtype, isFloat } from "../../array/dtype.ts";
import { GeometryError } from "../../errors.ts";

/** Where the range of a histogram comes from. */
export interface EdgeOptions {
  /** True when the range is the smallest and largest voxel, which NumPy then treats in the dtype of the image. */
  readonly ofData?: boolean | undefined;
}

/**
 * The `bins + 1` edges of equal bins, exactly as `numpy.histogram` makes them: float32 for a float32 image, else float64;
 * a range of no width is widened by a half on both sides.
 *
 * @throws GeometryError for a range that is not finite or not ascending, and where so many bins have no width.
 */
export function histogramEdges(
  dtype: Dtype,
  bins: number,
  range: readonly [number, number],
  { ofData = false }: EdgeOptions = {},
): number[] {
  if (!(Number.isInteger(bins) && bins > 0)) throw new GeometryError(`Expected a positive number of bins, found ${bins}.`);
  let [first, last] = range;
  if (!Number.isFinite(first) || !Number.isFinite(last) || !Number.isFinite(last - first)) {
    throw new GeometryError(`Expected a finite range for a histogram, found ${first} to ${last}.`, {
      hint: ofData ? "Replace NaN and infinite voxels first, or give a range." : "Give a finite range.",
    });
  }
  if (first > last) throw new GeometryError(`Expected the range of a histogram to ascend, found ${first} to ${last}.`);
  // A range taken from float32 voxels is computed with in float32; one that the user gives only ends up in float32.
  const compute = dtype === "float32" && ofData ? Math.fround : (x: number): number => x;
  const store = dtype === "float32" ? Math.fround : compute;
  if (first === last) [first, last] = [compute(first - 0.5), compute(last + 0.5)];
  const width = compute(last - first);
  const step = compute(width / bins);
  const edges = Array.from({ length: bins + 1 }, (_, i) => {
    // A step that underflows to zero: divide first.
    const distance = step === 0 ? compute(compute(i / bins) * width) : compute(i * step);
    return store(compute(distance + first));
  });
  edges[bins] = store(last);
  const flat = edges.findIndex((edge, i) => i > 0 && !(edge > (edges[i - 1] as number)));
  if (flat >= 0) {
    throw new GeometryError(
      `Expected fewer than ${bins} bins for the range ${first} to ${last}: bin ${flat - 1} has no width in ${isFloat(dtype) ? dtype : "float64"}.`,
    );
  }
  return edges;
}

/** Centres of bins as scikit-image has them: in float32 for a float32 image. */
export function binCenters(dtype: Dtype, edges: readonly number[]): number[] {
  const round = dtype === "float32" ? Math.fround : (x: number): number => x;
  return edges.slice(1).map((edge, i) => round(round((edges[i] as number) + edge) / 2));
}
