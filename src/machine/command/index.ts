/** Instruments and other programs that stream planes over standard output. @module */
export { CommandStore, commandKey } from "./command-store.ts";
export { commandWords, isCommand } from "./words.ts";
