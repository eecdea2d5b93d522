import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isVoxmillError } from "#dist/errors.js";
import { createImage } from "#dist/render/rgba-image.js";
import { barSvg } from "#dist/render/svg/bar.js";
import { formatCoordinate } from "#dist/render/svg/coordinate.js";
import { element, escapeMarkup, toMarkup } from "#dist/render/svg/element.js";
import { histogramSvg } from "#dist/render/svg/histogram.js";
import { pictureSvg } from "#dist/render/svg/picture.js";
import { scatterSvg } from "#dist/render/svg/scatter.js";
import { estimateTextWidth, truncateText } from "#dist/render/svg/text-size.js";
import { assertWellFormed } from "./markup.js";

const isGeometryError = (error: unknown) => isVoxmillError(error, "GeometryError");
const evil = `</text><script>alert("1")</script>&'\u0000\ud800`;
/** What lies between the tags of the texts of a chart. */
const texts = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1] as string);

test("coordinates are short", () => {
  assert.deepEqual([1, -0.001, 1 / 3, 12.5, 1e6 + 0.125].map(formatCoordinate), ["1", "0", "0.33", "12.5", "1000000.13"]);
});

test("whatever text an element holds is text again when it is read", () => {
  assert.equal(escapeMarkup(`<a href="x">'&amp;'</a>`), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/a&gt;");
  assert.equal(escapeMarkup("\u0000a\u001bb\ud800c\t\n😀"), "\ufffda\ufffdb\ufffdc\t\n😀");
  const markup = toMarkup(
    element("g", { title: evil, hidden: true, x: 1.234, class: undefined }, evil, [undefined, false, 3.456], element("rect")),
  );
  assertWellFormed(markup);
  assert.equal(markup.match(/<script/), null);
  assert.match(markup, /^<g title="[^"]*" hidden x="1.23">.*3\.46<rect\/><\/g>$/s);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string(), (text, attribute) => {
      assert.deepEqual(assertWellFormed(toMarkup(element("p", { title: attribute }, text))), ["p"]);
    }),
  );
});

test("styles and scripts cannot be ended early", () => {
  assert.doesNotMatch(toMarkup(element("style", {}, "a{content:'</style>'}")).slice(0, -8), /<\/style/);
  assert.doesNotMatch(toMarkup(element("script", {}, "x = '</script>'; y = '<!--'")).slice(0, -9), /<\/script|<!--/);
});

test("a histogram draws every filled bin and names its marks", () => {
  const svg = histogramSvg([1, 0, 5, 3], [0, 10, 20, 30, 40], {
    title: evil,
    xLabel: "intensity",
    unit: "um",
    marks: [
      { at: 15, label: `otsu ${evil}` },
      { at: 99, label: "outside" },
    ],
  });
  assert.deepEqual(assertWellFormed(svg).filter((name) => name === "line").length, 6 + 5 + 1 + 1, "grid, ticks, axis, mark");
  const bars = /class="vm-data" d="([^"]*)"/.exec(svg)?.[1] ?? "";
  assert.equal(bars.match(/Z/g)?.length, 3);
  assert.ok(texts(svg).includes("intensity (µm)"));
  assert.ok(texts(svg).some((text) => text.startsWith("otsu ")));
  assert.ok(!texts(svg).includes("outside"));
  assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*width="640" height="320" viewBox="0 0 640 320"/);
  assert.match(svg, /prefers-color-scheme:dark/);
});

test("heights are in proportion to counts, logarithms to their logarithms", () => {
  const heights = (svg: string): number[] => {
    const path = /class="vm-data" d="([^"]*)"/.exec(svg)?.[1] ?? "";
    return [...path.matchAll(/M[\d.]+,([\d.]+)V([\d.]+)/g)].map((match) => Number(match[1]) - Number(match[2]));
  };
  const [one = 0, four = 0] = heights(histogramSvg([25, 100], [0, 1, 2]));
  assert.ok(Math.abs(four / one - 4) < 0.01);
  const [low = 0, high = 0] = heights(histogramSvg([9, 999], [0, 1, 2], { logarithmic: true }));
  assert.ok(Math.abs(high / low - 3) < 0.01);
});

test("marks close to each other have labels above each other", () => {
  const svg = histogramSvg([1, 2], [0, 50, 100], {
    marks: [
      { at: 50, label: "otsu = 50" },
      { at: 52, label: "mean = 52" },
      { at: 99, label: "99.8 %" },
    ],
  });
  const place = (label: string) =>
    /x="([\d.]+)" y="([\d.]+)" text-anchor="(\w+)"/.exec(svg.split(`>${label}<`)[0]?.split("<text").at(-1) ?? "");
  assert.ok(Number(place("otsu = 50")?.[2]) < Number(place("mean = 52")?.[2]) - 12);
  assert.equal(place("99.8 %")?.[3], "end", "a mark at the right end has its label to the left");
});

test("bins that cannot be are refused", () => {
  for (const [counts, edges] of [
    [[], [0]],
    [[1], [0]],
    [[1], [1, 1]],
    [[-1], [0, 1]],
    [[1], [0, Infinity]],
    [[Number.NaN], [0, 1]],
  ] as const) {
    assert.throws(() => histogramSvg(counts, edges), isGeometryError);
  }
  assertWellFormed(histogramSvg([0], [0, 1]));
});

test("few points are drawn one by one, many are counted in squares", () => {
  const xs = Array.from({ length: 5000 }, (_, i) => (i * 37) % 101);
  const ys = Array.from({ length: 5000 }, (_, i) => (i * 53) % 103);
  const few = scatterSvg([...xs.slice(0, 10), Number.NaN], [...ys.slice(0, 10), 1], { xLabel: "area", xUnit: "um3", title: evil });
  assert.equal(/class="vm-point" d="([^"]*)"/.exec(few)?.[1]?.match(/M/g)?.length, 10, "NaN is left out");
  assert.ok(texts(few).includes("area (µm³)"));
  const many = scatterSvg(xs, ys);
  assert.doesNotMatch(many, /class="vm-point"/);
  assert.ok(many.length < 400_000);
  for (const svg of [few, many, scatterSvg([], []), scatterSvg([1], [1])]) assertWellFormed(svg);
  assert.throws(() => scatterSvg([1], []), isGeometryError);
});

test("bars are as long as their values", () => {
  const svg = barSvg([
    { label: evil, value: 10 },
    { label: "half", value: 5 },
    { label: "none", value: 0 },
  ]);
  assertWellFormed(svg);
  const [ten, five, zero] = [...svg.matchAll(/class="vm-data"[^>]* width="([\d.]+)"/g)].map((match) => Number(match[1])) as [
    number,
    number,
    number,
  ];
  assert.ok(Math.abs(ten - 2 * five) < 0.05);
  assert.equal(zero, 0);
  assertWellFormed(barSvg([]));
  assert.throws(() => barSvg([{ label: "x", value: -1 }]), isGeometryError);
});

test("a picture carries its bytes, and a bar of the right length", () => {
  const png = Uint8Array.from({ length: 70_000 }, (_, i) => i % 251);
  const svg = pictureSvg(createImage(400, 100), {
    encode: () => png,
    title: evil,
    pixelSize: 0.5,
    unit: "um",
    legend: [{ color: [255, 0, 0], label: evil }],
  });
  assertWellFormed(svg);
  const base64 = /href="data:image\/png;base64,([^"]*)"/.exec(svg)?.[1] ?? "";
  assert.deepEqual(new Uint8Array(Buffer.from(base64, "base64")), png);
  assert.match(svg, /width="100" height="5" fill="#fff"/, "50 µm are 100 pixels");
  assert.ok(texts(svg).includes("50 µm"));
});

test("long words are shortened to the room there is", () => {
  assert.equal(truncateText("label", 100, 12), "label");
  const cut = truncateText("a name that is far too long for its box", 100, 12);
  assert.ok(cut.endsWith("…") && estimateTextWidth(cut, 12) <= 100);
  assert.ok(estimateTextWidth("mmm", 12) > estimateTextWidth("iii", 12));
});
