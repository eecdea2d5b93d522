/**
 * The contract of engines, for the engine of one thread and for one to three worker threads.
 */
import { serial } from "#dist/engine/index.js";
import { threads } from "#dist/engine/threads/index.js";
import { machineStores } from "#dist/node/index.js";
import { engineContract } from "../contract/engine.js";

engineContract({ name: "serial", workers: 1, create: () => serial({ resolve: machineStores() }), survives: false });
for (const workers of [1, 2, 3])
  engineContract({ name: `threads x ${workers}`, workers, create: () => threads({ workers }), survives: true });
