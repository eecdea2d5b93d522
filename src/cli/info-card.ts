/**
 * A file as an aligned card: the facts of its first image, then all images, a line each.
 * @module
 */
import type { ImageFile, Series } from "voxmill/format";
import { style } from "./style.ts";

type Fact = readonly [name: string, value: string];

/** The card, ending with a line break. */
export async function fileCard(path: string, { format, series }: ImageFile): Promise<string> {
  const [first] = series;
  const title = `${style("bold", path)}  ${style("dim", format)}`;
  if (first === undefined) return `${title}\n  no image\n`;
  const facts = await factsOf(first);
  const card = [title, ...aligned(facts.map(([name, value]) => [`  ${style("dim", name)}`, value]))];
  if (series.length > 1) {
    const rows = await Promise.all(series.map(seriesRow));
    card.push("", `  ${style("dim", `${series.length} series`)}`, ...aligned(rows));
  }
  return `${card.join("\n")}\n`;
}

/** Facts that the file does not state are left out. */
async function factsOf({ info, name, levels, bytes, readable, reason, storedType }: Series): Promise<readonly Fact[]> {
  const { formatBytes, formatInteger, formatShape } = await import("voxmill/render");
  const { shape, axes, dtype, spacing, unit, translation, chunks, shards, codecs, affine } = info;
  const voxels = shape.reduce((all, n) => all * n, 1);
  const facts: (Fact | false)[] = [
    name !== "" && ["series", name],
    ["shape", `${shape.map((n, axis) => `${axes[axis]} ${formatInteger(n)}`).join(" × ")}  (${formatInteger(voxels)} voxels)`],
    ["type", storedType ?? dtype],
    spacingGiven(info) && ["spacing", await perAxisText(spacing, unit, " × ")],
    translation.some((t) => t !== 0) && ["translation", await perAxisText(translation, unit, ", ")],
    ["chunks", formatShape(chunks)],
    shards !== undefined && ["shards", formatShape(shards)],
    codecs.length > 0 && ["codecs", codecs.join(", ")],
    levels > 1 && ["levels", formatInteger(levels)],
    affine !== undefined && ["affine", affine.map((row) => `[${row.map((v) => Number(v.toPrecision(6))).join(", ")}]`).join(" ")],
    ["size", formatBytes(bytes)],
    ["readable", readable ? style("green", "yes") : style("yellow", `no: ${reason}`)],
  ];
  return facts.filter((fact) => fact !== false);
}

const spacingGiven = ({ spacing, unit }: Series["info"]): boolean => spacing.some((s) => s !== 1) || unit.some((u) => u !== "");

/** `3 × 1.4 × 1.4 µm`, or with a unit each where they differ. */
async function perAxisText(values: readonly number[], unit: readonly string[], separator: string): Promise<string> {
  const { formatNumber, unitSymbol } = await import("voxmill/render");
  const symbols = unit.map(unitSymbol);
  const numbers = values.map((value) => formatNumber(value, 6));
  if (symbols.every((symbol) => symbol === symbols[0])) return `${numbers.join(separator)} ${symbols[0] ?? ""}`.trimEnd();
  return numbers.map((number, axis) => `${number} ${symbols[axis]}`.trimEnd()).join(separator);
}

async function seriesRow({ info, name, readable, storedType, levels }: Series, index: number): Promise<string[]> {
  const { formatShape } = await import("voxmill/render");
  const notes = [levels > 1 && `${levels} levels`, !readable && style("yellow", "not readable")].filter((note) => note !== false);
  return [`  ${index}`, name, storedType ?? info.dtype, formatShape(info.shape), notes.join(", ")];
}

/** Rows as lines, with two spaces between columns. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, visible(cell));
  return rows.map((row) =>
    row
      .map((cell, i) => cell + " ".repeat((widths[i] as number) - visible(cell)))
      .join("  ")
      .trimEnd(),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with the escape character.
const visible = (text: string): number => text.replace(/\x1b\[\d+m/g, "").length;
