/**
 * Opens every kind of store that this machine can reach.
 * @module
 */
import { useNativeDecoders } from "../format/native/index.ts";
import { zipOpener } from "../format/zip/index.ts";
import { fileOpener } from "../store/file/index.ts";
import { httpOpener } from "../store/http/index.ts";
import { type StoreResolver, storeResolver } from "../store/open.ts";
import { s3Opener } from "../store/s3/index.ts";
import { awsCredentials } from "./aws.ts";
import { CommandStore } from "./command/index.ts";

/** Statuses that mean "not there", where the user says so: VOXMILL_MISSING_STATUS=403,404. */
function missingStatuses(): readonly number[] | undefined {
  const numbers = (process.env["VOXMILL_MISSING_STATUS"] ?? "").split(",").map(Number);
  const statuses = numbers.filter((status) => Number.isInteger(status) && status >= 400 && status < 500);
  return statuses.length === 0 ? undefined : statuses;
}

/** A resolver of stores that knows files, zip archives, web servers, and object stores with the credentials of this machine. */
export function machineStores(): StoreResolver {
  useNativeDecoders();
  const missing = missingStatuses();
  return storeResolver({
    file: fileOpener(),
    http: httpOpener({ missing }),
    s3: s3Opener({ missing, credentials: awsCredentials }),
    command: ({ words }) => new CommandStore(words),
    zip: zipOpener(),
  });
}
