import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { spacingText } from "#dist/render/report/files-section.js";
import { highlight } from "#dist/render/report/highlight.js";
import { type ReportModel, reportHtml } from "#dist/render/report/index.js";
import type { MarkupElement } from "#dist/render/svg/element.js";
import type { ColumnLike, TableLike } from "#dist/render/table-like.js";
import { assertWellFormed } from "./markup.js";

function tableOf(columns: Readonly<Record<string, ColumnLike>>): TableLike {
  const names = Object.keys(columns);
  return { numRows: columns[names[0] ?? ""]?.values.length ?? 0, columnNames: names, column: (name) => columns[name] as ColumnLike };
}

const png = Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** A report with every part, in which each text is made by `word`. */
function fullReport(word: (what: string) => string): ReportModel {
  const table = tableOf({
    label: { values: Uint32Array.from({ length: 1300 }, (_, i) => i + 1) },
    [word("area")]: { values: Float64Array.from({ length: 1300 }, (_, i) => i * 1.5), unit: word("um3") },
    [word("class")]: { values: Array.from({ length: 1300 }, (_, i) => word(`class ${i}`)) },
  });
  return {
    title: word("title"),
    summary: word("summary"),
    figures: [{ value: word("71"), label: word("bubbles") }],
    warnings: [word("warning")],
    pictures: [{ png, width: 10, height: 10, title: word("picture"), caption: word("caption") }],
    histograms: [
      {
        title: word("histogram"),
        counts: [1, 2000],
        edges: [0, 1, 2],
        xLabel: word("intensity"),
        unit: word("au"),
        marks: [{ at: 1, label: word("otsu") }],
      },
    ],
    tables: [
      {
        title: word("shapes"),
        table,
        path: word("shapes.csv"),
        maxRows: 20,
        histograms: [word("area")],
        scatters: [{ x: word("area"), y: "label" }],
      },
    ],
    plan: {
      graph: { nodes: [{ id: word("a"), title: word("stage a"), lines: [word("line")], kind: word("map") }], edges: [] },
      stages: [
        {
          title: word("stage"),
          kind: word("map"),
          tasks: 512,
          reused: 12,
          bytesRead: 2e9,
          bytesWritten: 1e6,
          memoryPlanned: 1e8,
          memoryMeasured: 2e8,
          seconds: 12.5,
        },
        { title: "second", kind: "reduce", tasks: 1, bytesRead: 0, bytesWritten: 8, memoryPlanned: 1e6 },
      ],
    },
    inputs: [
      {
        name: word("foam"),
        path: word("foam.tif"),
        shape: [512, 512, 512],
        dtype: word("uint16"),
        axes: [word("z"), "y", "x"],
        spacing: [3, 1.4, 1.4],
        unit: word("um"),
      },
    ],
    outputs: [{ path: word("bubbles.zarr"), description: word("labels"), bytes: 1.5e6 }],
    recipe: { text: word("voxmill: 1 # comment"), language: "yaml", path: word("foam.yaml") },
    provenance: { version: word("0.1.0"), date: word("today"), machine: word("two cores"), more: [[word("Engine"), word("threads")]] },
  };
}

test("the page holds every part, and the list at its top leads to them", () => {
  const html = reportHtml(fullReport((what) => what));
  assertWellFormed(html);
  const ids = [...html.matchAll(/<section id="(\w+)"/g)].map((match) => match[1]);
  assert.deepEqual(ids, ["pictures", "tables", "distributions", "plan", "inputs", "outputs", "recipe", "provenance"]);
  assert.deepEqual(
    [...html.matchAll(/<a href="#(\w+)"/g)].map((match) => match[1]),
    ids,
  );
  for (const text of [
    "<h1>title</h1>",
    "1,300 rows × 3 columns",
    "512 × 512 × 512",
    "3 × 1.4 × 1.4 µm",
    "2 GB",
    "(12 reused)",
    "12.5 s",
    "area (µm³)",
  ]) {
    assert.ok(html.includes(text), text);
  }
  assert.match(html, /class="over">200 MB/, "a stage that took more memory than planned is pointed out");
  assert.ok(html.includes(`src="data:image/png;base64,${Buffer.from(png).toString("base64")}"`));
});

test("a table shows its first rows, with values to sort by", () => {
  const html = reportHtml(fullReport((what) => what));
  const body = /<table class="sortable">.*?<tbody>(.*?)<\/tbody>/s.exec(html)?.[1] ?? "";
  assert.equal(body.match(/<tr>/g)?.length, 20);
  assert.ok(body.startsWith('<tr><td class="num" data-v="1">1</td><td class="num" data-v="0">0.000</td><td>class 0</td></tr>'));
  assert.ok(!html.includes("class 20"), "rows that are not shown are not in the page");
});

test("no text of the model becomes markup, and nothing is fetched", () => {
  const html = reportHtml(fullReport((what) => `${what}</script></style><img src=x onerror=alert(1)>"'&\u0001`));
  const names = assertWellFormed(html);
  assert.equal(names.filter((name) => name === "script").length, 1);
  assert.equal(names.filter((name) => name === "style").length, 1);
  assert.equal(names.filter((name) => name === "img").length, 1);
  // Quotes in texts are escaped: what follows is attributes only.
  for (const match of html.matchAll(/(?:src|href)="([^"]*)"/g)) assert.match(match[1] as string, /^(data:image\/png;base64,|#)/);
  assert.doesNotMatch(html, /url\(|@import/);
  assert.deepEqual(new Set(html.match(/https?:[^"\s]*/g)), new Set(["http://www.w3.org/2000/svg"]));
  assert.match(html, /default-src &#39;none&#39;/);
});

test("parts that are left out leave no trace", () => {
  const html = reportHtml({ title: "t", summary: "s", provenance: { version: "1", date: "d", machine: "m" } });
  assertWellFormed(html);
  assert.deepEqual(
    [...html.matchAll(/<section id="(\w+)"/g)].map((match) => match[1]),
    ["provenance"],
  );
  assert.doesNotMatch(html, /class="(figures|warnings|pictures|charts)"/);
});

test("highlighting changes nothing but the colours", () => {
  const flat = (pieces: ReturnType<typeof highlight>): string =>
    pieces.map((piece) => (typeof piece === "string" ? piece : (piece as MarkupElement).content.join(""))).join("");
  const words = fc.array(
    fc.constantFrom("a: 1", "# c", '"s', "'", "`", "//", "/*", "*/", "\n", " ", "true", "1.5e-3", "\\", "{", "const", "é"),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(words, fc.constantFrom("yaml", "json", "typescript"), (parts, language) => {
      assert.equal(flat(highlight(parts.join(""), language as "yaml")), parts.join(""));
    }),
  );
  const tokens = (text: string, language: "yaml" | "json" | "typescript") =>
    highlight(text, language).flatMap((piece) =>
      typeof piece === "object" && "name" in piece ? [[String(piece.attributes["class"]), piece.content.join("")]] : [],
    );
  assert.deepEqual(tokens("op: { sigma: 1.5, on: true } # no: 1", "yaml"), [
    ["t-key", "op"],
    ["t-key", "sigma"],
    ["t-number", "1.5"],
    ["t-key", "on"],
    ["t-word", "true"],
    ["t-comment", "# no: 1"],
  ]);
  assert.deepEqual(tokens(`{ "a": "b: 2", "n": -1 }`, "json"), [
    ["t-key", `"a"`],
    ["t-string", `"b: 2"`],
    ["t-key", `"n"`],
    ["t-number", "-1"],
  ]);
  assert.deepEqual(
    tokens("const url = `http://x`; // { a: 1 }", "typescript").map(([token]) => token),
    ["t-word", "t-string", "t-comment"],
  );
});

test("spacing is written once where all axes agree", () => {
  assert.equal(spacingText({ spacing: [1.4, 1.4], unit: "um" }), "1.4 µm");
  assert.equal(spacingText({ spacing: [3, 1.4], unit: ["um", "um"] }), "3 × 1.4 µm");
  assert.equal(spacingText({ spacing: [0.5, 2], unit: ["second", "um"] }), "0.5 s × 2 µm");
  assert.equal(spacingText({ spacing: [1, 1] }), "1");
  assert.equal(spacingText({}), undefined);
});
