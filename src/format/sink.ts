/** Where a file's bytes go, forward, with small corrections at the end. @module */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
  patch(offset: number, bytes: Uint8Array): Promise<void>;
}
