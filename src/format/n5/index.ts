/** N5: reads. @module */
export { n5Format } from "./n5-format.ts";
