/**
 * Forty real kills: after each the job goes on, no block with a record runs again, and in the end every byte is that of an undisturbed
 * run. `scripts/nightly-kills.mjs` does the same two thousand times.
 */
import assert from "node:assert/strict";
import { it } from "node:test";
import { killJobs } from "./kill-harness.js";

it("SIGKILL to a worker, the driver or both, forty times, costs no byte and repeats no recorded block", { timeout: 300_000 }, async () => {
  const { kills, kept } = await killJobs(40, 1);
  assert.ok(kills >= 40);
  assert.ok(kept > 20, `${kept} records outlived their drivers`);
});
