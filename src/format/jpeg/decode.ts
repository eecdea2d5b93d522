/**
 * Decoding by the optional package sharp (libjpeg-turbo).
 * @module
 */
import { FormatError, NotFoundError } from "../../errors.ts";

/** The part of sharp that is used, so that nobody needs its types. */
export type Sharp = (
  input: Uint8Array,
  options: { readonly failOn: "warning"; readonly ignoreIcc: true; readonly limitInputPixels: false; readonly unlimited: false },
) => {
  toColourspace(name: "srgb" | "b-w"): {
    raw(): {
      toBuffer(options: { readonly resolveWithObject: true }): Promise<{
        readonly data: Uint8Array;
        readonly info: { readonly width: number; readonly height: number; readonly channels: number };
      }>;
    };
  };
};

/** Loads sharp. Throws NotFoundError that says how to install it. `load` is for tests. */
export async function loadSharp(load: () => Promise<unknown> = () => import("sharp")): Promise<Sharp> {
  try {
    return ((await load()) as { readonly default: Sharp }).default;
  } catch (cause) {
    throw new NotFoundError("Expected the package sharp, which decodes JPEG files, found none.", {
      what: "sharp",
      hint: "Install it: npm install sharp.",
      cause,
    });
  }
}

/**
 * The samples of a whole picture, row by row: 1 channel or red, green, blue, as they are stored: embedded colour profiles and the
 * orientation of a camera are not applied. Damage of any kind is an error, not grey.
 */
export async function decodeJpeg(
  sharp: Sharp,
  bytes: Uint8Array,
  wanted: { readonly width: number; readonly height: number; readonly channels: number },
  path: string,
): Promise<Uint8Array> {
  const broken = (reason: string, cause?: unknown): FormatError =>
    new FormatError(`Expected a picture that can be decoded in ${path}: ${reason}.`, {
      path,
      cause,
      hint: "The file is damaged or was not copied completely.",
    });
  const options = { failOn: "warning", ignoreIcc: true, limitInputPixels: false, unlimited: false } as const;
  let decoded: { readonly data: Uint8Array; readonly info: { readonly width: number; readonly height: number; readonly channels: number } };
  try {
    decoded = await sharp(bytes, options)
      .toColourspace(wanted.channels === 1 ? "b-w" : "srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw broken((error as Error).message.trim().replaceAll(/\s+/g, " "), error);
  }
  const { data, info } = decoded;
  const { width, height, channels } = wanted;
  if (info.width !== width || info.height !== height || info.channels !== channels || data.length !== width * height * channels)
    throw broken(`its pixels are ${info.width} x ${info.height} x ${info.channels}, its header says ${width} x ${height} x ${channels}`);
  return data;
}
