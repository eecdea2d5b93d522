/**
 * What was read and what was written.
 * @module
 */
import { formatBytes, formatNumber, formatShape } from "../number-text.ts";
import { type Content, element, type MarkupElement } from "../svg/element.ts";
import { unitSymbol } from "../unit-text.ts";
import type { ReportArray, ReportOutput } from "./model.ts";
import { plainTable } from "./section.ts";

const path = (text: string): MarkupElement => element("code", { class: "path" }, text);
const bytes = ({ bytes: count }: { readonly bytes?: number | undefined }): Content =>
  count === undefined ? undefined : formatBytes(count);

const linked = ({ path: text, href }: ReportOutput): MarkupElement =>
  href === undefined ? path(text) : element("a", { href }, path(text));

/** The images that were read. */
export function inputSection(inputs: readonly ReportArray[]): Content {
  return plainTable<ReportArray>(inputs, [
    { title: "Name", cell: ({ name }) => name },
    { title: "Path", cell: (input) => path(input.path) },
    { title: "Format", cell: ({ format }) => format },
    {
      title: "Shape",
      cell: ({ shape, axes }) => [formatShape(shape), axes !== undefined && element("span", { class: "aside" }, ` ${axes.join(", ")}`)],
    },
    { title: "Type", cell: ({ dtype }) => element("code", {}, dtype) },
    { title: "Spacing", cell: spacingText },
    { title: "Size", numeric: true, cell: bytes },
  ]);
}

/** `1.4 µm` where all axes agree, else one number for each: `3 × 1.4 × 1.4 µm`. */
export function spacingText({ spacing, unit = [] }: Pick<ReportArray, "spacing" | "unit">): string | undefined {
  if (spacing === undefined || spacing.length === 0) return undefined;
  const units = spacing.map((_, axis) => (typeof unit === "string" ? unit : (unit[axis] ?? ""))).map(unitSymbol);
  const numbers = spacing.map((step) => formatNumber(step));
  const join = (parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== "").join(" ");
  const sameUnit = units.every((one) => one === units[0]);
  if (sameUnit) return join([numbers.every((one) => one === numbers[0]) ? numbers[0] : numbers.join(" × "), units[0]]);
  return numbers.map((one, axis) => join([one, units[axis]])).join(" × ");
}

/** The files that were written. */
export function outputSection(outputs: readonly ReportOutput[]): Content {
  return plainTable<ReportOutput>(outputs, [
    { title: "Path", cell: (output) => linked(output) },
    { title: "What", cell: ({ description }) => description },
    { title: "Size", numeric: true, cell: bytes },
  ]);
}
