/** MetaImage files, with their data inside or beside them. @module */
export { metaimageFormat } from "./metaimage-format.ts";
