/**
 * Why blocks of a stage are to do, in words: what a user wants to know before a long run begins again.
 * @module
 */
import { canonicalJson } from "../hash/content-key.ts";
import type { ReadFrom, StageSpec } from "../plan/stage.ts";
import { BlockState } from "./check-blocks.ts";
import { plainRead } from "./keys/index.ts";

/** How many blocks are in each state. */
export function countStates(states: Uint8Array): ReadonlyMap<BlockState, number> {
  const counts = new Map<BlockState, number>();
  for (const state of states as unknown as Iterable<BlockState>) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}

/** What is known about the stage beside the states of its blocks. */
export interface Circumstances {
  /** Everything is done again because it was asked for, or because its result lies in memory. */
  readonly all?: "fresh" | "memory" | undefined;
  /** The stage as it was when it last ran, where it had other parameters. */
  readonly before?: StageSpec | undefined;
  /** Arrays of this stage were written by another one since. */
  readonly overwritten?: boolean | undefined;
  /** Chunks of its inputs that changed, by the name of the input. */
  readonly changedInputs: readonly { readonly name: string; readonly count: number; readonly named: readonly string[] }[];
  /** Numbers (from 1) of stages that it reads from and that have blocks to do. */
  readonly upstream: readonly number[];
  /** Lines of its journal that were torn or damaged. */
  readonly damaged: number;
}

/** The reasons, the weightiest first. */
export function reasonsOf(spec: StageSpec, states: Uint8Array, now: Circumstances): string[] {
  const counts = countStates(states);
  const count = (state: BlockState): number => counts.get(state) ?? 0;
  if (count(BlockState.done) === states.length) return [];
  if (now.all === "fresh") return ["everything is to be done again"];
  if (now.all === "memory") return ["its result is kept in memory only"];
  const reasons: string[] = [];
  const none = count(BlockState.missing) === states.length;
  if (none && now.before !== undefined) reasons.push(...differences(now.before, spec));
  if (now.overwritten === true) reasons.push("its output was written over since");
  if (none && reasons.length === 0 && now.damaged === 0) reasons.push("first run");
  if (count(BlockState.stale) > 0) reasons.push(...staleReasons(now));
  const say = (state: BlockState, one: string, many: string): void => {
    const n = count(state);
    if (n > 0) reasons.push(n === 1 ? one : `${n} ${many}`);
  };
  say(BlockState.outputMissing, "output missing of 1 block", "blocks whose output is missing");
  say(BlockState.outputChanged, "output of 1 block is not what was stored", "blocks whose output is not what was stored");
  say(BlockState.leftDamaged, "intermediate values of 1 block are damaged", "blocks whose intermediate values are damaged");
  say(BlockState.failed, "1 block failed before", "blocks failed before");
  if (now.damaged > 0) reasons.push(now.damaged === 1 ? "1 record is damaged" : `${now.damaged} records are damaged`);
  if (!none && now.damaged === 0) say(BlockState.missing, "1 block was not done", "blocks were not done");
  return reasons;
}

function staleReasons({ changedInputs, upstream }: Circumstances): string[] {
  const reasons = changedInputs.map(({ name, count, named }) => {
    const chunks = named.join(", ");
    const more = count - named.length;
    return `input ${count === 1 ? "chunk" : "chunks"} ${chunks}${more > 0 ? ` and ${more} more` : ""} of ${name} changed`;
  });
  if (upstream.length > 0) reasons.push(`it reads what ${stagesText(upstream)} changed`);
  return reasons.length > 0 ? reasons : ["the values that it reads changed"];
}

export const stagesText = (numbers: readonly number[]): string => `${numbers.length === 1 ? "stage" : "stages"} ${numbers.join(", ")}`;

/** What differs between two stages of one structure. */
function differences(before: StageSpec, spec: StageSpec): string[] {
  const found: string[] = [];
  for (const [n, step] of spec.steps.entries()) {
    const old = before.steps[n];
    if (step.op === "kernel" && old?.op === "kernel") found.push(...parameterDifferences(step.kernel, old.params, step.params));
    if (step.op === "read" && old?.op === "read" && canonicalJson(step.from) !== canonicalJson(old.from))
      found.push(`${placeOf(old.from)} changed to ${placeOf(step.from)}`);
  }
  for (const [n, sink] of spec.sinks.entries()) {
    const old = before.sinks[n];
    if (sink.op === "collect" && old?.op === "collect") found.push(...parameterDifferences(sink.collector, old.params, sink.params));
    if (sink.op === "array" && old?.op === "array" && canonicalJson(sink.to) !== canonicalJson(old.to))
      found.push("how its output is stored changed");
  }
  if (canonicalJson(before.shape) !== canonicalJson(spec.shape) || canonicalJson(before.total) !== canonicalJson(spec.total))
    found.push(`its image changed [${before.shape.join(", ")}] -> [${spec.shape.join(", ")}]`);
  if (canonicalJson(before.block) !== canonicalJson(spec.block))
    found.push(`its blocks changed [${before.block.join(", ")}] -> [${spec.block.join(", ")}]`);
  const names = [
    ...spec.steps.flatMap((s) => (s.op === "kernel" ? [s.kernel] : [])),
    ...spec.sinks.flatMap((s) => (s.op === "collect" ? [s.collector] : [])),
  ];
  return found.length > 0 ? [...new Set(found)] : [`${[...new Set(names)].join(", ")} changed with this version of voxmill`];
}

function placeOf(from: ReadFrom): string {
  const read = plainRead(from);
  return read.kind === "stored" ? `input ${read.locator.key}` : `what stage ${read.stage + 1} leaves`;
}

/** What a user calls it, and its values before and now: `sigma of gaussian changed 2 -> 3`. */
function parameterDifferences(name: string, before: unknown, now: unknown, path = ""): string[] {
  if (canonicalJson(before) === canonicalJson(now)) return [];
  if (path === "code" || path.endsWith(".code")) return [`the code of ${name} changed`];
  if (isRecord(before) && isRecord(now)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])];
    return keys.flatMap((key) => parameterDifferences(name, before[key], now[key], path === "" ? key : `${path}.${key}`));
  }
  return [`${path} of ${name} changed ${valueText(before)} -> ${valueText(now)}`];
}

const isRecord = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A value in a few characters; a vector that is the same on all axes is one number. */
function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value) && value.length > 0 && value.every((v) => typeof v === "number" && v === value[0])) return String(value[0]);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
