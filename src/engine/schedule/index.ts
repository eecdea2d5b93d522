/** Who runs which block when: retries, time-outs, stragglers, lost workers. @module */
export { type Patience, type Policy, policyOf } from "./policy.ts";
export { type BlocksOptions, type BlocksOutcome, runBlocks } from "./run-blocks.ts";
export { Schedule, type ScheduleHost, type ScheduleOptions } from "./schedule.ts";
export type { GivenUp } from "./state.ts";
