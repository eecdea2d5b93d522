/** Voxmill on Node: files by path or address, and runs on this machine. @module */
export { machineStores } from "../machine/index.ts";
export { parseBytes } from "./bytes.ts";
export { describeTarget } from "./describe-target.ts";
export { failures, replay } from "./failures.ts";
export { inspect, type OpenOptions, open, pickSeries } from "./open.ts";
export { foam, foamTruth } from "./phantom.ts";
export { type LoadedRecipe, type LoadRecipeOptions, loadRecipe } from "./recipe.ts";
export { type ReportRun, reportModel, writeReport } from "./report.ts";
export { compute, type MachineOptions, plan, runTargets, type SaveOptions, save } from "./run.ts";
export { sizeOnDisk } from "./size-on-disk.ts";
export { openSkyMap, readSkyCatalog, type SkyPhotometryOptions, skyPhotometry } from "./sky/index.ts";
export { type RemoteModule, workerModule } from "./worker-module.ts";
