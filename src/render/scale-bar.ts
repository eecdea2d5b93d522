/**
 * The length of a scale bar.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { niceAtMost } from "./nice-numbers.ts";
import { lengthText } from "./unit-text.ts";

/** A bar of a round length. */
export interface ScaleBar {
  /** Length in the unit that was given. */
  readonly length: number;
  /** Length in pixels of the picture, not rounded. */
  readonly pixels: number;
  /** What is written beside it: `200 µm`. */
  readonly text: string;
}

/** What the bar must fit. */
export interface ScaleBarOptions {
  /** World units of one pixel of the picture. */
  readonly pixelSize: number;
  /** Unit of `pixelSize`; without one the bar counts pixels of the array. */
  readonly unit?: string | undefined;
  /** Width of the picture in pixels. */
  readonly width: number;
  /** The largest part of the width that the bar may take. @default 0.25: long enough to compare with, short enough to leave the image alone */
  readonly fraction?: number | undefined;
}

/** The longest bar of 1, 2 or 5 times a power of ten units that fits. */
export function scaleBar(options: ScaleBarOptions): ScaleBar {
  const { pixelSize, unit = "px", width, fraction = 0.25 } = options;
  if (!(pixelSize > 0 && Number.isFinite(pixelSize))) throw new GeometryError(`Expected a pixel size above 0, found ${pixelSize}.`);
  const { mantissa, exponent, value } = niceAtMost(width * fraction * pixelSize);
  return { length: value, pixels: value / pixelSize, text: lengthText(mantissa, exponent, unit) };
}
