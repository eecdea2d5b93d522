/**
 * From an error to what is said and to an exit code: 1 it failed, 2 wrong use, 130 interrupted.
 * @module
 */

/** Wrong use of the command line that commander cannot see by itself. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The reason of a run that a signal stopped. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly code: number;
  constructor(signal: "SIGINT" | "SIGTERM") {
    super("Interrupted. What is done stays done: the same command goes on from there.");
    this.code = signal === "SIGINT" ? 130 : 143;
  }
}

/** What to print, and the exit code. The stack is for those who asked with --debug. */
export async function explainFailure(error: unknown, debug: boolean): Promise<{ readonly code: number; readonly text: string }> {
  const { RecipeError, isVoxmillError } = await import("voxmill");
  const message = error instanceof Error ? error.message : String(error);
  const known = isVoxmillError(error) || error instanceof UsageError || error instanceof Interrupted;
  const code = error instanceof Interrupted ? error.code : error instanceof UsageError || error instanceof RecipeError ? 2 : 1;
  const text = known ? message : `Unexpected: ${message || "an error without a message"}. This is a bug; --debug shows where.`;
  return { code, text: debug ? `voxmill: ${text}\n${stacks(error)}` : `voxmill: ${text}` };
}

/** The stack of an error and of all its causes. */
function stacks(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error; at instanceof Error && parts.length < 10; at = at.cause) parts.push(at.stack ?? String(at));
  return parts.join("\ncaused by ");
}

/** Runs what only wrong arguments or a wrong recipe can make fail with a GeometryError. */
export async function asUsage<T>(step: () => T | Promise<T>): Promise<T> {
  const { RecipeError, isVoxmillError } = await import("voxmill");
  try {
    return await step();
  } catch (error) {
    if (!isVoxmillError(error, "GeometryError") || error instanceof RecipeError) throw error;
    throw Object.assign(new UsageError(error.message), { cause: error });
  }
}
