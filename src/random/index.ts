/** Random numbers that can be repeated: a hash of coordinates, and sequences made of it. @module */
export { hashNormal, hashUint32, hashUniform } from "./hash-uint32.ts";
export { Random } from "./random.ts";
