/**
 * Numbers as people read them: few digits, grouped thousands, sensible units.
 * @module
 */

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** Whole numbers exactly, with thousands grouped: `16,777,216`. */
export function formatInteger(value: number | bigint): string {
  const text = typeof value === "bigint" ? value.toString() : Math.round(value).toFixed(0);
  return text.startsWith("-") ? `-${group(text.slice(1))}` : group(text);
}

/**
 * A number with at most `digits` significant digits (default 4: enough to compare, few enough to read).
 * Whole numbers below 10^15 stay exact; beyond 10^15 and below 10^-4 there is an exponent.
 */
export function formatNumber(value: number | bigint, digits = 4): string {
  if (typeof value === "bigint" || (Number.isInteger(value) && Math.abs(value) < 1e15)) return formatInteger(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "-∞";
  const size = Math.abs(value);
  if (size >= 1e15 || size < 1e-4)
    return value
      .toExponential(digits - 1)
      .replace(/\.?0+e/, "e")
      .replace("e+", "e");
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const [whole = "", fraction = ""] = Math.abs(value).toFixed(Math.min(100, decimals)).split(".");
  const kept = fraction.replace(/0+$/, "");
  return `${value < 0 ? "-" : ""}${group(whole)}${kept === "" ? "" : `.${kept}`}`;
}

/** Short forms for the ticks of an axis: `950`, `12k`, `1.5M`, `2G`. */
export function formatShort(value: number): string {
  const steps: readonly (readonly [number, string])[] = [
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e4, "k"],
  ];
  const step = steps.find(([from]) => Math.abs(value) >= from);
  if (step === undefined) return formatNumber(value, 6);
  const [from, letter] = step;
  return `${formatNumber(value / (letter === "k" ? 1e3 : from), 4)}${letter}`;
}

/** Bytes with decimal prefixes, three digits: `512 B`, `16.8 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let at = 0;
  let rest = bytes;
  while (rest >= 999.5 && at < units.length - 1) {
    rest /= 1000;
    at++;
  }
  return `${at === 0 ? formatInteger(rest) : formatNumber(rest, 3)} ${units[at]}`;
}

/** A time span: `8 ms`, `3.1 s`, `2 min 5 s`, `1 h 4 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 0.9995) return `${formatNumber(seconds * 1000, seconds < 0.01 ? 2 : 3)} ms`;
  if (seconds < 59.95) return `${formatNumber(seconds, seconds < 9.995 ? 2 : 3)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const parts =
    hours > 0 ? [`${formatInteger(hours)} h`, minutes > 0 ? `${minutes} min` : ""] : [`${minutes} min`, rest > 0 ? `${rest} s` : ""];
  return parts.filter((part) => part !== "").join(" ");
}

/** A shape as `512 × 512 × 64`. */
export function formatShape(shape: readonly number[]): string {
  return shape.map((n) => formatInteger(n)).join(" × ");
}
