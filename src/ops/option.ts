/**
 * Which option an error is about, for those who have to show the place of it.
 * @module
 */
import { isVoxmillError } from "../errors.ts";

/** Runs a part of an operator that is about one option; errors that do not name theirs get this one. */
export function inOption<T>(option: string, resolve: () => T): T {
  try {
    return resolve();
  } catch (error) {
    if (isVoxmillError(error) && error.option === undefined) Object.assign(error, { option });
    throw error;
  }
}
