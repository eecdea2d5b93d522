/**
 * The order of the slots in each layer, and where they stand.
 * @module
 */
import type { LayeredGraph, Slot } from "./layers.ts";

const sweeps = 12;
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Orders each layer by the mean position of its neighbours (barycentres: Sugiyama, Tagawa and Toda, 1981), down and up
 * in turns, and keeps the order with the fewest crossings.
 */
export function orderLayers({ layers }: LayeredGraph): void {
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(best);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const down = sweep % 2 === 0;
    for (const layer of down ? layers : [...layers].reverse()) {
      const rank = new Map<Slot, number>();
      for (const other of layers) for (const [i, slot] of other.entries()) rank.set(slot, i);
      const barycentre = (slot: Slot): number => {
        const neighbours = down ? slot.above : slot.below;
        return neighbours.length === 0 ? (rank.get(slot) as number) : mean(neighbours.map((other) => rank.get(other) as number));
      };
      const wanted = new Map(layer.map((slot) => [slot, barycentre(slot)]));
      layer.sort((a, b) => (wanted.get(a) as number) - (wanted.get(b) as number));
    }
    const found = crossings(layers);
    if (found < fewest) {
      fewest = found;
      best = layers.map((layer) => [...layer]);
    }
  }
  for (const [i, layer] of layers.entries()) layer.splice(0, layer.length, ...(best[i] ?? []));
}

/** How many pairs of edges cross. */
export function crossings(layers: readonly (readonly Slot[])[]): number {
  let count = 0;
  for (let i = 1; i < layers.length; i++) {
    const rank = new Map((layers[i] ?? []).map((slot, at) => [slot, at]));
    const ends = (layers[i - 1] ?? []).flatMap((slot, from) => slot.below.map((other) => [from, rank.get(other) as number] as const));
    for (const [k, [from, to]] of ends.entries()) {
      for (const [otherFrom, otherTo] of ends.slice(k + 1)) if ((from - otherFrom) * (to - otherTo) < 0) count++;
    }
  }
  return count;
}

/**
 * Moves every slot towards its neighbours, down and up in turns and at last towards both, keeping the order and a gap
 * between slots. Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs" (1993), section 4.
 */
export function placeSlots({ layers }: LayeredGraph, gap: number): void {
  for (const layer of layers)
    settle(
      layer,
      layer.map(() => ({ center: 0, weight: 1 })),
      gap,
    );
  for (let sweep = 0; sweep < 4 * sweeps; sweep++) {
    const [down, both] = [sweep % 2 === 0, sweep >= sweeps];
    for (const layer of down ? layers : [...layers].reverse()) {
      settle(
        layer,
        layer.map((slot) => wantedPlace(slot, both || down, both || !down)),
        gap,
      );
    }
  }
  straightenLanes(layers, gap);
  const left = Math.min(...layers.flat().map(({ center, width }) => center - width / 2));
  for (const slot of layers.flat()) slot.center -= left;
}

interface Wanted {
  readonly center: number;
  readonly weight: number;
}

/** A lane stays one straight line as far as it can: its slots pull each other eight times as hard as a box pulls. */
const lanePull = 8;

function wantedPlace(slot: Slot, above: boolean, below: boolean): Wanted {
  const boxes = [...(above ? slot.above : []), ...(below ? slot.below : [])].filter(
    ({ node }) => node !== undefined || slot.node !== undefined,
  );
  const others = slot.lane.filter((other) => other !== slot);
  const pulls = others.length > 0 ? [{ center: mean(others.map(({ center }) => center)), weight: lanePull }] : [];
  pulls.push(...boxes.map(({ center }) => ({ center, weight: 1 })));
  const weight = pulls.reduce((sum, pull) => sum + pull.weight, 0);
  // What nothing pulls stays, and yields to what is pulled.
  if (weight === 0) return { center: slot.center, weight: 0.5 };
  return { center: pulls.reduce((sum, pull) => sum + pull.weight * pull.center, 0) / weight, weight };
}

/**
 * Makes every lane one straight line that has the room for it: the place nearest to its mean that lies free in all its
 * layers. From the outside in, on both sides in turns, since a lane that moved outwards makes room for the next.
 */
function straightenLanes(layers: readonly (readonly Slot[])[], gap: number): void {
  const lanes = [...new Set(layers.flat().map(({ lane }) => lane))].filter((lane) => lane.length > 1);
  const place = (lane: readonly Slot[]): number => mean(lane.map(({ center }) => center));
  const neighbour = new Map<Slot, readonly [left: Slot | undefined, right: Slot | undefined]>();
  for (const layer of layers) for (const [i, slot] of layer.entries()) neighbour.set(slot, [layer[i - 1], layer[i + 1]]);
  for (const direction of [1, -1, 1, -1]) {
    for (const lane of [...lanes].sort((a, b) => direction * (place(b) - place(a)))) {
      const limits = lane.map((slot) => {
        const [left, right] = neighbour.get(slot) ?? [];
        const distance = (other: Slot): number => (other.width + slot.width) / 2 + gap;
        return [left ? left.center + distance(left) : -Infinity, right ? right.center - distance(right) : Infinity] as const;
      });
      const [from, to] = [Math.max(...limits.map(([low]) => low)), Math.min(...limits.map(([, high]) => high))];
      if (from <= to + 1e-6) {
        const center = Math.min(Math.max(place(lane), from), to);
        for (const slot of lane) slot.center = center;
      }
    }
  }
}

/**
 * The centres nearest to the wanted ones (least squares) that keep slots apart: slots that would overlap join into a
 * block that moves as one (the pool-adjacent-violators algorithm, on positions with the widths taken out).
 */
function settle(layer: readonly Slot[], wanted: readonly Wanted[], gap: number): void {
  const before: number[] = [];
  for (const [i, slot] of layer.entries()) {
    const previous = layer[i - 1];
    before.push(previous === undefined ? 0 : (before[i - 1] as number) + (previous.width + slot.width) / 2 + gap);
  }
  const blocks: { position: number; weight: number; count: number }[] = [];
  for (const i of layer.keys()) {
    const { center, weight: force } = wanted[i] as Wanted;
    let block = { position: center - (before[i] as number), weight: force, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && last.position > block.position; last = blocks.at(-1)) {
      const weight = last.weight + block.weight;
      block = { position: (last.position * last.weight + block.position * block.weight) / weight, weight, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  }
  let i = 0;
  for (const { position, count } of blocks)
    for (let k = 0; k < count; k++, i++) (layer[i] as Slot).center = position + (before[i] as number);
}
