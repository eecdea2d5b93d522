/**
 * The body of an answer as bytes.
 * @module
 */
import type { Answer } from "./connection.ts";
import { TransferError } from "./transfer-error.ts";

/** The whole length of the body as the server says; undefined where it does not, or where it speaks of the compressed form. */
export function statedLength({ headers }: Answer): number | undefined {
  if (isCompressed(headers)) return undefined;
  const text = headers.get("content-length")?.trim() ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** True when what the server sends is not the value itself but a compressed form of it, which `fetch` undoes. */
export const isCompressed = (headers: Headers): boolean => !["", "identity"].includes(headers.get("content-encoding")?.trim() ?? "");

/** The body, or its first `most` bytes. Throws TransferError where it ends before the stated length. */
export async function readBody(answer: Answer, most = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const stated = statedLength(answer);
  const expected = Math.min(stated ?? Number.POSITIVE_INFINITY, most);
  let out = new Uint8Array(Math.min(expected, 2 ** 20));
  let length = 0;
  if (expected > 0) {
    for await (const piece of answer.pieces) {
      const part = piece.subarray(0, most - length);
      if (length + part.length > out.length) {
        // Doubling, so that a server that states too much does not decide how much is allocated.
        const grown = new Uint8Array(Math.min(expected, Math.max(length + part.length, 2 * out.length)));
        grown.set(out.subarray(0, length));
        out = grown;
      }
      out.set(part, length);
      length += part.length;
      if (length >= most) break;
    }
  }
  if (stated !== undefined && length < expected)
    throw new TransferError(`The answer of ${answer.url} was cut: ${length} of ${expected} bytes came`);
  return length === out.length ? out : out.slice(0, length);
}

/** The first characters of a body, for messages; "" where it cannot be read. */
export async function readText(answer: Answer, most = 4096): Promise<string> {
  try {
    return new TextDecoder().decode(await readBody(answer, most));
  } catch {
    return "";
  }
}
