/**
 * Charts along the time of a run: what each worker did, and a quantity over time, on one axis.
 * @module
 */
import { categoricalColor } from "../label-colors.ts";
import { niceTicks } from "../nice-numbers.ts";
import { formatDuration, formatInteger } from "../number-text.ts";
import { chart } from "../svg/chart-style.ts";
import { type Content, element, type MarkupElement } from "../svg/element.ts";
import type { ProfileModel, ProfileTask } from "./model.ts";

const WIDTH = 1040;
const LEFT = 84;
const RIGHT = 16;
const ROW = 26;
const FOOT = 34;
const PLOT = WIDTH - LEFT - RIGHT;

/** The colour of a stage, the same in the chart and in its legend. */
export function stageColor(stage: number): string {
  const { r, g, b } = colorParts(stage);
  return `rgb(${r},${g},${b})`;
}

function colorParts(stage: number): { readonly r: number; readonly g: number; readonly b: number } {
  const [r, g, b] = categoricalColor(stage + 1);
  return { r, g, b };
}

/** Pixels of a time. */
const across = (time: number, seconds: number): number => LEFT + (PLOT * time) / Math.max(seconds, 1e-9);

function timeAxis(seconds: number, top: number, bottom: number): Content[] {
  const ticks = niceTicks(0, seconds, 8).filter((t) => t >= 0 && t <= seconds);
  return [
    ...ticks.map((t) => element("line", { class: "vm-grid", x1: across(t, seconds), x2: across(t, seconds), y1: top, y2: bottom })),
    ...ticks.map((t) =>
      element("text", { class: "vm-muted", x: across(t, seconds), y: bottom + 18, "text-anchor": "middle", "font-size": 12 }, `${t} s`),
    ),
  ];
}

/** One bar: a task, or several of one stage that are too close to be told apart. */
interface Bar {
  readonly stage: number;
  readonly failed: boolean;
  readonly begin: number;
  end: number;
  blocks: number;
  first: number;
}

/** Tasks of one worker as bars; those of one stage that begin less than a pixel after another ended are one. */
function barsOf(tasks: readonly ProfileTask[], seconds: number): Bar[] {
  const pixel = seconds / PLOT;
  const bars: Bar[] = [];
  for (const { stage, block, begin, end, failed } of [...tasks].sort((a, b) => a.begin - b.begin)) {
    const last = bars.at(-1);
    const short = end - begin < 2 * pixel;
    if (last !== undefined && short && last.stage === stage && last.failed === failed && begin - last.end < pixel / 2) {
      last.end = Math.max(last.end, end);
      last.blocks++;
    } else bars.push({ stage, failed, begin, end, blocks: 1, first: block });
  }
  return bars;
}

/** A row for each worker, a bar for each block. */
export function workersChart({ tasks, workers, stages, seconds }: ProfileModel): MarkupElement {
  const height = workers * ROW + FOOT;
  const rows = Array.from({ length: workers }, (_, worker) => {
    const top = worker * ROW + 3;
    const bars = barsOf(
      tasks.filter((task) => task.worker === worker),
      seconds,
    );
    return [
      element("text", { class: "vm-ink", x: LEFT - 10, y: top + 15, "text-anchor": "end", "font-size": 12.5 }, `worker ${worker + 1}`),
      ...bars.map(({ stage, begin, end, blocks, first, failed }) => {
        const x = across(begin, seconds);
        const what = blocks === 1 ? `block ${first}` : `${formatInteger(blocks)} blocks`;
        const title = `${stage + 1} ${stages[stage]?.title ?? ""}: ${what}, ${formatDuration(end - begin)}${failed ? ", failed" : ""}`;
        const width = Math.max(0.6, across(end, seconds) - x - 0.4);
        const fill = failed ? { class: "vm-mark-text" } : { fill: stageColor(stage) };
        return element("rect", { ...fill, x, y: top, width, height: ROW - 6, rx: 1.5 }, element("title", {}, title));
      }),
    ];
  });
  return chart(WIDTH, height, "What each worker did over time", timeAxis(seconds, 0, workers * ROW), rows);
}

export interface LineOptions {
  readonly label: string;
  readonly points: readonly { readonly time: number; readonly value: number }[];
  readonly seconds: number;
  /** A level to compare with, drawn as a broken line. */
  readonly level?: { readonly value: number; readonly label: string } | undefined;
  format(value: number): string;
}

/** A quantity over time, from zero. */
export function lineChart({ label, points, seconds, level, format }: LineOptions): MarkupElement {
  const plot = 130;
  const most = Math.max(...points.map(({ value }) => value), 1e-9);
  // A level far above the line would press it flat; it is said in words then.
  const shown = level !== undefined && level.value < 2 * most ? level : undefined;
  const top = 1.08 * Math.max(most, shown?.value ?? 0);
  const up = (value: number): number => 8 + plot - (plot * value) / top;
  const line = points
    .map(({ time, value }, n) => `${n === 0 ? "M" : "L"}${across(time, seconds).toFixed(1)} ${up(value).toFixed(1)}`)
    .join("");
  const ticks = niceTicks(0, top, 3).filter((t) => t >= 0 && t <= top);
  return chart(
    WIDTH,
    plot + 8 + FOOT,
    label,
    timeAxis(seconds, 8, plot + 8),
    ticks.map((t) => element("line", { class: "vm-grid", x1: LEFT, x2: WIDTH - RIGHT, y1: up(t), y2: up(t) })),
    ticks.map((t) => element("text", { class: "vm-muted", x: LEFT - 10, y: up(t) + 4, "text-anchor": "end", "font-size": 12 }, format(t))),
    shown !== undefined && [
      element("line", {
        class: "vm-mark",
        x1: LEFT,
        x2: WIDTH - RIGHT,
        y1: up(shown.value),
        y2: up(shown.value),
        "stroke-dasharray": "5 4",
      }),
      element(
        "text",
        { class: "vm-mark-text", x: WIDTH - RIGHT, y: up(shown.value) - 5, "text-anchor": "end", "font-size": 12 },
        shown.label,
      ),
    ],
    points.length > 1 && element("path", { class: "vm-line-map", d: line, fill: "none", "stroke-width": 1.8, "stroke-linejoin": "round" }),
  );
}
