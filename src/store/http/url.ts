/**
 * Keys as parts of URLs.
 * @module
 */
import { GeometryError, UnsupportedError } from "../../errors.ts";

/** Percent-encodes a key, step by step, all but the characters that RFC 3986 leaves alone (S3 signatures want just that). */
export const encodeKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll("%2F", "/")
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Parameters in queries that open doors: they must not be written to disk in the locator of a store. */
const secrets =
  /^(x-amz-(signature|credential|security-token)|x-goog-(signature|credential)|awsaccesskeyid|signature|sig|se?cret|.*token|api-?key|password)$/i;

/** The URL of a folder, without a `/` at its end. Throws GeometryError for what is no http URL, UnsupportedError where it holds a secret. */
export function checkedUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new GeometryError(`Expected a URL with http:// or https://, found "${text}".`);
  if (url.username !== "" || url.password !== "" || [...url.searchParams.keys()].some((name) => secrets.test(name)))
    throw new UnsupportedError(
      `The URL of ${url.host}${url.pathname} holds a password or a signature, which would be kept in the records of runs.`,
      {
        hint: "For object stores use an s3:// address, with the credentials in the environment; else download the file.",
      },
    );
  url.hash = "";
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

/** The URL of a key below a folder; the query of the folder's URL goes with every key. */
export function urlOf(folder: URL, key: string): string {
  const url = new URL(folder);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${encodeKey(key)}`;
  return url.href;
}
