/**
 * Where the boxes and edges of a directed graph without cycles are drawn.
 * @module
 */
import { type LayeredGraph, type LayoutEdge, type LayoutNode, layeredGraph, type Slot } from "./layers.ts";
import { orderLayers, placeSlots } from "./place-slots.ts";

/** The top left corner of a box. */
export interface BoxPosition {
  readonly x: number;
  readonly y: number;
}

/** A point through which an edge runs straight down. */
export interface RoutePoint {
  readonly x: number;
  readonly y: number;
}

/** A drawing: positions in the order of the nodes, routes in the order of the edges. */
export interface LayeredLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly BoxPosition[];
  readonly routes: readonly (readonly RoutePoint[])[];
}

/** Free room between boxes side by side, and between layers. */
export interface LayoutGaps {
  readonly beside: number;
  readonly between: number;
}

/** Lays a graph out in layers from top to bottom. Boxes never overlap, and edges pass beside them. Throws a GeometryError for a cycle. */
export function layeredLayout(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[], gaps: LayoutGaps): LayeredLayout {
  if (nodes.length === 0) return { width: 0, height: 0, boxes: [], routes: [] };
  const graph = layeredGraph(nodes, edges);
  orderLayers(graph);
  placeSlots(graph, gaps.beside);
  const rows = layerRows(graph, gaps.between);
  const boxes: BoxPosition[] = [];
  for (const [layer, slots] of graph.layers.entries()) {
    for (const { node, center, width } of slots)
      if (node !== undefined) boxes[node] = { x: center - width / 2, y: (rows[layer] as Row).top };
  }
  const width = Math.max(...graph.layers.flat().map((slot) => slot.center + slot.width / 2));
  return { width, height: rows.at(-1)?.bottom ?? 0, boxes, routes: routes(graph, rows) };
}

interface Row {
  readonly top: number;
  readonly bottom: number;
}

function layerRows({ layers }: LayeredGraph, gap: number): readonly Row[] {
  let top = 0;
  return layers.map((slots) => {
    const bottom = top + Math.max(...slots.map(({ height }) => height));
    const row = { top, bottom };
    top = bottom + gap;
    return row;
  });
}

/** Edges leave and enter a box side by side, in the order of what they lead to, so that they neither cross nor merge there. */
function routes({ layers, chains }: LayeredGraph, rows: readonly Row[]): readonly (readonly RoutePoint[])[] {
  const layerOf = new Map(layers.flatMap((slots, layer) => slots.map((slot) => [slot, layer] as const)));
  const row = (slot: Slot): Row => rows[layerOf.get(slot) as number] as Row;
  return chains.map((chain) => {
    const points: RoutePoint[] = [];
    for (const [i, slot] of chain.entries()) {
      const { top, bottom } = row(slot);
      if (i === 0) points.push({ x: port(slot, chains, chain, false), y: top + slot.height });
      else if (i === chain.length - 1) points.push({ x: port(slot, chains, chain, true), y: top });
      else points.push({ x: slot.center, y: top }, { x: slot.center, y: bottom });
    }
    return points;
  });
}

const portGap = 28;

function port(slot: Slot, chains: LayeredGraph["chains"], chain: readonly Slot[], entering: boolean): number {
  const next = (other: readonly Slot[]): number => (other[entering ? other.length - 2 : 1] as Slot).center;
  const sharing = chains.filter((other) => (entering ? other.at(-1) : other[0]) === slot).sort((a, b) => next(a) - next(b));
  const step = Math.min(portGap, slot.width / (sharing.length + 1));
  return slot.center + (sharing.indexOf(chain) - (sharing.length - 1) / 2) * step;
}
