/**
 * The engine that runs tasks one after the other, in the thread that asks: for small work, for tests, for debuggers.
 * @module
 */
import type { StoreResolver } from "../store/open.ts";
import type { Crew, CrewListener, Engine, MemoryResource } from "./engine.ts";
import { LineServer } from "./line-server.ts";
import { parseAnswer } from "./protocol.ts";
import { Turns } from "./turns.ts";
import { Worker } from "./worker.ts";

export interface SerialOptions {
  /** How stores are opened; the Node edge gives one that knows files. */
  readonly resolve: StoreResolver;
}

/** One worker, here. It cannot be ended in the middle of a kernel, only between two layers. */
export function serial(options: SerialOptions): Engine {
  const worker = new Worker(options.resolve);
  const turns = new Turns();
  const close = (): Promise<void> => worker.close();
  return {
    name: "serial",
    workers: 1,
    sharesMemory: true,
    sharesStores: true,
    async hire(resources: readonly MemoryResource[], listener: CrewListener): Promise<Crew> {
      const done = await turns.next();
      worker.begin(resources);
      const server = new LineServer(worker, (answers) => {
        for (const answer of answers) listener.answer(0, parseAnswer(answer));
      });
      return {
        send: (_worker, lines) => server.take(lines),
        end: () => void server.stop(),
        async release() {
          await server.stop();
          done();
        },
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
