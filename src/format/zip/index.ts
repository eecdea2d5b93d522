/** Zip archives: their directory, their members, and a store over them. @module */
export { readZipDirectory, type ZipEntry, zipDataOffset } from "./directory.ts";
export { imageInside } from "./image-inside.ts";
export { checkLengths, memberPieces, refusalOf } from "./member.ts";
export { zipOpener } from "./open.ts";
export { ZipStore, type ZipStoreOptions } from "./zip-store.ts";
