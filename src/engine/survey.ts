/**
 * What a run would do, and why: a plan against what earlier runs left. Nothing runs and nothing is written.
 * @module
 */
import type { Plan } from "../plan/plan.ts";
import { stagesText } from "./because.ts";
import { BlockState } from "./check-blocks.ts";
import { type OpenStage, PlanState, type PlanStateOptions } from "./plan-state.ts";

/** What a run would do of one stage. */
export interface StageSurvey {
  /** From 0. */
  readonly stage: number;
  readonly title: string;
  readonly blocks: number;
  /** Blocks that are to do for certain. */
  readonly todo: number;
  /** Blocks that are done, unless stages before this one leave other values than last time. */
  readonly open: number;
  /** Why, in words; empty where nothing is to do. */
  readonly because: readonly string[];
}

/** Surveys all stages. A folder in which nothing ran is not worth asking anything. */
export async function surveyPlan(plan: Plan, options: PlanStateOptions): Promise<StageSurvey[]> {
  const ran = (await options.scratch.listFolder("stages/")).length > 0;
  if (!ran || options.fresh === true) {
    const because = [ran ? "everything is to be done again" : "first run"];
    return plan.stages.map(({ spec, grid }) => ({
      stage: spec.number,
      title: spec.title,
      blocks: grid.count,
      todo: grid.count,
      open: 0,
      because: grid.count === 0 ? [] : because,
    }));
  }
  const state = new PlanState(plan, options);
  const surveys: StageSurvey[] = [];
  try {
    for (const planned of plan.stages) {
      const { spec, grid } = planned;
      const base = { stage: spec.number, title: spec.title, blocks: grid.count };
      const open = await state.open(planned);
      if (open === undefined) {
        const known = await state.ranBefore(spec.number);
        const because = known ? ["its numbers depend on stages before it"] : ["first run"];
        surveys.push({ ...base, todo: known ? 0 : grid.count, open: known ? grid.count : 0, because });
        continue;
      }
      await state.finishReading(open);
      surveys.push({ ...base, ...openSurvey(open) });
    }
  } finally {
    await state.close();
  }
  return surveys;
}

function openSurvey({ states, todo, because, upstream }: OpenStage): Pick<StageSurvey, "todo" | "open" | "because"> {
  const open = todo.filter((block) => states[block] === BlockState.unknown).length;
  const waits = open === 0 ? [] : [`it depends on what ${stagesText(upstream)} will leave`];
  return { todo: todo.length - open, open, because: [...because, ...waits] };
}

/** `3 of 12 blocks to do, because input chunk c/0/1 of foam.zarr changed`. */
export function surveyText({ blocks, todo, open, because }: Omit<StageSurvey, "stage" | "title">): string {
  if (todo + open === 0) return blocks === 1 ? "nothing to do, 1 block is done" : `nothing to do, all ${blocks} blocks are done`;
  const most = open === 0 ? "" : todo === 0 ? "up to " : `${todo} to `;
  return `${most}${todo + open} of ${blocks} ${blocks === 1 ? "block" : "blocks"} to do, because ${because.join("; ")}`;
}
