/** Stores on web servers, to be read with the web's own `fetch`. @module */
export { Connection, type ConnectionOptions } from "./connection.ts";
export { HttpStore, type HttpStoreOptions } from "./http-store.ts";
export { httpOpener } from "./open.ts";
export type { RemoteReaderOptions } from "./remote-reader.ts";
