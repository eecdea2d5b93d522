/**
 * How charts look: one style for all of them, light, and dark where the reader's system is.
 * @module
 */
import { type Attributes, type Content, element, type MarkupElement, toMarkup } from "./element.ts";

/** The letters of charts and reports: those of the reader's system, so that nothing has to be fetched. */
export const fontFamily = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
export const monoFamily = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace";

/** Accents of the kinds of stages: [kind, on light, on dark]. The first four are those of a plan. */
const kinds: readonly (readonly [kind: string, light: string, dark: string])[] = [
  ["map", "#2166a8", "#6cb2f0"],
  ["reduce", "#8a3f8f", "#d18fd6"],
  ["merge", "#b3500b", "#f0985a"],
  ["lines", "#0b7a5c", "#4cc9a3"],
  ["input", "#5c6573", "#9aa3b0"],
  ["output", "#27303d", "#dfe3e9"],
];

// Literal colours and classes, no variables: editors of vector graphics know nothing else, and show the light style.
const rules: readonly (readonly [selector: string, light: string, dark: string])[] = [
  [".vm-page", "fill:#ffffff", "fill:#15181d"],
  [".vm-box", "fill:#f7f8fa", "fill:#1e232b"],
  [".vm-ink", "fill:#1b212b", "fill:#e8ebef"],
  [".vm-muted", "fill:#5c6573", "fill:#9aa3b0"],
  [".vm-axis", "stroke:#8a93a1", "stroke:#6b7482"],
  [".vm-grid", "stroke:#e6e9ee", "stroke:#2a3039"],
  [".vm-data", "fill:#3f7fbf", "fill:#5b9bd8"],
  [".vm-point", "stroke:#3f7fbf", "stroke:#5b9bd8"],
  [".vm-mark", "stroke:#c2410c", "stroke:#fb8a4c"],
  [".vm-mark-text", "fill:#b03a0a", "fill:#fb8a4c"],
  [".vm-edge", "stroke:#8a93a1", "stroke:#6b7482"],
  [".vm-head", "fill:#8a93a1", "fill:#6b7482"],
  [".vm-halo", "stroke:#ffffff", "stroke:#15181d"],
  ...kinds.flatMap(([kind, light, dark]) => [
    [`.vm-kind-${kind}`, `fill:${light}`, `fill:${dark}`] as const,
    [`.vm-line-${kind}`, `stroke:${light}`, `stroke:${dark}`] as const,
  ]),
];

/** The rules of all charts, for a page that holds several. */
export const chartCss: string = [
  `.vm-chart{font-family:${fontFamily}}`,
  ".vm-chart text{white-space:pre}",
  `.vm-mono{font-family:${monoFamily}}`,
  ".vm-halo{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}",
  ...rules.map(([selector, light]) => `${selector}{${light}}`),
  `@media (prefers-color-scheme:dark){${rules.map(([selector, , dark]) => `${selector}{${dark}}`).join("")}}`,
].join("\n");

/** The class of a kind of stage; kinds that are not known look like `map`. */
export function kindClass(prefix: "vm-kind" | "vm-line", kind: string): string {
  return `${prefix}-${kinds.some(([known]) => known === kind) ? kind : "map"}`;
}

/** A chart without its style, to be put into a page that has {@link chartCss}. `label` is what a screen reader says. */
export function chart(width: number, height: number, label: string, ...content: readonly Content[]): MarkupElement {
  const attributes: Attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    class: "vm-chart",
    width,
    height,
    viewBox: `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`,
    role: "img",
    "aria-label": label,
  };
  return element("svg", attributes, ...content);
}

/** A chart as a file of its own: with its style, and a page behind it. */
export function standaloneSvg(svg: MarkupElement): string {
  const page = element("rect", { class: "vm-page", width: "100%", height: "100%" });
  return `${toMarkup({ ...svg, content: [element("style", {}, chartCss), page, ...svg.content] })}\n`;
}
