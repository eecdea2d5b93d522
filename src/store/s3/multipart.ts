/**
 * Writing large objects in parts.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 * @module
 */
import { FormatError } from "../../errors.ts";
import { readBody } from "../http/body.ts";
import type { Answer, Connection } from "../http/connection.ts";
import { refusal } from "../http/refuse.ts";
import { TransferError } from "../http/transfer-error.ts";
import { Limit } from "../limit.ts";
import { queryText } from "./list.ts";
import { childText, escapeXml, parseXml } from "./xml.ts";

/** Sets by the service: parts of 5 MiB and more (but the last), at most 10,000 of them. */
const mostParts = 10_000;
const inFlight = 4;

export interface MultipartRequest {
  /** "/" and the encoded key. */
  readonly path: string;
  readonly value: Uint8Array;
  readonly partBytes: number;
  /** For the last step, which makes the object visible: conditions. */
  readonly headers: { readonly [name: string]: string };
  readonly signal: AbortSignal | undefined;
  readonly name: string;
}

/** Uploads the parts and joins them; nobody sees anything before the last step. Returns that step's status: 200, or a condition's. */
export async function putInParts(connection: Connection, request: MultipartRequest): Promise<number> {
  const upload = await begin(connection, request);
  try {
    const etags = await sendParts(connection, request, upload);
    const status = await complete(connection, request, upload, etags);
    if (status !== 200) await abandon(connection, request, upload);
    return status;
  } catch (error) {
    await abandon(connection, request, upload);
    throw error;
  }
}

function begin(connection: Connection, { path, signal, name }: MultipartRequest): Promise<string> {
  return connection.ask({ method: "POST", url: `${path}?uploads=` }, signal, async (answer) => {
    if (answer.status !== 200) throw await refusal(answer, "write", name);
    const id = childText(parseXml(await textOf(answer), name), "UploadId");
    if (id === undefined || id === "") throw new FormatError(`Expected an upload id for ${name}, found none.`, { path: name });
    return id;
  });
}

async function sendParts(connection: Connection, request: MultipartRequest, upload: string): Promise<string[]> {
  const { path, value, signal, name } = request;
  const partBytes = Math.max(request.partBytes, Math.ceil(value.length / mostParts));
  const limit = new Limit(inFlight);
  const stop = new AbortController();
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const send = (index: number): Promise<string> => {
    const url =
      path +
      queryText([
        ["partNumber", String(index + 1)],
        ["uploadId", upload],
      ]);
    const body = value.subarray(index * partBytes, (index + 1) * partBytes);
    return connection.ask({ method: "PUT", url, body }, both, async (answer) => {
      const etag = answer.headers.get("etag");
      if (answer.status !== 200 || etag === null) throw await refusal(answer, "write", name);
      return etag;
    });
  };
  const parts = Array.from({ length: Math.ceil(value.length / partBytes) }, (_, index) => limit.run(() => send(index)));
  try {
    return await Promise.all(parts);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(parts);
    throw error;
  }
}

function complete(connection: Connection, request: MultipartRequest, upload: string, etags: readonly string[]): Promise<number> {
  const { path, headers, signal, name } = request;
  const parts = etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`);
  const body = new TextEncoder().encode(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</CompleteMultipartUpload>`,
  );
  const url = path + queryText([["uploadId", upload]]);
  return connection.ask(
    { method: "POST", url, body, headers: { ...headers, "content-type": "application/xml" } },
    signal,
    async (answer) => {
      if (answer.status === 412) return 412;
      if (answer.status !== 200) throw await refusal(answer, "write", name);
      // The status is sent before the parts are joined; only the body says whether that worked.
      const result = parseXml(await textOf(answer), name);
      if (result.name === "Error")
        throw new TransferError(`Cannot write ${name}: joining the parts failed (${childText(result, "Code") ?? "no reason given"})`);
      return 200;
    },
  );
}

/** Parts of an upload that nobody ends are paid for ever. */
async function abandon(connection: Connection, { path }: MultipartRequest, upload: string): Promise<void> {
  const url = path + queryText([["uploadId", upload]]);
  await connection.ask({ method: "DELETE", url }, undefined, async () => undefined).catch(() => undefined);
}

const textOf = async (answer: Answer): Promise<string> => new TextDecoder().decode(await readBody(answer, 2 ** 20));
