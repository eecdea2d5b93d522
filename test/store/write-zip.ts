/**
 * Writes zip archives for the tests: stored or deflate, with ZIP64 records on demand, and with lies on demand.
 */
import { deflateRawSync } from "node:zlib";
import { crc32 } from "#dist/format/deflate/index.js";

export interface TestMember {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  readonly zip64?: boolean;
  /** What the directory says, where that is not the truth. */
  readonly claims?: { readonly bytes?: number; readonly crc32?: number; readonly method?: number; readonly flags?: number };
}

/** An archive of these members, in this order. */
export function writeZip(
  members: readonly TestMember[],
  { comment = "", zip64 = false }: { comment?: string; zip64?: boolean } = {},
): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, deflate = false, zip64: wide = false, claims = {} } of members) {
    const stored = deflate ? deflateRawSync(data) : Buffer.from(data);
    const file = Buffer.from(name, "utf8");
    const facts = { method: deflate ? 8 : 0, flags: 0x800, crc32: crc32(data), bytes: data.length, ...claims };
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(20, 4);
    header.writeUInt16LE(facts.flags, 6);
    header.writeUInt16LE(facts.method, 8);
    header.writeUInt32LE(facts.crc32, 14);
    header.writeUInt32LE(stored.length, 18);
    header.writeUInt32LE(facts.bytes, 22);
    header.writeUInt16LE(file.length, 26);
    // An extra field here only, as many programs write: the data do not begin where the directory's lengths would have it.
    const extra = Buffer.from([0x55, 0x54, 5, 0, 0, 1, 2, 3, 4]);
    header.writeUInt16LE(extra.length, 28);
    const numbers = [facts.bytes, stored.length, at];
    const big = Buffer.alloc(wide ? 28 : 0);
    if (wide) {
      big.writeUInt16LE(1, 0);
      big.writeUInt16LE(24, 2);
      for (const [i, n] of numbers.entries()) big.writeBigUInt64LE(BigInt(n), 4 + 8 * i);
    }
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(facts.flags, 8);
    entry.writeUInt16LE(facts.method, 10);
    entry.writeUInt32LE(facts.crc32, 16);
    entry.writeUInt32LE(wide ? 0xffffffff : stored.length, 20);
    entry.writeUInt32LE(wide ? 0xffffffff : facts.bytes, 24);
    entry.writeUInt16LE(file.length, 28);
    entry.writeUInt16LE(big.length, 30);
    entry.writeUInt32LE(wide ? 0xffffffff : at, 42);
    directory.push(entry, file, big);
    parts.push(header, file, extra, stored);
    at += header.length + file.length + extra.length + stored.length;
  }
  const table = Buffer.concat(directory);
  return new Uint8Array(Buffer.concat([...parts, table, ...endRecords(at, table.length, members.length, comment, zip64)]));
}

function endRecords(offset: number, length: number, count: number, comment: string, zip64: boolean): Buffer[] {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : length, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  end.writeUInt16LE(Buffer.byteLength(comment), 20);
  if (!zip64) return [end, Buffer.from(comment)];
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  wide.writeBigUInt64LE(44n, 4);
  for (const [i, n] of [count, count, length, offset].entries()) wide.writeBigUInt64LE(BigInt(n), 24 + 8 * i);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + length), 8);
  locator.writeUInt32LE(1, 16);
  return [wide, locator, end, Buffer.from(comment)];
}
