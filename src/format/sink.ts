/** Where format writers put their bytes; see store/sink.ts. @module */
export { type ByteSink, MemorySink } from "../store/sink.ts";
