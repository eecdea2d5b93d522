/**
 * Listing a bucket, page after page (ListObjectsV2).
 * @module
 */
import { FormatError, NotFoundError } from "../../errors.ts";
import { readBody } from "../http/body.ts";
import type { Connection } from "../http/connection.ts";
import { refusal } from "../http/refuse.ts";
import { childrenOf, childText, parseXml, type XmlElement } from "./xml.ts";

/** A page holds up to 1,000 keys of up to 1,024 bytes, each percent-encoded, with some hundred bytes about each. */
const longestPage = 2 ** 24;

/** One page of a listing. */
export interface ListPage {
  readonly keys: readonly string[];
  /** With a delimiter: the beginnings of keys up to it. */
  readonly folders: readonly string[];
}

export interface ListRequest {
  readonly prefix: string;
  readonly delimiter?: "/" | undefined;
  readonly signal: AbortSignal | undefined;
  /** For messages. */
  readonly name: string;
}

/** All pages, in the order of the server: by the bytes of the keys in UTF-8. */
export async function* listPages(connection: Connection, request: ListRequest): AsyncGenerator<ListPage> {
  const { prefix, delimiter, name } = request;
  for (let token: string | undefined = ""; token !== undefined; ) {
    const query = new Map([
      ["encoding-type", "url"],
      ["list-type", "2"],
      ["prefix", prefix],
    ]);
    if (delimiter !== undefined) query.set("delimiter", delimiter);
    if (token !== "") query.set("continuation-token", token);
    const page = await readPage(connection, queryText(query), request);
    const decode = childText(page, "EncodingType") === "url" ? decodeUrl : (text: string): string => text;
    yield {
      keys: childrenOf(page, "Contents").map((item) => decode(childText(item, "Key") ?? "")),
      folders: childrenOf(page, "CommonPrefixes").map((item) => decode(childText(item, "Prefix") ?? "")),
    };
    const next = childText(page, "NextContinuationToken");
    const truncated = childText(page, "IsTruncated") === "true";
    // Without this check a broken server would be asked for ever.
    if (truncated && (next === undefined || next === "" || next === token))
      throw new FormatError(`Expected a continuation token in the listing of ${name}, found none that leads on.`, { path: name });
    token = truncated ? next : undefined;
  }
}

function readPage(connection: Connection, query: string, { signal, name }: ListRequest): Promise<XmlElement> {
  return connection.ask({ method: "GET", url: query }, signal, async (answer) => {
    if (answer.status === 404)
      throw new NotFoundError(`Expected the bucket of ${name}, found none.`, { what: name, hint: "Check its name and the endpoint." });
    if (answer.status !== 200) throw await refusal(answer, "list", name);
    const page = parseXml(new TextDecoder().decode(await readBody(answer, longestPage)), name);
    if (page.name !== "ListBucketResult") throw new FormatError(`Expected a listing of ${name}, found <${page.name}>.`, { path: name });
    return page;
  });
}

/** A query as both the request and its signature spell it. */
export const queryText = (query: Iterable<readonly [string, string]>): string =>
  `?${[...query].map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value).replace(/[!'()*]/g, percent)}`).join("&")}`;

const percent = (c: string): string => `%${c.charCodeAt(0).toString(16).toUpperCase()}`;

/** As forms are encoded: a space may be a plus. */
function decodeUrl(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
