/**
 * Bytes inside a page.
 * @module
 */

/** Base64, in pieces that fit the arguments of one call. */
function base64(bytes: Uint8Array): string {
  const piece = 0x6000;
  let binary = "";
  for (let at = 0; at < bytes.length; at += piece) binary += String.fromCharCode(...bytes.subarray(at, at + piece));
  return btoa(binary);
}

/** The bytes of a PNG file as an address. */
export function pngDataUri(png: Uint8Array): string {
  return `data:image/png;base64,${base64(png)}`;
}
