import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import { layeredLayout } from "#dist/render/svg/layered-layout.js";
import { type LayoutEdge, type LayoutNode, longestPathLayers } from "#dist/render/svg/layers.js";
import { planSvg } from "#dist/render/svg/plan.js";
import { assertWellFormed } from "./markup.js";

const gaps = { beside: 20, between: 40 };
const isGeometryError = (error: unknown) => isVoxmillError(error, "GeometryError");
const nodesOf = (names: string): LayoutNode[] => names.split("").map((id) => ({ id, width: 100, height: 50 }));
const edgesOf = (pairs: string): LayoutEdge[] => pairs.split(" ").map((pair) => ({ from: pair[0] as string, to: pair[1] as string }));

/** Any graph without cycles: edges lead from lower to higher numbers, then the names are shuffled. */
const graphs = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.record({
    sizes: fc.array(fc.record({ width: fc.integer({ min: 20, max: 300 }), height: fc.integer({ min: 20, max: 120 }) }), {
      minLength: count,
      maxLength: count,
    }),
    order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }),
    pairs: fc.uniqueArray(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), {
      maxLength: 20,
      selector: ([a, b]) => `${Math.min(a, b)},${Math.max(a, b)}`,
    }),
  }),
);

test("boxes never overlap, edges lead down and pass beside boxes", () => {
  fc.assert(
    fc.property(graphs, ({ sizes, order, pairs }) => {
      const nodes = order.map((i) => ({ id: `n${i}`, ...(sizes[i] as { width: number; height: number }) }));
      const edges = pairs.filter(([a, b]) => a !== b).map(([a, b]) => ({ from: `n${Math.min(a, b)}`, to: `n${Math.max(a, b)}` }));
      const { boxes, routes, width, height } = layeredLayout(nodes, edges, gaps);
      const rectangles = nodes.map(({ id, width: w, height: h }, i) => ({ id, left: boxes[i]?.x ?? NaN, top: boxes[i]?.y ?? NaN, w, h }));
      for (const [i, a] of rectangles.entries()) {
        assert.ok(a.left >= -1e-6 && a.top >= 0 && a.left + a.w <= width + 1e-6 && a.top + a.h <= height + 1e-6, "inside the drawing");
        for (const b of rectangles.slice(i + 1)) {
          const beside = a.left + a.w + gaps.beside <= b.left + 1e-6 || b.left + b.w + gaps.beside <= a.left + 1e-6;
          const between = a.top + a.h + gaps.between <= b.top + 1e-6 || b.top + b.h + gaps.between <= a.top + 1e-6;
          assert.ok(beside || between, `${a.id} and ${b.id} are apart`);
        }
      }
      for (const [i, route] of routes.entries()) {
        for (const [k, point] of route.entries()) {
          assert.ok(k === 0 || point.y >= (route[k - 1]?.y as number), "edges lead down");
          const ends = [edges[i]?.from, edges[i]?.to];
          for (const box of rectangles) {
            if (ends.includes(box.id)) continue;
            const inside = point.x > box.left && point.x < box.left + box.w && point.y >= box.top && point.y <= box.top + box.h;
            assert.ok(!inside, "edges pass beside boxes");
          }
        }
      }
    }),
    { numRuns: 150 },
  );
});

test("a box stands below all that it needs, a source right above what needs it", () => {
  assert.deepEqual(longestPathLayers(nodesOf("abcd"), edgesOf("ab bc ac dc")), [0, 1, 2, 1]);
  assert.deepEqual(longestPathLayers(nodesOf("ab"), []), [0, 0]);
});

test("two edges that need not cross do not", () => {
  const { routes } = layeredLayout(nodesOf("abcd"), edgesOf("ad bc"), gaps);
  const [first, second] = routes.map((route) => Math.sign((route[0]?.x ?? 0) - (route.at(-1)?.x ?? 0)));
  assert.equal(first, second, "both run straight, or both the same way");
});

test("a long edge is one straight line beside the boxes that it passes", () => {
  const { routes } = layeredLayout(nodesOf("abcde"), edgesOf("ab bc cd de ae"), gaps);
  const lane = (routes.at(-1) ?? []).slice(1, -1).map(({ x }) => x);
  assert.equal(lane.length, 6);
  for (const x of lane) assert.ok(Math.abs(x - (lane[0] as number)) < 1e-6);
});

test("cycles, unknown ends and repeated names are refused", () => {
  assert.throws(() => layeredLayout(nodesOf("abc"), edgesOf("ab bc ca"), gaps), isGeometryError);
  assert.throws(() => layeredLayout(nodesOf("ab"), edgesOf("ax"), gaps), isGeometryError);
  assert.throws(() => layeredLayout(nodesOf("aa"), [], gaps), isGeometryError);
  assert.deepEqual(layeredLayout([], [], gaps), { width: 0, height: 0, boxes: [], routes: [] });
});

test("a plan shows every node and edge, with all words escaped", () => {
  const svg = planSvg({
    nodes: [
      { id: "a", title: "foam <1>", kind: "input", lines: ["512 × 512", `"quoted" & more`] },
      { id: "b", title: "otsu", kind: "reduce", lines: [] },
      { id: "c", title: "threshold", kind: "<b>new kind</b>", lines: ["x".repeat(200)] },
    ],
    edges: [
      { from: "a", to: "b", label: "<256 bins>" },
      { from: "b", to: "c" },
      { from: "a", to: "c" },
    ],
  });
  const names = assertWellFormed(svg);
  assert.equal(names.filter((name) => name === "rect").length, 1 + 3, "the page and three boxes");
  assert.equal(svg.match(/class="vm-head"/g)?.length, 3);
  for (const text of ["foam &lt;1&gt;", "&quot;quoted&quot; &amp; more", "&lt;256 bins&gt;", "REDUCE"])
    assert.ok(svg.includes(`>${text}<`), text);
  assertWellFormed(planSvg({ nodes: [], edges: [] }));
});
