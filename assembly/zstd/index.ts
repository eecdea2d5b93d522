// Zstandard decoder. It owns its memory: the caller writes the source at BUFFERS, and reads the target where it asked for it.
import { prepareRepeats } from "./copy";
import { decodeFrame, frameEnd } from "./frame";
import { BUFFERS } from "./layout";
import { preparePredefined } from "./sequence-tables";

preparePredefined();
prepareRepeats();

/** Where the source is to be written. */
export const buffers: usize = BUFFERS;

/**
 * Decodes all frames of the `size` bytes at BUFFERS to `target`, which has `room` bytes and 64 more that may be overwritten. So many
 * must also lie between source and target. Returns the bytes written, or what is wrong (errors.ts).
 */
export function decode(size: i32, target: usize, room: i32): i32 {
  const end = BUFFERS + size;
  let out = target;
  for (let at = BUFFERS; at < end; at = frameEnd) {
    const written = decodeFrame(at, end, out, target + room);
    if (written < 0) return written;
    out += written;
  }
  return <i32>(out - target);
}
