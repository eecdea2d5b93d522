/**
 * Where results come from: the records that runs leave in the folder `.voxmill` of their outputs.
 * @module
 */

import { type RunRecord, readRecords } from "../engine/index.ts";
import { NotFoundError } from "../errors.ts";
import { childLocator, folderLocator, machineStores } from "../machine/index.ts";

/** The records of the runs into a folder (a path, or s3://bucket/folder), the latest first. Throws NotFoundError where nothing ran. */
export async function provenance(out: string): Promise<readonly RunRecord[]> {
  const records = await readRecords(machineStores()(childLocator(folderLocator(out), ".voxmill")));
  if (records.length === 0)
    throw new NotFoundError(`Expected the record of a run in ${out}/.voxmill, found none.`, {
      what: out,
      hint: "Name the folder that was given to --out.",
    });
  return records;
}
