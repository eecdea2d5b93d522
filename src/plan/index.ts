/** The graph made concrete: stages, blocks, bytes and memory, before anything runs. @module */

export { type PlanGraph, planGraph } from "./graph.ts";
export { blockGrid, Plan, type PlannedStage, type PlanOptions, planRequest } from "./plan.ts";
export type { ArrayRequest, PlanRequest } from "./request.ts";
export type { ArrayDestination, ReadFrom, Sink, StageKind, StageSpec, Step } from "./stage.ts";
