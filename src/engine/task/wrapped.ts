/**
 * Reads an array that goes on periodically past its ends.
 *
 * ```
 *   wrapped    6 7 | 0 1 2 3 4 5 6 7 | 0 1      before 2, after 2, of an array of 8
 *                  a     plane     b            crosses a seam where b < a: two pieces, at most one for each side of it
 * ```
 * @module
 */
import { toFrameVec } from "../../geometry/frame.ts";
import type { LayerReader } from "../../kernels/collector.ts";
import { LayerRing } from "../../kernels/layers.ts";
import type { ReadFrom } from "../../plan/stage.ts";
import type { ReaderRequest } from "./readers.ts";

/** A run of source positions, and where along the target they go: more than once where the target is longer than the source. */
interface Piece {
  readonly from: number;
  readonly length: number;
  readonly at: readonly number[];
}

/** The source runs that make `length` positions from `start` on (in the source's count, which may be negative). */
function piecesOf(start: number, length: number, n: number): Piece[] {
  const first = ((start % n) + n) % n;
  if (length >= n) {
    const at: number[] = [];
    for (let p = -first; p < length; p += n) at.push(p);
    return [{ from: 0, length: n, at }];
  }
  if (first + length <= n) return [{ from: first, length, at: [0] }];
  const head = n - first;
  return [
    { from: first, length: head, at: [0] },
    { from: 0, length: length - head, at: [head] },
  ];
}

/** A reader whose voxels are those of another reader, modulo its shape. `open` opens that one, with planes of its own. */
export async function openWrapped(
  request: ReaderRequest,
  from: ReadFrom & { readonly kind: "wrapped" },
  open: (request: ReaderRequest) => Promise<LayerReader>,
): Promise<LayerReader> {
  const { plane, context } = request;
  const [depth, rows, columns] = toFrameVec(from.shape, 1);
  const [bz, by, bx] = toFrameVec(from.before, 0);
  const parts: { readonly y: Piece; readonly x: Piece; readonly reader: LayerReader }[] = [];
  for (const y of piecesOf(plane.y - by, plane.height, rows)) {
    for (const x of piecesOf(plane.x - bx, plane.width, columns)) {
      const part = { y: y.from, x: x.from, height: y.length, width: x.length };
      parts.push({ y, x, reader: await open({ ...request, from: from.from, plane: part }) });
    }
  }
  /** Source layers [first, last) into the ring, from layer `start` on. */
  const run = async (ring: LayerRing, start: number, first: number, last: number): Promise<void> => {
    for (const { y, x, reader } of parts) {
      const mark = context.memory.mark();
      const piece = new LayerRing(context.memory, ring.dtype, y.length, x.length, last - first, first);
      await reader.read(piece, first, last);
      for (let z = first; z < last; z++)
        for (const top of y.at) for (const left of x.at) paste(piece, z, ring, start + z - first, top, left);
      context.memory.release(mark);
    }
  };
  return {
    async read(ring, start, stop) {
      if (ring.dtype === "bool") clearLayers(context.memory.bytes(), ring, start, stop);
      for (let z = start; z < stop; ) {
        const first = (((z - bz) % depth) + depth) % depth;
        const last = Math.min(depth, first + stop - z, (Math.floor(first / from.layers) + 1) * from.layers);
        await run(ring, z, first, last);
        z += last - first;
      }
    },
  };
}

/** The bits past the last column of a mask must be 0. */
function clearLayers(bytes: Uint8Array, ring: LayerRing, start: number, stop: number): void {
  for (let z = start; z < stop; z++) bytes.fill(0, ring.address(z), ring.address(z) + ring.pitch * ring.height);
}

/** Copies a layer of a small ring into a layer of a larger one, row 0 to row `top`, column 0 to column `left`; what lies outside is left out. */
function paste(piece: LayerRing, from: number, ring: LayerRing, to: number, top: number, left: number): void {
  const x0 = Math.max(0, -left);
  const count = Math.min(piece.width, ring.width - left) - x0;
  if (count <= 0) return;
  for (let y = Math.max(0, -top); y < Math.min(piece.height, ring.height - top); y++) {
    if (ring.dtype === "bool") pasteBits(piece.bits(from, y), x0, count, ring.bits(to, top + y), left + x0);
    else {
      const source = piece.row(from, y).subarray(x0, x0 + count);
      ring.row(to, top + y).set(source as Uint8Array & BigInt64Array, left + x0);
    }
  }
}

/** Bits one by one, set and cleared: masks are seldom filtered periodically. */
function pasteBits(source: Uint8Array, x0: number, count: number, target: Uint8Array, at: number): void {
  for (let i = 0; i < count; i++) {
    const bit = ((source[(x0 + i) >> 3] as number) >> ((x0 + i) & 7)) & 1;
    const byte = (at + i) >> 3;
    const mask = 1 << ((at + i) & 7);
    target[byte] = bit === 1 ? (target[byte] as number) | mask : (target[byte] as number) & ~mask;
  }
}
