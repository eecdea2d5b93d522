/** Runs plans: the engines' interface, the driver, and the engine of one thread. @module */
export { blockKey, stageKey } from "./block-key.ts";
export { type DriverOptions, type DriverResults, runPlan } from "./driver.ts";
export type { Crew, CrewListener, Engine, MemoryResource } from "./engine.ts";
export type { RunEvent, RunListener } from "./events.ts";
export { type BlockFailure, failedBlocks, type ReplayOptions, replayBlock } from "./failures.ts";
export {
  answerLine,
  parseAnswer,
  parseRequest,
  requestLine,
  type TaskAnswer,
  type TaskFailure,
  type TaskReport,
  type TaskRequest,
} from "./protocol.ts";
export { type PlanningOptions, planFor, type RunOptions, type RunResult, run, type ScalarValue, type Value, type Wanted } from "./run.ts";
export type { Patience } from "./schedule/index.ts";
export { type SerialOptions, serial } from "./serial.ts";
export { type RunSummary, type SlowBlock, type StageSummary, Summarizer } from "./summary.ts";
export { Worker } from "./worker.ts";
export type { WrittenTable } from "./write-lazy-table.ts";
