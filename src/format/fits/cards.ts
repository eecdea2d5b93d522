/**
 * The cards of a FITS header: 80 characters each (FITS standard 4.0, section 4).
 * @module
 */
import type { Json } from "../source.ts";

/** Values by keyword; a keyword that comes again keeps its first value. Comments and history are lists of lines. */
export type Cards = ReadonlyMap<string, Json>;

export const cardBytes = 80;
export const blockBytes = 2880;

const textKeywords = new Set(["COMMENT", "HISTORY", ""]);

/** Parses the cards before END. What is no value of the standard is kept as text, so that it can still be seen. */
export function parseCards(text: string): Cards {
  const cards = new Map<string, Json>();
  const lines = new Map<string, string[]>();
  let last: string | undefined;
  for (let at = 0; at + cardBytes <= text.length; at += cardBytes) {
    const card = text.slice(at, at + cardBytes);
    const keyword = card.slice(0, 8).trimEnd();
    if (keyword === "END") break;
    if (keyword === "CONTINUE" && last !== undefined) {
      // A long string goes on where it ends with an ampersand.
      const before = cards.get(last);
      const more = parseValue(card.slice(8));
      if (typeof before === "string" && before.endsWith("&") && typeof more === "string") cards.set(last, before.slice(0, -1) + more);
      continue;
    }
    const hierarch = /^HIERARCH\s+(.+?)\s*=(.*)$/.exec(card);
    if (hierarch === null && card.slice(8, 10) !== "= ") {
      if (textKeywords.has(keyword)) lines.set(keyword, [...(lines.get(keyword) ?? []), card.slice(8).trimEnd()]);
      continue;
    }
    const name = hierarch === null ? keyword : (hierarch[1] as string);
    last = undefined;
    if (cards.has(name)) continue;
    cards.set(name, parseValue(hierarch === null ? card.slice(10) : (hierarch[2] as string)));
    last = name;
  }
  for (const [name, list] of lines) if (name !== "" || list.some((line) => line !== "")) cards.set(name, list);
  return cards;
}

/** A string, T or F, a number (also with a D exponent), else the text before the comment; null where there is no value. */
function parseValue(field: string): Json {
  const string = /^\s*'((?:[^']|'')*)'/.exec(field);
  if (string !== null) return (string[1] as string).replaceAll("''", "'").replace(/ +$/, "");
  const text = (field.split("/", 1)[0] as string).trim();
  if (text === "") return null;
  if (text === "T" || text === "F") return text === "T";
  const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[ED][+-]?\d+)?$/i.test(text) ? Number(text.replace(/D/i, "E")) : Number.NaN;
  const exact = Number.isFinite(number) && (/[.ED]/i.test(text) || Number.isSafeInteger(number));
  return exact ? number : text;
}

/** A number, also where it is an integer that was kept as text because a double may not hold it; NaN where there is none. */
export function numberOf(cards: Cards, keyword: string, fallback = Number.NaN): number {
  const value = cards.get(keyword);
  if (typeof value === "number") return value;
  return typeof value === "string" && /^[+-]?\d+$/.test(value) ? Number(value) : fallback;
}

export const textOf = (cards: Cards, keyword: string): string => {
  const value = cards.get(keyword);
  return typeof value === "string" ? value.trim() : "";
};
