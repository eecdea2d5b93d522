/** All commands. @module */
import { createRequire } from "node:module";
import { Command } from "commander";
import { addConvert } from "./convert.ts";
import { addFailures, addReplay } from "./failures.ts";
import { addInfo } from "./info.ts";
import { addOps } from "./ops.ts";
import { addPhantom } from "./phantom.ts";
import { addPlan } from "./plan.ts";
import { addRun } from "./run.ts";
import { addSchema } from "./schema.ts";
import { addSky } from "./sky/index.ts";

const { version } = createRequire(import.meta.url)("voxmill/package.json") as { readonly version: string };

/** The program; `parseAsync` runs it. Wrong use and help throw a CommanderError instead of ending the process. */
export function program(): Command {
  const voxmill = new Command("voxmill")
    .description("Images too big for one machine's memory, turned into labels, tables and pictures.")
    .version(version)
    .option("--debug", "show the stack of an error")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "voxmill: ")) })
    .showHelpAfterError("(--help says how)");
  for (const add of [addInfo, addPlan, addRun, addConvert, addFailures, addReplay, addPhantom, addOps, addSchema, addSky]) add(voxmill);
  voxmill.addHelpText(
    "after",
    `
Examples:
  voxmill info foam.tif                               what is in a file
  voxmill run foam.yaml --out results --memory 2GB    run a recipe; the same command resumes it
  voxmill convert foam.tif foam.zarr                  store it in chunks

Exit codes: 0 done, 1 failed, 2 wrong use, 130 interrupted.`,
  );
  return voxmill;
}
