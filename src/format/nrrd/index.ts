/** NRRD files, with their data inside or beside them. @module */
export { nrrdFormat } from "./nrrd-format.ts";
