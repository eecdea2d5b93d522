/**
 * Many pictures on one page.
 * @module
 */
import { GeometryError } from "../errors.ts";
import { type PaperName, papers } from "./paper.ts";
import { createImage, drawImage, type RgbaImage } from "./rgba-image.ts";
import { capHeight, drawText, fitText, textWidth } from "./text.ts";

/** One picture of a sheet. */
export interface SheetEntry {
  readonly image: RgbaImage;
  readonly caption: string;
}

/** How a sheet is laid out. */
export interface ContactSheetOptions {
  /** @default as many as make the sheet about 1.5 times as wide as high */
  readonly columns?: number | undefined;
  readonly title?: string | undefined;
  /** Size of letters: pixels of the picture for a pixel of the 5 x 7 font. @default 2 */
  readonly fontScale?: number | undefined;
  /** @default "light" */
  readonly paper?: PaperName | undefined;
}

/** Pictures in equal cells, row by row, each above its caption. Throws a GeometryError when there is none. */
export function contactSheet(entries: readonly SheetEntry[], options: ContactSheetOptions = {}): RgbaImage {
  if (entries.length === 0) throw new GeometryError("Expected at least one picture for a contact sheet, found none.");
  const { title, fontScale: scale = 2 } = options;
  const page = papers[options.paper ?? "light"];
  const margin = 6 * scale;
  const line = capHeight(scale) + 4 * scale;
  const cell = {
    width: Math.max(...entries.map(({ image }) => image.width)),
    height: Math.max(...entries.map(({ image }) => image.height)),
  };
  const rowHeight = cell.height + line + margin;
  const columns = options.columns ?? balancedColumns(entries.length, cell.width + margin, rowHeight);
  if (!(Number.isInteger(columns) && columns > 0)) throw new GeometryError(`Expected a whole number of columns above 0, found ${columns}.`);
  const used = Math.min(columns, entries.length);
  const top = margin + (title === undefined ? 0 : line + 2 * scale);
  const inner = used * (cell.width + margin) - margin;
  const sheet = createImage(inner + 2 * margin, top + Math.ceil(entries.length / columns) * rowHeight, page.paper);
  if (title !== undefined) drawText(sheet, fitText(title, inner, scale), margin, margin, { color: page.ink, scale });
  for (const [i, { image, caption }] of entries.entries()) {
    const left = margin + (i % columns) * (cell.width + margin);
    const y = top + Math.floor(i / columns) * rowHeight;
    drawImage(sheet, image, left + Math.floor((cell.width - image.width) / 2), y + Math.floor((cell.height - image.height) / 2));
    const text = fitText(caption, cell.width, scale);
    const textLeft = left + Math.floor((cell.width - textWidth(text, scale)) / 2);
    drawText(sheet, text, textLeft, y + cell.height + 3 * scale, { color: page.muted, scale });
  }
  return sheet;
}

/** The number of columns that brings the sheet nearest to 3 : 2. */
function balancedColumns(count: number, width: number, height: number): number {
  const distance = (columns: number): number => Math.abs(Math.log((columns * width) / (Math.ceil(count / columns) * height) / 1.5));
  return Array.from({ length: count }, (_, i) => i + 1).reduce((best, columns) => (distance(columns) < distance(best) ? columns : best), 1);
}
