/**
 * The text of the first photometry of this kind (A. Zonca, planck-sources-hadoop, 2013): a line a source, `NAME_10arcminmean`, tab, value.
 * @module
 */

/** As C prints `%.5e`: at least two digits of exponent. */
export function scientific(value: number): string {
  const [digits, exponent] = value.toExponential(5).split("e") as [string, string];
  const size = exponent.slice(1);
  return `${digits}e${exponent[0]}${size.length < 2 ? `0${size}` : size}`;
}

/** One line, without its line break. `radius` is text: "10arcmin". */
export const hadoopLine = (name: string, radius: string, mean: number): string => `${name}_${radius}mean\t${scientific(mean)}`;

/** Lines as the shuffle of Hadoop sorts them: by bytes. Sources that were not seen have no line. */
export function hadoopText(names: readonly string[], radius: string, means: ArrayLike<number>): string {
  const lines = names.flatMap((name, i) => (Number.isNaN(means[i]) ? [] : [hadoopLine(name, radius, means[i] as number)]));
  const encoder = new TextEncoder();
  const keyed = lines.map((line) => ({ line, bytes: encoder.encode(line.slice(0, line.lastIndexOf("\t"))) }));
  keyed.sort((a, b) => compareBytes(a.bytes, b.bytes));
  return keyed.map(({ line }) => `${line}\n`).join("");
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}

/** Lines of that form, read again. The key is split at its last underscore. */
export function parseHadoopText(text: string): { readonly name: string; readonly statistic: string; readonly value: number }[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [key = "", value = ""] = line.split("\t");
      const cut = key.lastIndexOf("_");
      return { name: key.slice(0, cut), statistic: key.slice(cut + 1), value: Number(value) };
    });
}
