/**
 * Numbers in SVG.
 * @module
 */

/** At most two decimals, without trailing zeros or a minus before zero: a hundredth of a pixel cannot be seen. */
export function formatCoordinate(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return `${rounded === 0 ? 0 : rounded}`;
}
