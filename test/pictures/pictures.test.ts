import { test } from "node:test";
import { NdArray } from "#dist/array/nd-array.js";
import { contactSheet, createImage, mosaic, orthogonalPlanes, picture, renderPlane } from "#dist/render/index.js";
import { drawText } from "#dist/render/text.js";
import { assertPicture } from "./compare.js";

/** Three balls of different brightness in a volume of 12 x 20 x 28 voxels, and their labels. Whole numbers only. */
const shape = [12, 20, 28] as const;
const balls = [
  { center: [5, 7, 8], radius2: 20, value: 200 },
  { center: [6, 13, 13], radius2: 14, value: 140 },
  { center: [5, 9, 21], radius2: 26, value: 90 },
] as const;
const volume = NdArray.zeros("uint8", shape);
const labels = NdArray.zeros("uint32", shape);
for (let z = 0, i = 0; z < shape[0]; z++) {
  for (let y = 0; y < shape[1]; y++) {
    for (let x = 0; x < shape[2]; x++, i++) {
      volume.data[i] = 20 + y + ((7 * x + 5 * y + 3 * z) % 4);
      for (const [k, { center, radius2, value }] of balls.entries()) {
        const distance2 = (z - center[0]) ** 2 + (y - center[1]) ** 2 + (x - center[2]) ** 2;
        if (distance2 >= radius2) continue;
        volume.data[i] = value - distance2;
        labels.data[i] = k + 1;
      }
    }
  }
}
const planes = orthogonalPlanes(volume, [5, 9, 12]);
const labelPlanes = orthogonalPlanes(labels, [5, 9, 12]);

test("a plane with everything around it", () => {
  const image = picture(planes.z, {
    ...{ minSize: 400, labels: labelPlanes.z, title: "Three balls, z = 5", axes: ["y", "x"], colorBar: "a.u." },
    ...{ spacing: [1.4, 1.4], unit: "um" },
  });
  assertPicture("picture", image);
});

test("an anisotropic plane with NaN, through a colormap, on dark paper", () => {
  const values = Float32Array.from({ length: shape[0] * shape[2] }, (_, i) => (i % 41 === 7 ? Number.NaN : (i % 28) / 1e3));
  const plane = new NdArray("float32", values, [shape[0], shape[2]]);
  const image = picture(plane, {
    minSize: 280,
    spacing: [3, 1],
    unit: "nm",
    colormap: "magma",
    colorBar: true,
    title: "dark",
    paper: "dark",
  });
  assertPicture("anisotropic", image);
});

test("a picture too small for its scale bar has it below", () => {
  assertPicture("strip", picture(new NdArray("uint8", volume.data, [2, 28]), { minSize: 100, maxSize: 120, spacing: [1, 1], unit: "mm" }));
});

test("three cuts side by side, with z upwards", () => {
  const options = { maxSize: 360, spacing: [2, 1, 1], unit: "um", labels: labelPlanes, title: "Cuts", flip: ["z"] } as const;
  assertPicture("mosaic", mosaic(planes, options));
});

test("a contact sheet", () => {
  const entries = [2, 4, 6, 8, 10].map((z) => {
    const plane = orthogonalPlanes(volume, [z, 0, 0]).z;
    return {
      image: renderPlane(plane, { minSize: 84, maxSize: 84, window: [0, 200], colormap: "viridis" }),
      caption: `plane z = ${z} of 12`,
    };
  });
  assertPicture("contact-sheet", contactSheet(entries, { fontScale: 1, title: "Every second plane" }));
});

test("every letter of the font", () => {
  const image = createImage(330, 150, [250, 250, 248]);
  const lines = [
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789",
    "abcdefghijklmnopqrstuvwxyz Å é ü",
    "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "µ × ± ° ² ³ − – — · … ≤ ≥ σ → ↓ \u4e2d",
  ];
  for (const [i, line] of lines.entries()) {
    drawText(image, line, 6, 6 + 12 * i, { color: [27, 33, 43], scale: 1 });
    drawText(image, line.slice(0, 26), 6, 58 + 22 * i, { color: [27, 33, 43], scale: 2, halo: i === 3 ? [255, 220, 120] : undefined });
  }
  assertPicture("font", image);
});
