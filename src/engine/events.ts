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
      /** Why the others are to do, in words; empty where none is. */
      readonly because: readonly string[];
      /** Blocks that cannot run, because blocks they would read of were given up. */
      readonly orphaned: number;
    }
  /** Stores are being asked: so many more chunks of inputs were identified, or so many more records compared. */
  | { readonly type: "checking"; readonly stage: number; readonly what: "inputs" | "records"; readonly count: number }
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
