/**
 * What happens during a run, as plain objects: progress bars, logs and dashboards listen to these, the engine knows none of them.
 * @module
 */
import type { TaskFailure, TaskReport } from "./protocol.ts";

export type RunEvent =
  | { readonly type: "run-start"; readonly stages: number; readonly tasks: number; readonly engine: string; readonly workers: number }
  | {
      readonly type: "stage-start";
      readonly stage: number;
      readonly kind: string;
      readonly title: string;
      readonly tasks: number;
      readonly skipped: number;
      /** Blocks that cannot run, because blocks they would read of were given up. */
      readonly orphaned: number;
    }
  | {
      readonly type: "task-end";
      readonly stage: number;
      readonly block: number;
      readonly worker: number;
      readonly attempt: number;
      readonly report: TaskReport;
    }
  | {
      readonly type: "task-fail";
      readonly stage: number;
      readonly block: number;
      readonly worker: number;
      readonly attempt: number;
      readonly failure: TaskFailure;
      readonly final: boolean;
    }
  | { readonly type: "stage-end"; readonly stage: number; readonly seconds: number }
  | { readonly type: "target"; readonly name: string; readonly what: string }
  | { readonly type: "warning"; readonly message: string }
  | {
      readonly type: "run-end";
      readonly seconds: number;
      readonly done: number;
      readonly skipped: number;
      readonly failed: number;
      readonly orphaned: number;
    };

export type RunListener = (event: RunEvent) => void;
