import type { Plane } from "../plane.ts";
import { histogram } from "../statistics/histogram.ts";
import { moments4 } from "../statistics/moments.ts";
import { roundHalfAway } from "../statistics/round.ts";
import type { Variant } from "../variant.ts";

const LINES = 20;

/** Mean, deviation, skewness and kurtosis of the lines of one family. */
type Family = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/**
 * The first four moments along 20 rows, columns, diagonals and anti-diagonals, as histograms of three bins each. In the reference the height
 * spaces the lines of all four families, whatever the width. Families: row, column, diagonal, anti-diagonal; moments: kurtosis, mean,
 * skewness, deviation.
 */
export function combMoments(image: Plane, variant: Variant): Float64Array {
  const { width, height } = image;
  const [nx, ny] = [Math.floor(width / 2), Math.floor(height / 2)];
  const line = new Float64Array(Math.max(width, height));
  const family = (collect: (shift: number) => number, side = height): Family => momentsOfLines(side, line, collect);
  const { data } = image;
  const rows = family((shift) => {
    const y = ny - shift - 1;
    if (y < 0 || y >= height) return 0;
    line.set(data.subarray(y * width, (y + 1) * width));
    return width;
  });
  const columns = family(
    (shift) => {
      const x = nx - shift - 1;
      if (x < 0 || x >= width) return 0;
      for (let y = 0; y < height; y++) line[y] = data[y * width + x] as number;
      return height;
    },
    variant === "reference" ? height : width,
  );
  const diagonals = family((shift) => sloped(image, line, (y) => y + shift));
  const antidiagonals = family((shift) => sloped(image, line, (y) => width - 1 - y - shift));
  const result: number[] = [];
  for (const [mean, deviation, skewness, kurtosis] of [rows, columns, diagonals, antidiagonals])
    for (const moment of [kurtosis, mean, skewness, deviation]) result.push(...histogram(moment, 3));
  return Float64Array.from(result);
}

function sloped({ width, height, data }: Plane, line: Float64Array, column: (y: number) => number): number {
  let length = 0;
  for (let y = 0; y < height; y++) {
    const x = column(y);
    if (x >= 0 && x < width) line[length++] = data[y * width + x] as number;
  }
  return length;
}

function momentsOfLines(side: number, line: Float64Array, collect: (shift: number) => number): Family {
  const family: Family = [new Float64Array(LINES), new Float64Array(LINES), new Float64Array(LINES), new Float64Array(LINES)];
  const step = Math.max(1, side / 10);
  for (let position = 1 - side, i = 0; position <= side && i < LINES; position += step, i++) {
    const length = collect(roundHalfAway(position));
    if (length === 0) continue;
    const { mean, deviation, skewness, kurtosis } = moments4(line, length);
    for (const [moment, value] of [mean, deviation, skewness, kurtosis].entries()) (family[moment] as Float64Array)[i] = value;
  }
  return family;
}
