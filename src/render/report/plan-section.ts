/**
 * The plan: what was to be done, and what it took.
 * @module
 */
import { formatBytes, formatDuration, formatInteger } from "../number-text.ts";
import { type Content, element } from "../svg/element.ts";
import { planChart } from "../svg/plan.ts";
import type { ReportPlan, ReportStage } from "./model.ts";
import { plainTable } from "./section.ts";

/** The graph of stages and a table of their costs. */
export function planSection({ graph, stages }: ReportPlan): Content {
  const longest = Math.max(0, ...stages.map(({ seconds = 0 }) => seconds));
  return [
    graph.nodes.length > 0 && element("div", { class: "chart wide" }, planChart(graph)),
    stages.length > 0 &&
      plainTable<ReportStage>(stages, [
        { title: "Stage", cell: ({ title }) => element("span", { class: "path" }, title) },
        { title: "Kind", cell: ({ kind }) => element("span", { class: "kind" }, kind) },
        { title: "Tasks", numeric: true, cell: tasks },
        { title: "Read", numeric: true, cell: ({ bytesRead }) => formatBytes(bytesRead) },
        { title: "Written", numeric: true, cell: ({ bytesWritten }) => formatBytes(bytesWritten) },
        { title: "Planned memory", numeric: true, cell: ({ memoryPlanned }) => formatBytes(memoryPlanned) },
        { title: "Measured", numeric: true, cell: memoryMeasured },
        { title: "Time", numeric: true, cell: ({ seconds }) => (seconds === undefined ? undefined : time(seconds, longest)) },
      ]),
    stages.length > 0 && element("p", { class: "note" }, "Memory is that of one worker; time is summed over workers."),
  ];
}

function tasks({ tasks: count, reused = 0 }: ReportStage): Content {
  return reused === 0
    ? formatInteger(count)
    : [formatInteger(count), element("span", { class: "aside" }, ` (${formatInteger(reused)} reused)`)];
}

/** A stage that took more than it was planned to take is worth a look. */
function memoryMeasured({ memoryMeasured: measured, memoryPlanned }: ReportStage): Content {
  if (measured === undefined) return undefined;
  return measured > memoryPlanned ? element("strong", { class: "over" }, `${formatBytes(measured)} ▲`) : formatBytes(measured);
}

function time(seconds: number, longest: number): Content {
  const share = longest > 0 ? (100 * seconds) / longest : 0;
  return element("span", { class: "meter", style: `--share:${share.toFixed(1)}%` }, formatDuration(seconds));
}
