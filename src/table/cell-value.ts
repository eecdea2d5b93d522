/**
 * What the text of a CSV cell stands for.
 * @module
 */

const integerText = /^-?(?:0|[1-9]\d*)$/;
const floatText = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const named: { readonly [text: string]: number } = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

/** The number, truth or absence that a text without quotes stands for; undefined for other text. */
export function cellValue(text: string): number | bigint | boolean | null | undefined {
  if (text === "") return null;
  if (integerText.test(text) && text !== "-0") {
    const number = Number(text);
    if (Number.isSafeInteger(number)) return number;
    // Longer than 64 bits is a float that somebody wrote without a point.
    return text.length <= 20 ? BigInt(text) : number;
  }
  if (floatText.test(text)) return Number(text);
  if (text === "true" || text === "false") return text === "true";
  return named[text.toLowerCase()];
}
