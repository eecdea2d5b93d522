/**
 * In which order the rows of a PNG are stored: from the top, or in the seven passes of Adam7 (W3C PNG, section 8).
 * @module
 */

/** A part of the picture that is stored as if it were one: every dx-th pixel from x0 of every dy-th row from y0. */
export interface Pass {
  readonly width: number;
  readonly height: number;
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
}

const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that hold pixels, in order; one for a picture that is not interlaced. */
export function passesOf({
  width,
  height,
  interlaced,
}: {
  readonly width: number;
  readonly height: number;
  readonly interlaced: boolean;
}): readonly Pass[] {
  if (!interlaced) return [{ width, height, x0: 0, y0: 0, dx: 1, dy: 1 }];
  return adam7
    .map(([x0, y0, dx, dy]) => ({ width: Math.ceil((width - x0) / dx), height: Math.ceil((height - y0) / dy), x0, y0, dx, dy }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Bytes of a stored row of so many pixels, without the byte that names its filter. */
export const rowBytes = ({ channels, depth }: { readonly channels: number; readonly depth: number }, width: number): number =>
  Math.ceil((width * channels * depth) / 8);
