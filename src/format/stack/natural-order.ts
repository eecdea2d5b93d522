/**
 * The order in which people number files.
 * @module
 */

/** Digits and what lies between them, in turn; the first part is text (maybe empty). */
const partsOf = (name: string): string[] => name.split(/(\d+)/);

/** Compares runs of digits as whole numbers of any length. */
function compareNumbers(a: string, b: string): number {
  const [x, y] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return x.length - y.length || compareText(x, y);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Compares names with their numbers as numbers: `img2` before `img10`. The text between them goes by code units, not by the
 * language of the machine, so that the order is the same everywhere. Names that differ in zeros only (`1`, `01`) go by code units.
 */
export function naturalOrder(a: string, b: string): number {
  const [x, y] = [partsOf(a), partsOf(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const compare = i % 2 === 1 ? compareNumbers : compareText;
    const difference = compare(x[i] as string, y[i] as string);
    if (difference !== 0) return difference;
  }
  return x.length - y.length || compareText(a, b);
}
