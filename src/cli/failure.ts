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
  const { code, text } = await judge(error);
  return { code, text: debug ? `voxmill: ${text}\n${stacks(error)}` : `voxmill: ${text}` };
}

async function judge(error: unknown): Promise<{ readonly code: number; readonly text: string }> {
  if (error instanceof Interrupted) return { code: error.code, text: error.message };
  if (error instanceof UsageError) return { code: 2, text: error.message };
  const { RecipeError, isVoxmillError } = await import("voxmill");
  if (isVoxmillError(error)) return { code: error instanceof RecipeError ? 2 : 1, text: error.message };
  const message = error instanceof Error ? error.message : String(error);
  // A message of the system ("ENOSPC: no space left on device") is no bug of the program.
  if (error instanceof Error && "syscall" in error) return { code: 1, text: message };
  return { code: 1, text: `Unexpected: ${message || "an error without a message"}. This is a bug; --debug shows where.` };
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
