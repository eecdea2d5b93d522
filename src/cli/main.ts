#!/usr/bin/env node
/**
 * The command line. It is a user of the package like any other: it imports "voxmill" by name.
 * @module
 */
import { CommanderError } from "commander";
import { explainFailure } from "./failure.ts";
import { program } from "./program.ts";

// A reader that has seen enough (`voxmill ops | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

try {
  await program().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const { code, text } = await explainFailure(error, process.argv.includes("--debug"));
    process.stderr.write(`${text}\n`);
    process.exitCode = code;
  }
}
