import { blankPlane, type Plane } from "../plane.ts";
import { fft } from "./fft.ts";

/**
 * The magnitude of the two-dimensional Fourier transform, not normalised, not shifted (the mean at 0, 0), of the same size. Only the rows
 * up to the middle are computed; the others are copied from their mirror images, so that equal magnitudes are equal numbers.
 */
export function fourierTransform({ width, height, data }: Plane): Plane {
  const half = Math.floor(height / 2);
  const re = data.slice();
  const im = new Float64Array(width * height);
  // Two real rows at a time, as the real and the imaginary part of one complex row.
  const line = fft(width);
  const [a, b] = [new Float64Array(width), new Float64Array(width)];
  for (let y = 0; y < height; y += 2) {
    const paired = y + 1 < height;
    a.set(data.subarray(y * width, (y + 1) * width));
    if (paired) b.set(data.subarray((y + 1) * width, (y + 2) * width));
    else b.fill(0);
    line.forward(a, b);
    for (let x = 0; x < width; x++) {
      const m = x === 0 ? 0 : width - x;
      const [ar, ai, mr, mi] = [a[x] as number, b[x] as number, a[m] as number, b[m] as number];
      re[y * width + x] = (ar + mr) / 2;
      im[y * width + x] = (ai - mi) / 2;
      if (paired) {
        re[(y + 1) * width + x] = (ai + mi) / 2;
        im[(y + 1) * width + x] = (mr - ar) / 2;
      }
    }
  }
  const result = blankPlane(width, height);
  const column = fft(height);
  const [cr, ci] = [new Float64Array(height), new Float64Array(height)];
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      cr[y] = re[y * width + x] as number;
      ci[y] = im[y * width + x] as number;
    }
    column.forward(cr, ci);
    for (let y = 0; y <= half; y++) result.data[y * width + x] = Math.sqrt((cr[y] as number) ** 2 + (ci[y] as number) ** 2);
  }
  for (let y = half + 1; y < height; y++)
    for (let x = 0; x < width; x++) result.data[y * width + x] = result.data[(height - y) * width + ((width - x) % width)] as number;
  return result;
}
