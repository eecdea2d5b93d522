/**
 * A run as one page.
 * @module
 */
import { pngDataUri } from "../svg/data-uri.ts";
import { type Content, element, type MarkupElement, toMarkup } from "../svg/element.ts";
import { histogramChart } from "../svg/histogram.ts";
import { inputSection, outputSection } from "./files-section.ts";
import { highlight } from "./highlight.ts";
import type { ReportHistogram, ReportModel, ReportPicture, ReportProvenance } from "./model.ts";
import { planSection } from "./plan-section.ts";
import { sortScript } from "./script.ts";
import type { Section } from "./section.ts";
import { reportCss } from "./style.ts";
import { tableCharts, tableSection } from "./table-section.ts";

/** The page may use what it holds and nothing else: no request leaves it, whatever its texts say. */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * One self-contained HTML page: styles, charts, pictures and the few lines of script are in it. It follows the reader's
 * light or dark setting, fits narrow screens and prints. Every text of the model is escaped.
 */
export function reportHtml(report: ReportModel): string {
  const sections = sectionsOf(report);
  const page = element(
    "html",
    { lang: "en" },
    element(
      "head",
      {},
      element("meta", { charset: "utf-8" }),
      element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
      element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      element("meta", { name: "generator", content: `voxmill ${report.provenance.version}` }),
      element("title", {}, report.title),
      element("style", {}, reportCss),
    ),
    element(
      "body",
      {},
      header(report, sections),
      element(
        "main",
        {},
        sections.map(({ id, title, content }) => element("section", { id }, element("h2", {}, title), content)),
      ),
      element("footer", {}, element("p", {}, `Made by voxmill ${report.provenance.version}, ${report.provenance.date}.`)),
      element("script", {}, sortScript),
    ),
  );
  return `<!doctype html>\n${toMarkup(page)}\n`;
}

function sectionsOf(report: ReportModel): readonly Section[] {
  const { pictures = [], histograms = [], tables = [], plan, inputs = [], outputs = [], recipe } = report;
  const charts = [...histograms.map(intensityChart), ...tables.flatMap(tableCharts)];
  const sections: readonly (Section | false)[] = [
    pictures.length > 0 && {
      id: "pictures",
      title: "Pictures",
      content: element("div", { class: "pictures" }, pictures.map(pictureFigure)),
    },
    tables.length > 0 && { id: "tables", title: "Tables", content: tables.map(tableSection) },
    charts.length > 0 && {
      id: "distributions",
      title: "Distributions",
      content: element(
        "div",
        { class: "charts" },
        charts.map((chart) => element("div", { class: "chart" }, chart)),
      ),
    },
    plan !== undefined && { id: "plan", title: "Plan", content: planSection(plan) },
    inputs.length > 0 && { id: "inputs", title: "Inputs", content: inputSection(inputs) },
    outputs.length > 0 && { id: "outputs", title: "Outputs", content: outputSection(outputs) },
    recipe !== undefined && {
      id: "recipe",
      title: "Recipe",
      content: [
        recipe.path !== undefined && element("p", { class: "note" }, element("code", {}, recipe.path)),
        element("pre", {}, element("code", {}, highlight(recipe.text, recipe.language))),
      ],
    },
    { id: "provenance", title: "Provenance", content: provenance(report.provenance) },
  ];
  return sections.filter((section) => section !== false);
}

function header({ title, summary, figures = [], warnings = [], provenance: { date } }: ReportModel, sections: readonly Section[]): Content {
  return element(
    "header",
    {},
    element("p", { class: "eyebrow" }, `Voxmill report · ${date}`),
    element("h1", {}, title),
    element("p", { class: "summary" }, summary),
    figures.length > 0 &&
      element(
        "ul",
        { class: "figures" },
        figures.map(({ value, label }) => element("li", {}, element("b", {}, value), element("span", {}, label))),
      ),
    warnings.length > 0 &&
      element(
        "div",
        { class: "warnings", role: "note" },
        element("strong", {}, warnings.length === 1 ? "Warning" : `${warnings.length} warnings`),
        element(
          "ul",
          {},
          warnings.map((warning) => element("li", {}, warning)),
        ),
      ),
    element(
      "nav",
      { "aria-label": "Sections" },
      sections.map((section) => element("a", { href: `#${section.id}` }, section.title)),
    ),
  );
}

function pictureFigure({ png, width, height, title, caption }: ReportPicture): MarkupElement {
  return element(
    "figure",
    { class: width / height > 1.7 ? "wide" : undefined },
    element("img", { src: pngDataUri(png), width, height, alt: title }),
    element("figcaption", {}, element("b", {}, title), caption !== undefined && ` ${caption}`),
  );
}

function intensityChart(histogram: ReportHistogram): MarkupElement {
  const { counts, edges, ...words } = histogram;
  const filled = Array.from(counts).filter((count) => count > 0);
  const spread =
    filled.reduce((most, count) => Math.max(most, count), 0) / filled.reduce((least, count) => Math.min(least, count), Infinity);
  return histogramChart(counts, edges, {
    ...words,
    width: 520,
    height: 260,
    yLabel: "voxels",
    logarithmic: histogram.logarithmic ?? spread >= 1000,
  });
}

function provenance({ version, date, machine, more = [] }: ReportProvenance): Content {
  const entries = [["Version", `voxmill ${version}`], ["Date", date], ["Machine", machine], ...more] as const;
  return element(
    "dl",
    {},
    entries.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}
