/** Voxmill on Node: files by path, and runs on this machine. @module */
export { parseBytes } from "./bytes.ts";
export { inspect, type OpenOptions, open, pickSeries } from "./open.ts";
export { type LoadedRecipe, type LoadRecipeOptions, loadRecipe } from "./recipe.ts";
export { compute, type MachineOptions, machineStores, plan, runTargets, save } from "./run.ts";
export { type RemoteModule, workerModule } from "./worker-module.ts";
