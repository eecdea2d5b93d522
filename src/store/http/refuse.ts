/**
 * What the statuses of answers mean.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import { readText } from "./body.ts";
import { type Answer, withoutQuery } from "./connection.ts";
import { retryAfterOf, TransferError } from "./transfer-error.ts";

/** Request timeout, too early, too many requests: the server asks to be asked again. */
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429]);
/** Not implemented and HTTP version not supported: the only ones from 500 that will not pass. */
const lastingStatuses: ReadonlySet<number> = new Set([501, 505]);

/** S3's own words for "later": they also come with statuses that mean something else. */
const passingCodes: ReadonlySet<string> = new Set(["SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable"]);

const hints: { readonly [status: number]: string } = {
  401: "The server wants credentials. For object stores use an s3:// address, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY set.",
  403: "You may not read this, or it does not exist: a bucket whose keys may not be listed answers 403 for those that are not there. For object stores use an s3:// address with credentials; where 403 means missing set VOXMILL_MISSING_STATUS=403,404.",
};

/** The `<Code>` of an error that S3 explains in XML. */
const codeIn = (text: string): string | undefined => /<Code>\s*([A-Za-z0-9.]{1,80})\s*<\/Code>/.exec(text)?.[1];

/** The error for an answer that was not hoped for: a TransferError where it may pass. `doing` is "read", "write", "list" or "delete". */
export async function refusal(answer: Answer, doing: string, url: string): Promise<TransferError | UnsupportedError> {
  const { status, statusText } = answer;
  const code = codeIn(await readText(answer));
  const words = [status, statusText, code === undefined ? "" : `(${code})`].filter((word) => word !== "").join(" ");
  const message = `Cannot ${doing} ${withoutQuery(url)}: the server answered ${words}`;
  const passing = passingStatuses.has(status) || (status >= 500 && !lastingStatuses.has(status)) || passingCodes.has(code ?? "");
  if (passing) return new TransferError(message, { retryAfter: retryAfterOf(answer.headers) });
  const hint = hints[status];
  return new UnsupportedError(`${message}.`, hint === undefined ? {} : { hint });
}
