/**
 * How wide a text will be, without a font at hand.
 * @module
 */

const widths: readonly (readonly [characters: RegExp, ems: number])[] = [
  [/[ijl'|.,:;!I·]/, 0.29],
  [/[ frt()[\]{}\-/\\"`*°²³]/, 0.36],
  [/[mwMW@%&→×]/, 0.9],
  [/[A-Z]/, 0.69],
  [/[0-9a-z$#?_=+<>~^µ]/, 0.58],
  [/[\u2e80-\uffff]/, 1],
];

/** Bold letters are wider. The factor is that of DejaVu Sans, the widest of the usual system fonts. */
const boldFactor = 1.17;

/**
 * Estimated width of a line in pixels: widths of Helvetica's classes of letters, and a little more, since the sans-serif
 * of the reader's system may be wider.
 */
export function estimateTextWidth(text: string, fontSize: number, bold = false): number {
  let ems = 0;
  for (const character of text) ems += widths.find(([characters]) => characters.test(character))?.[1] ?? 0.65;
  return ems * fontSize * (bold ? boldFactor : 1);
}

/** The text with its end replaced by an ellipsis where it would be wider than `width`. */
export function truncateText(text: string, width: number, fontSize: number, bold = false): string {
  if (estimateTextWidth(text, fontSize, bold) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && estimateTextWidth(`${characters.join("")}…`, fontSize, bold) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
