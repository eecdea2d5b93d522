/**
 * What driver and worker say to each other: one line of text per task, one per answer, the same for every engine.
 *
 * ```
 *   to the worker    ID \t {"stage": {"store": ..., "key": ...}, "block": 12}
 *   from the worker  ID \t ok  \t {"seconds": ..., "bytesRead": ..., "bytesWritten": ...}
 *                    ID \t err \t {"tag": "FormatError", "message": ..., "stack": ...}
 * ```
 * Lines are read by the byte 0x0A alone; unknown fields are ignored; answers come in any order. A task may be run twice, by two
 * workers, at the same time: all its effects are atomic and the same.
 * @module
 */
import type { Json } from "../format/source.ts";
import type { StageSpec } from "../plan/stage.ts";
import type { StoreLocator } from "../store/store.ts";

/** A stage as it lies in the run's folder, ready to run: every number it waited for is filled in. */
export interface RunnableStage {
  readonly spec: StageSpec;
  /** Where this stage keeps partials and spills. */
  readonly scratch: StoreLocator;
  readonly folder: string;
  /** Folders of the stages that this one reads from, by number. */
  readonly folders: { readonly [stage: string]: string };
}

/** Where a value lies. */
export interface Address {
  readonly store: StoreLocator;
  readonly key: string;
}

/** One block of one stage. */
export interface TaskRequest {
  readonly stage: Address;
  readonly block: number;
}

/** What a task did. */
export interface TaskReport {
  readonly seconds: number;
  /** Decoded bytes. */
  readonly bytesRead: number;
  /** Bytes given to stores. */
  readonly bytesWritten: number;
  /** The most bytes reserved in the worker's memory at once. */
  readonly memory: number;
  /** Of each chunk that was stored, in the order of `outputsOfBlock`: see `storedWord`; left out where there are none. */
  readonly stored?: readonly string[] | undefined;
  /** Bytes of each value that was left for later stages, by key below the stage's folder; left out where there are none. */
  readonly left?: { readonly [key: string]: number } | undefined;
  /** By sink: a hash of all that it stored or left; "" for arrays in memory. */
  readonly values?: readonly string[] | undefined;
}

/** An error that crossed the line. */
export interface TaskFailure {
  readonly tag: string;
  readonly message: string;
  readonly stack?: string | undefined;
}

export type TaskAnswer = { readonly id: string } & (
  | { readonly ok: true; readonly report: TaskReport }
  | { readonly ok: false; readonly failure: TaskFailure }
);

export const requestLine = (id: string, request: TaskRequest): string => `${id}\t${JSON.stringify(request)}`;

/** The id of a line, whatever else is wrong with it. */
export const requestId = (line: string): string => line.slice(0, Math.max(0, line.indexOf("\t")));

export function parseRequest(line: string): { readonly id: string; readonly request: TaskRequest } {
  const tab = line.indexOf("\t");
  if (tab < 0) throw new Error(`Expected a task as ID, tab, JSON; found ${JSON.stringify(line.slice(0, 200))}.`);
  return { id: requestId(line), request: JSON.parse(line.slice(tab + 1)) as TaskRequest };
}

export function answerLine(answer: TaskAnswer): string {
  return answer.ok ? `${answer.id}\tok\t${JSON.stringify(answer.report)}` : `${answer.id}\terr\t${JSON.stringify(answer.failure)}`;
}

export function parseAnswer(line: string): TaskAnswer {
  const [id, verdict, ...rest] = line.split("\t");
  const body = JSON.parse(rest.join("\t")) as unknown;
  if (verdict === "ok") return { id: id as string, ok: true, report: body as TaskReport };
  if (verdict === "err") return { id: id as string, ok: false, failure: body as TaskFailure };
  throw new Error(`Expected ok or err in an answer, found ${JSON.stringify(line.slice(0, 200))}.`);
}

/** Names inside a stage's folder. */
export const stageFile = (folder: string): string => `${folder}/stage.json`;
export const partialKey = (folder: string, block: number, sink: number): string => `${folder}/${block}/partial-${sink}`;
export const spillKey = (folder: string, block: number, sink: number, name: string): string => `${folder}/${block}/spill-${sink}-${name}`;
/** What the blocks of a sink were combined to. */
export const resultKey = (folder: string, sink: number): string => `${folder}/result-${sink}.json`;
/** Names the folder of the stage that had a structure when it last ran. */
export const latestKey = (structure: string): string => `latest/${structure}`;
/** Words of what readers see of each block of a merge. */
export const mergedKey = (folder: string, sink: number): string => `${folder}/merged-${sink}`;
export const reducedKey = (folder: string, sink: number): string => `${folder}/reduced-${sink}.npy`;

/** A combined value. */
export interface ResultRecord {
  readonly value: Json;
  /** Of the words of everything that it was combined from. */
  readonly key: string;
  /** Of a merge: hash of the words of its blocks, and bytes of the values that combining left, by key below the stage's folder. */
  readonly merged?: string | undefined;
  readonly files?: { readonly [key: string]: number } | undefined;
}
