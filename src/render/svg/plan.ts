/**
 * A plan as a picture: its stages as boxes, the data between them as arrows.
 * @module
 */
import { chart, kindClass, standaloneSvg } from "./chart-style.ts";
import { formatCoordinate } from "./coordinate.ts";
import { type Content, element, type MarkupElement } from "./element.ts";
import { type BoxPosition, layeredLayout, type RoutePoint } from "./layered-layout.ts";
import { label } from "./plot-area.ts";
import { estimateTextWidth, truncateText } from "./text-size.ts";

/** A stage, an input or an output. */
export interface PlanNode {
  readonly id: string;
  readonly title: string;
  /** What else there is to say: operators, blocks, bytes. */
  readonly lines: readonly string[];
  /** `map`, `reduce`, `merge`, `lines`, `input` or `output`; written above the title and told by a colour. */
  readonly kind: string;
}

/** Data that goes from one node to another. */
export interface PlanEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string | undefined;
}

/** A directed graph without cycles. */
export interface PlanGraph {
  readonly nodes: readonly PlanNode[];
  readonly edges: readonly PlanEdge[];
}

const [kindFont, titleFont, lineFont] = [10, 14, 11.5];
const [padding, lineHeight, margin] = [14, 17, 18];
const [smallest, widest] = [140, 330];
const headLength = 7;

/** A plan to be put into a page. Throws a GeometryError when the graph has a cycle, an unknown or a repeated id. */
export function planChart({ nodes, edges }: PlanGraph, title = "Plan"): MarkupElement {
  const sized = nodes.map((node) => ({ ...node, ...boxSize(node) }));
  const layout = layeredLayout(sized, edges, { beside: 30, between: edges.some((edge) => edge.label !== undefined) ? 56 : 42 });
  const arrows = edges.map((_, i) => arrow(layout.routes[i] ?? []));
  const names = edges.map((edge, i) => edge.label !== undefined && edgeLabel(edge.label, layout.routes[i] ?? []));
  const boxes = sized.map((node, i) => box(node, layout.boxes[i] as BoxPosition));
  const content = element("g", { transform: `translate(${margin} ${margin})` }, arrows, boxes, names);
  const name = `${title}: ${nodes.map((node) => node.title).join(", ")}`;
  return chart(Math.max(1, layout.width) + 2 * margin, layout.height + 2 * margin, name, content);
}

/** A plan as an SVG file. */
export function planSvg(graph: PlanGraph, title?: string): string {
  return standaloneSvg(planChart(graph, title));
}

function boxSize({ title, lines, kind }: PlanNode): { readonly width: number; readonly height: number } {
  const texts = [
    estimateTextWidth(kind.toUpperCase(), kindFont, true) * 1.1,
    estimateTextWidth(title, titleFont, true),
    ...lines.map((line) => estimateTextWidth(line, lineFont)),
  ];
  const width = Math.min(widest, Math.max(smallest, ...texts.map((text) => text + 2 * padding + 4)));
  return { width: Math.ceil(width), height: 50 + lines.length * lineHeight + (lines.length > 0 ? 8 : 0) };
}

function box(node: PlanNode & { readonly width: number; readonly height: number }, { x, y }: BoxPosition): Content {
  const room = node.width - 2 * padding - 4;
  const left = padding + 4;
  return element(
    "g",
    { transform: `translate(${formatCoordinate(x)} ${formatCoordinate(y)})` },
    element("title", {}, [node.title, ...node.lines].join("\n")),
    element("rect", {
      class: `vm-box ${kindClass("vm-line", node.kind)}`,
      width: node.width,
      height: node.height,
      rx: 7,
      "stroke-opacity": 0.55,
    }),
    element("path", { class: kindClass("vm-kind", node.kind), d: `M7 0H5A5 5 0 0 0 0 7V${node.height - 7}A5 5 0 0 0 5 ${node.height}H7Z` }),
    element(
      "text",
      { x: left, y: 19, class: kindClass("vm-kind", node.kind), "font-size": kindFont, "font-weight": 700, "letter-spacing": 0.8 },
      node.kind.toUpperCase(),
    ),
    label(left, 38, truncateText(node.title, room, titleFont, true), { class: "vm-ink", size: titleFont, weight: 600 }),
    node.lines.map((line, i) => label(left, 59 + i * lineHeight, truncateText(line, room, lineFont), { size: lineFont })),
  );
}

/** Curves that leave and arrive straight down, with a head that points into the box. */
function arrow(route: readonly RoutePoint[]): Content {
  const end = route.at(-1);
  if (end === undefined) return undefined;
  const points = [...route.slice(0, -1), { x: end.x, y: end.y - headLength }];
  const at = (point: RoutePoint): string => `${formatCoordinate(point.x)} ${formatCoordinate(point.y)}`;
  const d = points.map((point, i) => {
    const previous = points[i - 1];
    if (previous === undefined) return `M${at(point)}`;
    if (previous.x === point.x) return `V${formatCoordinate(point.y)}`;
    const middle = (previous.y + point.y) / 2;
    return `C${at({ x: previous.x, y: middle })} ${at({ x: point.x, y: middle })} ${at(point)}`;
  });
  const [x, y] = [formatCoordinate(end.x), formatCoordinate(end.y)];
  return [
    element("path", { class: "vm-edge", d: d.join(""), fill: "none", "stroke-width": 1.5 }),
    element("path", { class: "vm-head", d: `M${x} ${y}l-4.5 -9h9z` }),
  ];
}

/** In the middle of the edge's last piece, where edges into different boxes are furthest apart. */
function edgeLabel(text: string, route: readonly RoutePoint[]): Content {
  const [from, to] = route.slice(-2);
  if (from === undefined || to === undefined) return undefined;
  const place = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 + 2, "text-anchor": "middle", "font-size": lineFont };
  return element("text", { ...place, class: "vm-muted vm-halo" }, text);
}
