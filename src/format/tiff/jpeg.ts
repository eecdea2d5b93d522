/**
 * Strips and tiles that are JPEG pictures (Adobe's TIFF technical note 2), decoded by the optional package sharp.
 *
 * A segment lacks the tables that all share (tag JPEGTables), and what its colours mean is said by the page, not by the picture: both are
 * put in before it is decoded. Like every reader, this one gives red, green, blue for pictures stored as brightness and colour (YCbCr).
 * @module
 */
import { decodeJpeg, loadSharp } from "../jpeg/index.ts";
import type { Page } from "./page.ts";
import { tag } from "./tags.ts";

const marker = { soi: 0xd8, eoi: 0xd9, sos: 0xda, app0: 0xe0, app14: 0xee } as const;

/** What stands between the first and the last marker that matter: segments of a JPEG picture up to its scan. */
interface Parts {
  readonly kept: readonly Uint8Array[];
  /** From the frame header on: the picture's own size. */
  readonly frame: { readonly height: number; readonly width: number; readonly components: number } | undefined;
  /** Where the scan begins, or the end of tables. */
  readonly scan: number;
}

const isFrame = (code: number): boolean => code >= 0xc0 && code <= 0xcf && code !== 0xc4 && code !== 0xc8 && code !== 0xcc;

/** Goes from marker to marker. Throws a plain Error where there is none. Leaves out what says how colours are meant. */
function partsOf(data: Uint8Array): Parts {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 4 || view.getUint16(0) !== 0xff00 + marker.soi) throw new Error("no JPEG picture");
  const kept: Uint8Array[] = [];
  let frame: Parts["frame"];
  for (let at = 2; at + 4 <= data.length; ) {
    const code = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff) throw new Error(`no JPEG marker at byte ${at}`);
    if (code === 0xff) at++;
    else if (code === marker.sos || code === marker.eoi) return { kept, frame, scan: at };
    else {
      const end = at + 2 + view.getUint16(at + 2);
      if (end > data.length || end < at + 4) throw new Error(`a JPEG segment that ends at byte ${end} of ${data.length}`);
      if (isFrame(code) && end >= at + 10)
        frame = { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: view.getUint8(at + 9) };
      if (code !== marker.app0 && code !== marker.app14) kept.push(data.subarray(at, end));
      at = end;
    }
  }
  if (frame === undefined && kept.length > 0) return { kept, frame, scan: data.length };
  throw new Error("a JPEG picture without a scan");
}

/** Adobe's marker: colours are as they are (0), or brightness and colour (1). */
const adobe = (transform: 0 | 1): Uint8Array =>
  Uint8Array.of(0xff, marker.app14, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform);

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The samples of the first rows of a segment. Throws a plain Error where the picture is not one of the segment's size. */
export async function decodeJpegSegment(stored: Uint8Array, limit: number, page: Page): Promise<Uint8Array> {
  const { grid, ifd, photometric } = page;
  const tables = await ifd.bytesOf(tag.jpegTables);
  const shared = tables.length > 0 ? partsOf(tables).kept : [];
  const own = partsOf(stored);
  const { frame } = own;
  if (frame === undefined) throw new Error("a JPEG picture without a frame");
  const { width, height, components } = frame;
  const rows = Math.ceil(limit / grid.rowBytes);
  if (width !== grid.segmentWidth || height < rows || height > grid.segmentRows || components !== grid.segmentSamples)
    throw new Error(
      `a picture of ${width} x ${height} x ${components} for a segment of ${grid.segmentWidth} x ${rows} to ${grid.segmentRows} x ${grid.segmentSamples}`,
    );
  const start = Uint8Array.of(0xff, marker.soi);
  const colours = components === 1 ? [] : [adobe(photometric === "ycbcr" ? 1 : 0)];
  const whole = join([start, ...colours, ...shared, ...own.kept, stored.subarray(own.scan)]);
  return decodeJpeg(await loadSharp(), whole, { width, height, channels: components }, ifd.reader.path);
}
