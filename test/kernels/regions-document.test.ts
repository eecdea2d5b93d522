// The page about region properties says what the code does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { regionPropertyDefinitions } from "#dist/kernels/regions/index.js";

test("docs/region-properties.md lists every property with its description, unit, axes and source", () => {
  const page = readFileSync(new URL("../../../docs/region-properties.md", import.meta.url), "utf8");
  const rows = page.split("\n").filter((line) => /^\| `/.test(line));
  const expected = Object.entries(regionPropertyDefinitions).map(
    ([name, { description, unit, ndim, source }]) => `| \`${name}\` | ${description} | ${unit || "-"} | ${ndim.join(", ")} | ${source} |`,
  );
  assert.deepEqual(rows, expected);
});
