/** `voxmill ops`: what a step of a recipe can do. @module */
import type { Command } from "commander";
import { UsageError } from "./failure.ts";

export function addOps(program: Command): void {
  program
    .command("ops")
    .description("List the operators that steps of a recipe can use.")
    .argument("[name...]", "only these")
    .option("--json", "print name, summary and example as JSON")
    .addHelpText("after", "\nExamples:\n  voxmill ops\n  voxmill ops threshold label")
    .action(printOps);
}

async function printOps(names: readonly string[], { json }: { readonly json?: boolean }): Promise<void> {
  const { verbs } = await import("voxmill");
  const unknown = names.find((name) => !verbs.some((verb) => verb.name === name));
  if (unknown !== undefined)
    throw new UsageError(`Expected the name of an operator, found "${unknown}". There are: ${verbs.map((v) => v.name).join(", ")}.`);
  const wanted = verbs.filter((verb) => names.length === 0 || names.includes(verb.name));
  const text = json
    ? JSON.stringify(
        wanted.map(({ name, summary, example }) => ({ name, summary, example })),
        null,
        2,
      )
    : wanted.map(({ name, summary, example }) => `${name}\n  ${summary}\n  ${example}`).join("\n\n");
  process.stdout.write(`${text}\n`);
}
