/** MRC, CCP4 and IMOD files: volumes of electron microscopy. @module */
export { mrcFormat } from "./mrc-format.ts";
