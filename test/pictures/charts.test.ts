import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { barSvg, histogramSvg, pictureSvg, planSvg, renderPlane, scatterSvg } from "#dist/render/index.js";
import { assertSvg } from "./compare.js";

const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNQnNjzHwAEUwI+93ds4QAAAABJRU5ErkJggg==";

test("a histogram with marks", () => {
  const counts = Array.from({ length: 32 }, (_, i) => 2 * Math.max(0, 40 - (i - 8) ** 2) + Math.max(0, 150 - 4 * (i - 22) ** 2));
  const edges = Array.from({ length: 33 }, (_, i) => i * 8);
  assertSvg(
    "histogram",
    histogramSvg(counts, edges, {
      title: "Intensities of foam.tif",
      xLabel: "intensity",
      yLabel: "voxels",
      marks: [
        { at: 118, label: "otsu = 118" },
        { at: 131.5, label: "mean = 131.5" },
        { at: 250, label: "99.8 %" },
      ],
    }),
  );
});

test("a logarithmic histogram", () => {
  const counts = [1, 10, 100, 1000, 10_000, 100_000, 0, 5];
  assertSvg(
    "histogram-logarithmic",
    histogramSvg(counts, [0, 1, 2, 3, 4, 5, 6, 7, 8], { logarithmic: true, unit: "um3", xLabel: "areaPhysical" }),
  );
});

test("a scatter plot", () => {
  const xs = Array.from({ length: 60 }, (_, i) => (i * 37) % 61);
  const ys = xs.map((x, i) => x * 0.5 + ((i * 17) % 23));
  assertSvg("scatter", scatterSvg(xs, ys, { title: "Area and intensity", xLabel: "area", xUnit: "um2", yLabel: "intensityMean" }));
});

test("bars", () => {
  const bars = [
    { label: "gaussianFilter + histogram", value: 12.3 },
    { label: "label", value: 3.1 },
    { label: "expandLabels", value: 5.5 },
  ];
  assertSvg("bars", barSvg(bars, { title: "Seconds by stage", format: (value) => `${value} s` }));
});

test("a plan", () => {
  const nodes = [
    { id: "foam", title: "foam.tif", kind: "input", lines: ["512 × 512 × 512 uint16", "268 MB"] },
    { id: "smooth", title: "gaussianFilter + histogram", kind: "map", lines: ["512 blocks of 64 × 64 × 64", "halo 12 × 24 × 24"] },
    { id: "otsu", title: "otsu", kind: "reduce", lines: ["512 partials, 1 value"] },
    { id: "pores", title: "threshold + erode", kind: "map", lines: ["512 blocks"] },
    { id: "cores", title: "label", kind: "merge", lines: ["connectivity 3", "1,536 faces"] },
    { id: "bubbles", title: "expandLabels", kind: "lines", lines: ["distance 12, within pores"] },
    { id: "shapes", title: "regionProperties", kind: "reduce", lines: [] },
    { id: "zarr", title: "bubbles.zarr", kind: "output", lines: ["134 MB"] },
    { id: "csv", title: "shapes.csv", kind: "output", lines: ["71 rows"] },
  ];
  const pairs = [
    "foam smooth",
    "smooth otsu",
    "smooth pores",
    "otsu pores",
    "pores cores",
    "cores bubbles",
    "pores bubbles",
    "bubbles shapes",
  ];
  const edges = [...pairs, "foam shapes", "bubbles zarr", "shapes csv"].map((pair) => {
    const [from = "", to = ""] = pair.split(" ");
    return { from, to, label: pair === "otsu pores" ? "1 number" : undefined };
  });
  assertSvg("plan", planSvg({ nodes, edges }));
});

test("a picture with vector lettering", () => {
  const ramp = new NdArray(
    "uint8",
    Uint8Array.from({ length: 24 * 36 }, (_, i) => (i % 36) * 7),
    [24, 36],
  );
  const rendered = renderPlane(ramp, { minSize: 240, spacing: [0.5, 0.5], colormap: "viridis" });
  const svg = pictureSvg(rendered, {
    // The bytes of a PNG depend on the compressor: a picture of one pixel, compressed once, stands for it.
    encode: () => Buffer.from(onePixel, "base64"),
    ...{ title: "A ramp", pixelSize: rendered.pixelSize, unit: "mm", colorBar: rendered, intensityUnit: "a.u." },
    legend: [{ color: [213, 94, 0], label: "pores" }],
  });
  assertSvg("picture", svg);
});
