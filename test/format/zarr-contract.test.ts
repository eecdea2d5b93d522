import type { Dtype } from "#dist/array/dtype.js";
import { zarrFormat } from "#dist/format/zarr/index.js";
import { formatContract } from "../contract/format.js";
import { fixtures, storeOf } from "./zarr-fixtures.js";

/** Arrays that zarr-python wrote, with the voxels it reads from them. The groups have tests of their own. */
for (const [name, fixture] of Object.entries(fixtures())) {
  const metadata = fixture.keys["zarr.json"] ?? fixture.keys[".zarray"];
  const isArray = metadata !== undefined && JSON.parse(atob(metadata)).node_type !== "group";
  if (!isArray || fixture.shape.length === 0 || fixture.shape.includes(0)) continue;
  const chunkKeys = Object.keys(fixture.keys).filter((key) => !/zarr\.json|\.z/.test(key));
  const firstKey = chunkKeys[0] as string;
  const first = (firstKey.match(/\d+/g) as string[]).map(Number);
  const sharded = name.includes("shards");
  formatContract({
    name,
    format: zarrFormat,
    location: async () => ({ store: await storeOf(fixture, "box/array.zarr/"), key: "box/array.zarr" }),
    expected: { shape: fixture.shape, dtype: fixture.dtype as Dtype, sha256: fixture.sha256, axes: ["z", "y", "x"], spacing: [1, 1, 1] },
    // A shard of eight chunks has a table of 132 bytes; no chunk of 32 compressed voxels of noise-free data is above 100 bytes.
    bytesPerChunk: sharded ? 132 + 100 : Math.max(...chunkKeys.map((key) => atob(fixture.keys[key] as string).length)),
    stored: { index: first.map((i) => (sharded ? 2 * i : i)), key: `box/array.zarr/${firstKey}` },
  });
}
