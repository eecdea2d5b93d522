/**
 * What pictures are mounted on.
 * @module
 */
import type { Rgb } from "./color.ts";

/** Colours of the page around a picture and of what is written on it. */
export interface Paper {
  readonly paper: Rgb;
  readonly ink: Rgb;
  /** For what is less important: ticks, captions. */
  readonly muted: Rgb;
}

/** A light page for documents, a dark one for slides. */
export type PaperName = "light" | "dark";

export const papers: Readonly<Record<PaperName, Paper>> = {
  light: { paper: [255, 255, 255], ink: [27, 33, 43], muted: [92, 101, 115] },
  dark: { paper: [18, 21, 26], ink: [236, 239, 243], muted: [154, 163, 176] },
};

/** What is drawn over an image itself: white with a dark rim is legible on any of them. */
export const overImage: { readonly ink: Rgb; readonly rim: Rgb } = { ink: [255, 255, 255], rim: [16, 18, 22] };

/** The size of letters for a picture whose longer side has this many pixels: readable when it is shown at half its size. */
export function fontScaleFor(longestSide: number): number {
  return Math.min(4, Math.floor(longestSide / 400) + 1);
}
