/**
 * A graph cut into layers: every edge goes from one layer to the next.
 * @module
 */
import { GeometryError } from "../../errors.ts";

/** A box of the drawing. */
export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

/** From one box to another. */
export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

/** A box in its layer, or the place at which a long edge passes a layer. */
export interface Slot {
  readonly width: number;
  readonly height: number;
  /** Index of the node, undefined for a passing edge. */
  readonly node: number | undefined;
  /** All slots of the same passing edge, itself among them; empty for a box. */
  readonly lane: readonly Slot[];
  readonly above: Slot[];
  readonly below: Slot[];
  /** Horizontal centre, set by {@link placeSlots}. */
  center: number;
}

/** The layers from top to bottom, and for each edge its slots from its first to its last box. */
export interface LayeredGraph {
  readonly layers: readonly Slot[][];
  readonly chains: readonly (readonly Slot[])[];
}

/** Room that a passing edge takes in a layer. */
const laneWidth = 16;

/** The layer of each node: as far below its deepest source as it must be, sources right above what they feed. */
export function longestPathLayers(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): readonly number[] {
  const { into, outOf } = neighbours(nodes, edges);
  const layer = new Array<number>(nodes.length).fill(0);
  const waiting = into.map((sources) => sources.length);
  const ready = [...nodes.keys()].filter((i) => waiting[i] === 0);
  for (const i of ready) {
    for (const next of outOf[i] ?? []) {
      layer[next] = Math.max(layer[next] as number, (layer[i] as number) + 1);
      waiting[next] = (waiting[next] as number) - 1;
      if (waiting[next] === 0) ready.push(next);
    }
  }
  if (ready.length < nodes.length) {
    const stuck = nodes.filter((_, i) => !ready.includes(i)).map(({ id }) => id);
    throw new GeometryError(`Expected a graph without cycles, found one among ${stuck.join(", ")}.`);
  }
  return layer.map((at, i) => {
    const targets = outOf[i] ?? [];
    return (into[i] ?? []).length > 0 || targets.length === 0 ? at : Math.min(...targets.map((target) => layer[target] as number)) - 1;
  });
}

function neighbours(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]) {
  const index = nodeIndex(nodes);
  const into = nodes.map((): number[] => []);
  const outOf = nodes.map((): number[] => []);
  for (const edge of edges) {
    const [from, to] = [lookUp(index, edge.from), lookUp(index, edge.to)];
    outOf[from]?.push(to);
    into[to]?.push(from);
  }
  return { into, outOf };
}

function nodeIndex(nodes: readonly LayoutNode[]): ReadonlyMap<string, number> {
  const index = new Map(nodes.map(({ id }, i) => [id, i]));
  if (index.size < nodes.length) throw new GeometryError("Expected every box of a graph to have an id of its own, found one twice.");
  return index;
}

function lookUp(index: ReadonlyMap<string, number>, id: string): number {
  const at = index.get(id);
  if (at === undefined) throw new GeometryError(`Expected an edge between boxes of the graph, found the unknown id "${id}".`);
  return at;
}

/** Puts boxes into layers and gives long edges a slot in every layer they pass, so that they do not run through boxes. */
export function layeredGraph(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): LayeredGraph {
  const layerOf = longestPathLayers(nodes, edges);
  const index = nodeIndex(nodes);
  const layers: Slot[][] = Array.from({ length: Math.max(-1, ...layerOf) + 1 }, () => []);
  const add = (layer: number, width: number, height: number, node: number | undefined, lane: Slot[]): Slot => {
    const slot: Slot = { width, height, node, lane, above: [], below: [], center: 0 };
    layers[layer]?.push(slot);
    return slot;
  };
  const slots = nodes.map(({ width, height }, i) => add(layerOf[i] as number, width, height, i, []));
  const chains = edges.map(({ from, to }) => {
    const [begin, end] = [lookUp(index, from), lookUp(index, to)];
    const chain = [slots[begin] as Slot];
    const lane: Slot[] = [];
    for (let layer = (layerOf[begin] as number) + 1; layer < (layerOf[end] as number); layer++)
      lane.push(add(layer, laneWidth, 0, undefined, lane));
    chain.push(...lane, slots[end] as Slot);
    for (let i = 1; i < chain.length; i++) {
      chain[i - 1]?.below.push(chain[i] as Slot);
      chain[i]?.above.push(chain[i - 1] as Slot);
    }
    return chain;
  });
  return { layers, chains };
}
