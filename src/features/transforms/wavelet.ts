import { blankPlane, type Plane } from "../plane.ts";

/** The analysis filters of the symlet of order 5 (Daubechies 1992, table 8.1), as PyWavelets lists them. */
const low = [
  0.027333068345077982, 0.029519490925774643, -0.039134249302383094, 0.1993975339773936, 0.72340769040242059, 0.63397896345821192,
  0.016602105764522319, -0.17532808990845047, -0.021101834024758855, 0.019538882735286728,
];
const high = low.map((_, i) => (i % 2 === 0 ? -1 : 1) * (low[9 - i] as number));

/**
 * One level of the symlet-5 transform with zeros outside, the four quarters in one picture that is a little larger than the image:
 * high of x over high of y at the top left, low over high below it, high over low beside it, low over low at the bottom right.
 */
export function waveletTransform({ width, height, data }: Plane): Plane {
  const across = Math.floor((width + 9) / 2);
  const down = Math.floor((height + 9) / 2);
  const columns = new Float64Array(width * 2 * down);
  for (let k = 0; k < down; k++) {
    for (const [filter, top] of [
      [high, 0],
      [low, 1],
    ] as const) {
      // The row of high of y is the left half of the picture, and low of y the right one.
      const target = (top * down + k) * width;
      for (let j = 0; j < 10; j++) {
        const y = 2 * k + 1 - j;
        if (y < 0 || y >= height) continue;
        const weight = filter[j] as number;
        for (let x = 0; x < width; x++) columns[target + x] = (columns[target + x] as number) + weight * (data[y * width + x] as number);
      }
    }
  }
  const result = blankPlane(2 * across, 2 * down);
  for (const [filter, below] of [
    [high, 0],
    [low, 1],
  ] as const) {
    for (let side = 0; side < 2; side++) {
      for (let y = 0; y < down; y++) {
        const source = (side * down + y) * width;
        const target = (below * down + y) * 2 * across + side * across;
        for (let k = 0; k < across; k++) {
          let sum = 0;
          for (let j = 0; j < 10; j++) {
            const x = 2 * k + 1 - j;
            if (x >= 0 && x < width) sum += (filter[j] as number) * (columns[source + x] as number);
          }
          result.data[target + k] = sum;
        }
      }
    }
  }
  return result;
}
