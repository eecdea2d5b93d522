/**
 * Colours: sRGB bytes, and the perceptual space in which they are chosen.
 * @module
 */

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** `#rrggbb`. */
export function toHex(rgb: Rgb): string {
  return `#${rgb.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** From `rrggbb`, with or without `#`. */
export function fromHex(hex: string): Rgb {
  const value = Number.parseInt(hex.replace("#", ""), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** The colour `amount` (0 to 1) of the way from `from` to `to`. */
export function mix(from: Rgb, to: Rgb, amount: number): Rgb {
  const channel = (i: 0 | 1 | 2): number => Math.round(from[i] + (to[i] - from[i]) * amount);
  return [channel(0), channel(1), channel(2)];
}

/**
 * Lightness 0 to 1, green-red a, blue-yellow b. Equal distances look about equally different.
 * Björn Ottosson, "A perceptual color space for image processing" (2020), https://bottosson.github.io/posts/oklab.
 */
export type Oklab = readonly [lightness: number, a: number, b: number];

const encode = (linear: number): number => (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055);
const decode = (encoded: number): number => (encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4);

function oklabToLinear([lightness, a, b]: Oklab): readonly [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** An sRGB colour in Oklab, for measuring differences. */
export function toOklab([red, green, blue]: Rgb): Oklab {
  const [r, g, b] = [decode(red / 255), decode(green / 255), decode(blue / 255)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The sRGB colour of this lightness (0 to 1), chroma (0 to about 0.3) and hue (turns); chroma gives way where sRGB ends. */
export function fromOklch(lightness: number, chroma: number, hueTurns: number): Rgb {
  const angle = 2 * Math.PI * hueTurns;
  for (let c = chroma; ; c -= 0.005) {
    const kept = Math.max(0, c);
    const linear = oklabToLinear([lightness, kept * Math.cos(angle), kept * Math.sin(angle)]);
    if (kept === 0 || linear.every((channel) => channel >= 0 && channel <= 1)) {
      const [r, g, b] = linear.map((channel) => Math.round(255 * encode(Math.min(1, Math.max(0, channel)))));
      return [r as number, g as number, b as number];
    }
  }
}
