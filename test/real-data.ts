// Where the real data lies: beside the checkout (../shared/data), or where VOXMILL_DATA says.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = process.env["VOXMILL_DATA"] ?? fileURLToPath(new URL("../../../shared/data", import.meta.url));

/** The absolute path of a real file or folder, or undefined where the data set is not present. */
export function realData(relative: string): string | undefined {
  const path = `${root}/${relative}`;
  return existsSync(path) ? path : undefined;
}

/** The `skip` option of a test that needs these files: false when all are there, else the message to print. */
export function skipUnlessData(...relatives: readonly string[]): string | false {
  const missing = relatives.find((relative) => realData(relative) === undefined);
  return missing === undefined ? false : `needs real data that is not here: ${missing} (looked in ${root}; set VOXMILL_DATA)`;
}
