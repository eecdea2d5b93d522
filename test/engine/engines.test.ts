/**
 * The contract of engines, for the engine of one thread, for one to three worker threads, and for worker processes.
 */
import { serial } from "#dist/engine/index.js";
import { processes } from "#dist/engine/processes/index.js";
import { threads } from "#dist/engine/threads/index.js";
import { machineStores } from "#dist/node/index.js";
import { engineContract } from "../contract/engine.js";

engineContract({ name: "serial", workers: 1, create: () => serial({ resolve: machineStores() }), survives: false });
for (const workers of [1, 2, 3])
  engineContract({ name: `threads x ${workers}`, workers, create: () => threads({ workers }), survives: true });
engineContract({ name: "processes x 2", workers: 2, create: () => processes({ workers: 2 }), survives: true });
