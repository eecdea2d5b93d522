/** @module */
import { Interrupted } from "./failure.ts";

/** Runs a step that Ctrl-C (or SIGTERM) stops when the blocks at hand are done; a second one ends the process at once. Both can be resumed. */
export async function interruptible<T>(step: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (signal: "SIGINT" | "SIGTERM"): void => {
    const reason = new Interrupted(signal);
    if (controller.signal.aborted) process.exit(reason.code);
    if (process.stderr.isTTY)
      process.stderr.write("\r\x1b[KFinishing the blocks at hand. Ctrl-C again stops at once; either can be resumed.\n");
    controller.abort(reason);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await step(controller.signal);
  } catch (error) {
    // Whatever the abort broke on its way out, the interruption is what happened.
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}
