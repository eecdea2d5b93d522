import { blankPlane, type Plane } from "../plane.ts";

/** The largest absolute difference to a neighbour: up and down inside the first and last row, left and right inside the first and last column. */
export function edgeTransform({ width, height, data }: Plane): Plane {
  const result = blankPlane(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const value = data[at] as number;
      let edge = 0;
      if (y > 0 && y < height - 1)
        edge = Math.max(edge, Math.abs(value - (data[at - width] as number)), Math.abs(value - (data[at + width] as number)));
      if (x > 0 && x < width - 1)
        edge = Math.max(edge, Math.abs(value - (data[at - 1] as number)), Math.abs(value - (data[at + 1] as number)));
      result.data[at] = edge;
    }
  }
  return result;
}
