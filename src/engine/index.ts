/** Runs plans: the engines' interface, the driver, and the engine of one thread. @module */
export { type DriverOptions, type DriverResults, type RanStage, runPlan } from "./driver.ts";
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
export {
  type PlanningOptions,
  planFor,
  type RunOptions,
  type RunResult,
  run,
  type ScalarValue,
  surveyFor,
  type Value,
  type Wanted,
} from "./run.ts";
export { type RunRecord, readRecords } from "./run-record.ts";
export type { Patience } from "./schedule/index.ts";
export { type SerialOptions, serial } from "./serial.ts";
export { type RunSummary, type SlowBlock, type StageSummary, Summarizer } from "./summary.ts";
export { type StageSurvey, surveyPlan, surveyText } from "./survey.ts";
export { Worker } from "./worker.ts";
export type { WrittenTable } from "./write-lazy-table.ts";
