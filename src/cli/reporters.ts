/**
 * Three ways of telling how a run goes: a bar for eyes, a line per stage for logs, JSON lines for programs.
 * @module
 */
import type { Plan, RunEvent, RunListener } from "voxmill";
import { Checking } from "./checking.ts";
import { Progress, type StageProgress } from "./progress.ts";
import { style } from "./style.ts";

/** Somebody who listens until the run is over. */
export interface Reporter {
  readonly onEvent: RunListener;
  /** Takes away what was shown for the time of the run. */
  close(): void;
}

/** The reporter for where the output goes. */
export async function reporterFor(plan: Plan, json: boolean): Promise<Reporter> {
  if (json) return { onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`), close: () => {} };
  const { formatDuration, formatInteger } = await import("voxmill/render");
  const words: Words = { duration: formatDuration, integer: formatInteger };
  return process.stderr.isTTY === true ? new BarReporter(plan, process.stderr, words) : new LineReporter(plan, process.stderr, words);
}

/** How numbers are written. */
interface Words {
  readonly duration: (seconds: number) => string;
  readonly integer: (value: number) => string;
}

/** What there is to say of a stage that ended: `64 blocks (41 were done already), 3.1 s, 42 MVx/s`. */
function stageText({ tasks, skipped, failed, seconds, megavoxelsPerSecond }: StageProgress, { duration, integer }: Words): string {
  const blocks = `${integer(tasks)} block${tasks === 1 ? "" : "s"}`;
  if (skipped === tasks) return `${blocks}, all done already`;
  const before = skipped === 0 ? "" : ` (${integer(skipped)} done already)`;
  const without = failed === 0 ? "" : `, ${integer(failed)} without a result`;
  return `${blocks}${before}${without}, ${duration(seconds)}, ${rateText(megavoxelsPerSecond)}`;
}

const rateText = (rate: number): string => `${rate >= 9.95 ? Math.round(rate) : rate.toPrecision(2)} MVx/s`;

/** What else may happen, as a line; undefined for events that are no news. */
function newsOf(event: RunEvent, stages: number): string | undefined {
  if (event.type === "stage-start") return startNews(event, stages);
  if (event.type === "warning") return `warning: ${event.message}`;
  if (event.type === "task-fail" && !event.final)
    return `block ${event.block} of stage ${event.stage + 1} failed and is tried again: ${event.failure.message}`;
  return undefined;
}

/** Why blocks are done that might have been done before; a run that begins from nothing needs no reasons. */
function startNews(event: RunEvent & { readonly type: "stage-start" }, stages: number): string | undefined {
  const { stage, title, tasks, skipped, because } = event;
  if (because.length === 0 || because.includes("first run") || because.includes("its result is kept in memory only")) return undefined;
  return `stage ${stage + 1}/${stages} ${title}: ${tasks - skipped} of ${tasks} ${tasks === 1 ? "block" : "blocks"} to do, because ${because.join("; ")}`;
}

/** One line for each stage, when it is done. */
class LineReporter implements Reporter {
  readonly #progress: Progress;
  readonly #checking = new Checking(false);
  readonly #stream: NodeJS.WriteStream;
  readonly #words: Words;
  constructor(plan: Plan, stream: NodeJS.WriteStream, words: Words) {
    this.#progress = new Progress(plan);
    this.#stream = stream;
    this.#words = words;
  }
  readonly onEvent = (event: RunEvent): void => {
    this.#progress.update(event);
    const { stage, stages } = this.#progress;
    const text =
      event.type === "stage-end" && stage !== undefined
        ? `stage ${stage.number}/${stages} ${stage.title}: ${stageText(stage, this.#words)}`
        : event.type === "checking"
          ? this.#checking.add(event.what, event.count)
          : newsOf(event, stages);
    if (text !== undefined) this.#stream.write(`${text}\n`);
  };
  close(): void {}
}

/** A line for each stage that is done and, below them, a bar that moves. */
class BarReporter implements Reporter {
  readonly #progress: Progress;
  readonly #checking = new Checking(true);
  readonly #stream: NodeJS.WriteStream;
  readonly #words: Words;
  readonly #timer: NodeJS.Timeout;
  constructor(plan: Plan, stream: NodeJS.WriteStream, words: Words) {
    this.#progress = new Progress(plan);
    this.#stream = stream;
    this.#words = words;
    this.#timer = setInterval(() => this.#draw(), 100);
  }
  readonly onEvent = (event: RunEvent): void => {
    this.#progress.update(event);
    const { stage, stages } = this.#progress;
    const checking = event.type === "checking" ? this.#checking.add(event.what, event.count) : undefined;
    if (checking !== undefined) this.#stream.write(`\r\x1b[K  ${checking}`);
    const news = newsOf(event, stages);
    if (news !== undefined) this.#print(style("yellow", news, this.#stream));
    if (event.type !== "stage-end" || stage === undefined) return;
    const text = style("dim", stageText(stage, this.#words), this.#stream);
    this.#print(`${style("green", "✓", this.#stream)} ${stage.number}/${stages} ${stage.title}  ${text}`);
  };
  close(): void {
    clearInterval(this.#timer);
    this.#stream.write("\r\x1b[K");
  }
  #print(line: string): void {
    this.#stream.write(`\r\x1b[K${line}\n`);
    this.#draw();
  }
  #draw(): void {
    const { stage } = this.#progress;
    if (stage === undefined) return;
    this.#stream.write(`\r\x1b[K${barLine(this.#progress, stage, this.#stream.columns || 80, this.#words, this.#stream)}`);
  }
}

/** `2/5 threshold ━━━━━━━╸       46 %  212 MVx/s  1.4 s, about 2 s left`, cut to the width of the terminal. */
function barLine(progress: Progress, stage: StageProgress, columns: number, words: Words, stream: NodeJS.WriteStream): string {
  const { fraction, remaining, elapsed, stages } = progress;
  const percent = `${Math.floor(100 * fraction)} %`.padStart(5);
  const left = remaining === undefined ? "" : `, about ${words.duration(Math.max(1, Math.round(remaining)))} left`;
  const facts = `${percent}  ${rateText(stage.megavoxelsPerSecond)}  ${words.duration(elapsed)}${left}`;
  const width = 24;
  const room = columns - width - facts.length - 5;
  const head = `${stage.number}/${stages} ${stage.title}`;
  const shown = head.length <= room ? head : `${head.slice(0, Math.max(0, room - 1))}…`;
  const filled = Math.round(2 * width * fraction);
  const bar = "━".repeat(filled >> 1) + (filled % 2 === 1 ? "╸" : "");
  return `  ${shown} ${style("cyan", bar, stream)}${style("dim", "─".repeat(width - bar.length), stream)} ${facts}`.slice(
    0,
    room < 4 ? columns - 1 : undefined,
  );
}
