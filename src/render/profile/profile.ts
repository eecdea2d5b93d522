/**
 * The profile of a run as one page: what each worker did over time, memory and processors below, on the same axis.
 * @module
 */
import { formatBytes, formatDuration, formatInteger, formatNumber } from "../number-text.ts";
import { reportCss } from "../report/style.ts";
import { element, type MarkupElement, toMarkup } from "../svg/element.ts";
import type { ProfileModel } from "./model.ts";
import { lineChart, stageColor, workersChart } from "./timeline.ts";

const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One self-contained HTML page: nothing is fetched, every text of the model is escaped. */
export function profileHtml(model: ProfileModel): string {
  const { title, summary, seconds, samples, workers, memoryAllowed, made } = model;
  const section = (id: string, heading: string, note: string, content: MarkupElement): MarkupElement =>
    element("section", { id }, element("h2", {}, heading), element("p", { class: "note" }, note), content);
  const memory = lineChart({
    label: "Memory of the process over time",
    points: samples.map(({ time, memory: value }) => ({ time, value })),
    seconds,
    level: { value: memoryAllowed, label: `${formatBytes(memoryAllowed)} allowed` },
    format: formatBytes,
  });
  const cpu = lineChart({
    label: "Busy processors over time",
    points: samples.map(({ time, cpu: value }) => ({ time, value })),
    seconds,
    level: { value: workers, label: `${formatInteger(workers)} ${workers === 1 ? "worker" : "workers"}` },
    format: (value) => formatNumber(value, 3),
  });
  const most = Math.max(0, ...samples.map((sample) => sample.memory));
  const page = element(
    "html",
    { lang: "en" },
    element(
      "head",
      {},
      element("meta", { charset: "utf-8" }),
      element("meta", { "http-equiv": "Content-Security-Policy", content: policy }),
      element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
      element("title", {}, title),
      element("style", {}, reportCss),
    ),
    element(
      "body",
      {},
      element(
        "header",
        {},
        element("p", { class: "eyebrow" }, "Profile"),
        element("h1", {}, title),
        element("p", { class: "summary" }, summary),
      ),
      element(
        "main",
        {},
        section(
          "workers",
          "Workers",
          "A bar is a block, in the colour of its stage; hold the pointer over it.",
          scrolled(workersChart(model)),
        ),
        stagesTable(model),
        section("memory", "Memory", `The whole process, threads included: ${formatBytes(most)} at most.`, scrolled(memory)),
        section("processors", "Processors", "Processors that the process kept busy.", scrolled(cpu)),
      ),
      element("footer", {}, element("p", {}, made)),
    ),
  );
  return `<!doctype html>\n${toMarkup(page)}\n`;
}

const scrolled = (content: MarkupElement): MarkupElement => element("div", { class: "chart" }, content);

/** A row for each stage, which is also the legend: blocks, time, and the share of its time that workers were busy. */
function stagesTable({ stages, tasks, workers }: ProfileModel): MarkupElement {
  const rows = stages.map(({ title, begin, end, skipped }, n) => {
    const own = tasks.filter(({ stage }) => stage === n);
    const busy = own.reduce((sum, task) => sum + task.end - task.begin, 0);
    const slowest = Math.max(0, ...own.map((task) => task.end - task.begin));
    const share = end > begin && own.length > 0 ? `${Math.round((100 * busy) / ((end - begin) * workers))} %` : "";
    const mark = element(
      "svg",
      { width: 12, height: 12, "aria-hidden": "true" },
      element("rect", { width: 12, height: 12, rx: 2, fill: stageColor(n) }),
    );
    const numbers = [
      formatInteger(own.filter(({ failed }) => !failed).length),
      formatInteger(skipped),
      formatDuration(end - begin),
      formatDuration(busy),
      formatDuration(slowest),
      share,
    ];
    return element(
      "tr",
      {},
      element("td", {}, mark, ` ${n + 1} ${title}`),
      numbers.map((text) => element("td", { class: "num" }, text)),
    );
  });
  const heads = ["blocks", "done before", "time", "work", "slowest block", "workers busy"];
  const head = element(
    "tr",
    {},
    element("th", {}, "stage"),
    heads.map((text) => element("th", { class: "num" }, text)),
  );
  return element(
    "div",
    { class: "scroll", style: "margin-top:24px" },
    element("table", {}, element("thead", {}, head), element("tbody", {}, rows)),
  );
}
