/**
 * Compressed segmentations: labels in blocks, each with a table of the labels in it and as few bits a voxel as that needs.
 * https://github.com/google/neuroglancer/blob/master/src/sliceview/compressed_segmentation/README.md
 * @module
 */
import type { Vec } from "../../geometry/vec.ts";
import { CorruptData } from "../codec/codec.ts";

/** Labels in C order (c, z, y, x). `shape` is x, y, z of the chunk. Throws CorruptData. */
export function decodeSegmentation<L extends Uint32Array | BigUint64Array>(
  data: Uint8Array,
  labels: L,
  shape: Vec,
  block: Vec,
  channels: number,
): L {
  if (data.length % 4 !== 0 || data.length < 4 * channels)
    throw new CorruptData(`expected a compressed segmentation of whole 4-byte words, found ${data.length} bytes`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const words = Uint32Array.from({ length: data.length / 4 }, (_, i) => view.getUint32(4 * i, true));
  const voxels = labels.length / channels;
  for (let c = 0; c < channels; c++) {
    const channel = words.subarray(words[c] as number);
    decodeChannel(channel, labels.subarray(c * voxels, (c + 1) * voxels), shape as readonly [number, number, number], block);
  }
  return labels;
}

function decodeChannel(
  words: Uint32Array,
  labels: Uint32Array | BigUint64Array,
  shape: readonly [number, number, number],
  block: Vec,
): void {
  const [nx, ny, nz] = shape;
  const [bx, by, bz] = block as readonly [number, number, number];
  let header = 0;
  for (let z = 0; z < nz; z += bz) {
    for (let y = 0; y < ny; y += by) {
      for (let x = 0; x < nx; x += bx, header += 2) {
        const head = words[header];
        const start = words[header + 1];
        if (head === undefined || start === undefined) throw new CorruptData("its table of blocks is cut short");
        const bits = head >>> 24;
        if (bits !== 0 && !(bits <= 32 && (bits & (bits - 1)) === 0))
          throw new CorruptData(`expected blocks of 0, 1, 2, ... 32 bits a voxel, found ${bits}`);
        const labelAt = labelReader(words, labels, head & 0xffffff);
        for (let dz = 0; dz < Math.min(bz, nz - z); dz++) {
          for (let dy = 0; dy < Math.min(by, ny - y); dy++) {
            const row = ((z + dz) * ny + y + dy) * nx + x;
            for (let dx = 0; dx < Math.min(bx, nx - x); dx++) labelAt(row + dx, indexAt(words, start, bits, dx + bx * (dy + by * dz)));
          }
        }
      }
    }
  }
}

/** The place in the block's table of voxel number `n`: `bits` bits, lowest first. */
function indexAt(words: Uint32Array, start: number, bits: number, n: number): number {
  if (bits === 0) return 0;
  const word = words[start + Math.floor((n * bits) / 32)];
  if (word === undefined) throw new CorruptData("the voxels of a block lie outside");
  return bits === 32 ? word : (word >>> ((n * bits) % 32)) & (2 ** bits - 1);
}

/** Sets a voxel to the label at a place of the table that begins at `table`. */
function labelReader(words: Uint32Array, labels: Uint32Array | BigUint64Array, table: number): (voxel: number, index: number) => void {
  const outside = (): never => {
    throw new CorruptData("the labels of a block lie outside");
  };
  if (labels instanceof Uint32Array)
    return (voxel, index) => {
      labels[voxel] = words[table + index] ?? outside();
    };
  return (voxel, index) => {
    const at = table + 2 * index;
    labels[voxel] = (BigInt(words[at + 1] ?? outside()) << 32n) | BigInt(words[at] ?? outside());
  };
}
