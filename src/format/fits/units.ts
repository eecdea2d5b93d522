/**
 * Header and data units: what a FITS file is made of.
 * @module
 */
import { FormatError } from "../../errors.ts";
import { pathOf } from "../raw/index.ts";
import type { FileLocation } from "../source.ts";
import { blockBytes, type Cards, cardBytes, numberOf, parseCards, textOf } from "./cards.ts";
import { type Forward, forwardGzip, forwardStored } from "./forward.ts";

/** One header with its data. */
export interface HeaderDataUnit {
  readonly cards: Cards;
  /** 0 is the primary one. */
  readonly number: number;
  /** "PRIMARY", or the extension's type: "IMAGE", "BINTABLE", "TABLE". */
  readonly type: string;
  readonly bitpix: number;
  /** NAXIS1, NAXIS2, ...: fastest first. */
  readonly sizes: readonly number[];
  readonly randomGroups: boolean;
  /** Of the data, in the decoded file. */
  readonly offset: number;
  readonly dataBytes: number;
}

const bitpixValues = [8, 16, 32, 64, -32, -64];
/** Headers are pages of text; more than this is none. */
const mostHeaderBytes = 16 * 1024 * 1024;

export const looksLikeFits = (head: Uint8Array): boolean =>
  /^SIMPLE {2}= {1,}[TF]/.test(new TextDecoder("latin1").decode(head.subarray(0, 80)));

/** Goes through all headers. Throws FormatError where one is broken, or promises data that the file does not have. */
export async function readUnits(location: FileLocation, gzipped: boolean): Promise<HeaderDataUnit[]> {
  const path = pathOf(location);
  const forward = gzipped ? forwardGzip(location) : await forwardStored(location);
  const units: HeaderDataUnit[] = [];
  try {
    for (let offset = 0; ; ) {
      const header = await readHeader(forward, units.length, path);
      if (header === undefined) return units;
      offset += header.bytes;
      const unit = describeUnit(parseCards(header.text), units.length, offset, path);
      const there = await forward.skip(unit.dataBytes);
      if (there < unit.dataBytes)
        throw new FormatError(
          `Expected ${unit.dataBytes} bytes of data of unit ${unit.number} (${unit.type}) in ${path}, found ${there}.`,
          {
            path,
            hint: "The file is cut short, or its header is wrong.",
          },
        );
      units.push(unit);
      const padding = (blockBytes - (unit.dataBytes % blockBytes)) % blockBytes;
      await forward.skip(padding);
      offset += unit.dataBytes + padding;
    }
  } finally {
    await forward.close();
  }
}

/** The text of the next header, or undefined where no further extension begins. */
async function readHeader(
  forward: Forward,
  number: number,
  path: string,
): Promise<{ readonly text: string; readonly bytes: number } | undefined> {
  const parts: string[] = [];
  for (let bytes = 0; bytes < mostHeaderBytes; ) {
    const block = await forward.take(blockBytes);
    const text = new TextDecoder("latin1").decode(block);
    // After the last unit there may be padding, or special records that the standard leaves open.
    if (bytes === 0 && number > 0 && !text.startsWith("XTENSION")) return undefined;
    if (bytes === 0 && number === 0 && !looksLikeFits(block))
      throw new FormatError(`Expected the card SIMPLE at the beginning of ${path}, found ${JSON.stringify(text.slice(0, 10))}.`, { path });
    bytes += block.length;
    parts.push(text);
    for (let at = 0; at + cardBytes <= text.length; at += cardBytes)
      if (/^END {5}/.test(text.slice(at, at + 8))) return { text: parts.join(""), bytes };
    if (block.length < blockBytes) break;
  }
  throw new FormatError(`Expected the card END in the header of unit ${number} of ${path}, found none.`, {
    path,
    hint: "The file is cut short.",
  });
}

function describeUnit(cards: Cards, number: number, offset: number, path: string): HeaderDataUnit {
  const bitpix = numberOf(cards, "BITPIX");
  const naxis = numberOf(cards, "NAXIS");
  const sizes = Array.from({ length: naxis >= 0 && naxis <= 999 ? naxis : 0 }, (_, i) => numberOf(cards, `NAXIS${i + 1}`));
  const groups = numberOf(cards, "GCOUNT", 1);
  const parameters = numberOf(cards, "PCOUNT", 0);
  const whole = [...sizes, groups, parameters].every((n) => Number.isSafeInteger(n) && n >= 0);
  const randomGroups = number === 0 && sizes[0] === 0 && cards.get("GROUPS") === true;
  const voxels = sizes.length === 0 ? 0 : (randomGroups ? sizes.slice(1) : sizes).reduce((a, b) => a * b, 1);
  const dataBytes = sizes.length === 0 ? 0 : (Math.abs(bitpix) / 8) * groups * (parameters + voxels);
  if (!bitpixValues.includes(bitpix) || !(naxis >= 0 && naxis <= 999) || !whole || !Number.isSafeInteger(dataBytes * 8))
    throw new FormatError(
      `Expected BITPIX and lengths of axes that FITS allows in unit ${number} of ${path}, found BITPIX ${cards.get("BITPIX") ?? "missing"}, NAXIS ${cards.get("NAXIS") ?? "missing"}: [${sizes.slice(0, 10).join(", ")}].`,
      { path },
    );
  const type = number === 0 ? "PRIMARY" : textOf(cards, "XTENSION");
  return { cards, number, type, bitpix, sizes, randomGroups, offset, dataBytes };
}
