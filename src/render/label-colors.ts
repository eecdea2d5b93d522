/**
 * Colours of labels and of categories.
 * @module
 */
import { fromHex, fromOklch, type Rgb } from "./color.ts";

/**
 * The colour of a label: the same in every picture, plane and run. Label 0 is background: draw nothing for it.
 *
 * Hue and lightness are the two-dimensional golden-ratio sequence of Martin Roberts, "The Unreasonable Effectiveness of
 * Quasirandom Sequences" (2018), n/p and n/p^2 modulo 1 with p^3 = p + 1, in 32-bit integers: labels that follow each
 * other (and so lie beside each other) differ much, and no small set of labels shares a colour.
 */
export function labelColor(label: number | bigint): Rgb {
  const id = typeof label === "bigint" ? Number(BigInt.asUintN(32, label ^ ((label >> 32n) * 0x9e3779b1n))) : label;
  const hue = (Math.imul(id, 0xc13fa9a9) >>> 0) / 2 ** 32;
  const lightness = 0.57 + 0.27 * ((Math.imul(id, 0x91e10da5) >>> 0) / 2 ** 32);
  return fromOklch(lightness, 0.2, hue);
}

/**
 * Eight colours that people with any colour vision tell apart, for categories and lines in charts.
 * Okabe and Ito, "Color Universal Design" (2008), https://jfly.uni-koeln.de/color; black, which a dark page hides, is a grey.
 */
export const categoricalPalette: readonly Rgb[] = ["0072b2", "e69f00", "009e73", "cc79a7", "56b4e9", "d55e00", "f0e442", "7f8792"].map(
  fromHex,
);

/** The colour of category `index`; after the eighth they begin again. */
export function categoricalColor(index: number): Rgb {
  const count = categoricalPalette.length;
  return categoricalPalette[((index % count) + count) % count] as Rgb;
}
