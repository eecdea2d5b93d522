/** JPEG pictures, decoded by the optional package sharp. @module */
export { decodeJpeg, loadSharp } from "./decode.ts";
export { jpegFormat } from "./jpeg-format.ts";
