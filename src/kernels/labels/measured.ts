/**
 * Statistics of components, gathered while they are labelled.
 *
 * A block adds up records under provisional ids. Once its components have labels, its pieces are sorted anew, one at a time, and
 * adding them up is the same as for any label image.
 * @module
 */
import type { Dtype } from "../../array/dtype.ts";
import { NotFoundError } from "../../errors.ts";
import type { CollectorTask, CombineContext } from "../collector.ts";
import { RegionAccumulator } from "../regions/accumulator.ts";
import { RegionRows, type RegionStatisticsParams, regionLayout } from "../regions/index.ts";
import { relabelPiece } from "../regions/partial.ts";
import { mergePieces } from "../regions/pieces.ts";
import type { LabelNumbers } from "./combine.ts";
import type { LabelParams, LabelPartial } from "./label.ts";
import { wordsOf } from "./run-spill.ts";

const rawName = (measure: number, piece: number): string => `records-${measure}-${piece}`;
const sortedName = (measure: number, piece: number): string => `sorted-${measure}-${piece}`;

/** One accumulator for each thing to measure; their intensity images follow the mask, those of one after those of the other. */
export function measuresOf(task: CollectorTask<LabelParams>): RegionAccumulator[] {
  let next = 1;
  return (task.params.measures ?? []).map((params, measure) => {
    const intensities = task.inputs.slice(next, next + params.intensities.length);
    next += intensities.length;
    return new RegionAccumulator({ ...task, intensities, name: (piece) => rawName(measure, piece) }, regionLayout(params));
  });
}

/** What {@link measuresOf} reserves. */
export const measureBytes = (
  measures: readonly RegionStatisticsParams[] = [],
  block: { readonly depth: number; readonly height: number; readonly width: number },
): number => measures.reduce((sum, params) => sum + RegionAccumulator.bytes(regionLayout(params), block), 0);

/** The dtypes of all intensity images, in order. */
export const measuredDtypes = (measures: readonly RegionStatisticsParams[] = []): Dtype[] => measures.flatMap((m) => m.intensities);

/** Sorts the pieces of a block by the labels that its components have got. */
export async function relabelPieces(
  context: CombineContext<LabelParams>,
  number: number,
  partial: LabelPartial,
  labels: LabelNumbers,
): Promise<void> {
  const { scratch, spillKey, params } = context;
  const counts = partial.pieces ?? [];
  if (counts.every((count) => count === 0)) return;
  const get = async (name: string): Promise<Uint8Array> => {
    const key = spillKey(number, name);
    const bytes = await scratch.get(key);
    if (bytes === undefined) throw new NotFoundError(`Expected ${key} in ${scratch.name}, found nothing.`, { what: key });
    return bytes;
  };
  const component = wordsOf(await get("components"));
  for (const [measure, pieces] of counts.entries()) {
    const layout = regionLayout((params.measures ?? [])[measure] as RegionStatisticsParams);
    for (let piece = 0; piece < pieces; piece++) {
      // Records are kept under id + 1: 0 is no label.
      const sorted = relabelPiece(layout, await get(rawName(measure, piece)), (id) => labels[component[id - 1] as number] as number);
      await scratch.set(spillKey(number, sortedName(measure, piece)), sorted);
    }
  }
}

/** What was measured, after `combine`. */
export async function measuredRows(context: CombineContext<LabelParams>, measure: number): Promise<RegionRows> {
  const { scratch: store, spillKey, blocks, params } = context;
  const keys: string[] = [];
  for (const number of blocks.keys()) {
    const { pieces } = JSON.parse(new TextDecoder().decode(await context.partial(number))) as LabelPartial;
    for (let piece = 0; piece < (pieces?.[measure] ?? 0); piece++) keys.push(spillKey(number, sortedName(measure, piece)));
  }
  const layout = regionLayout((params.measures ?? [])[measure] as RegionStatisticsParams);
  const temporaryKey = (made: number): string => spillKey(0, `merged-${measure}-${made}`);
  return new RegionRows(layout, () => mergePieces(layout, { store, keys, temporaryKey }));
}
