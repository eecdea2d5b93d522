import assert from "node:assert/strict";
import { test } from "node:test";
import { Checking } from "#dist/cli/checking.js";

test("checking is told of only where one look takes long", () => {
  let now = 0;
  const checking = new Checking(false, () => now);
  const at = (seconds: number, count: number): string | undefined => {
    now = seconds;
    return checking.add("inputs", count);
  };
  assert.equal(at(0.1, 64), undefined);
  // Blocks ran for a minute; the next look is as short as the first.
  assert.equal(at(60, 64), undefined);
  assert.equal(at(60.2, 64), undefined);
  const said = Array.from({ length: 30 }, (_, i) => at(61 + i * 0.5, 1000)).filter((line) => line !== undefined);
  assert.deepEqual(
    said,
    [
      "checking what is done: 1,192 chunks of inputs",
      "checking what is done: 11,192 chunks of inputs",
      "checking what is done: 21,192 chunks of inputs",
    ].slice(0, said.length),
  );
  assert.ok(said.length >= 2);
});
