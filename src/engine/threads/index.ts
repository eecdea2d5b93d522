/** The engine of one machine (Node). @module */
export { type ThreadsOptions, threads } from "./threads.ts";
