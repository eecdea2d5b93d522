/** The engine of worker processes (Node). @module */
export { type ProcessesOptions, processes } from "./processes.ts";
