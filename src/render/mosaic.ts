/**
 * A volume as three cuts side by side.
 * @module
 */
import { GeometryError } from "../errors.ts";
import type { Vec } from "../geometry/vec.ts";
import { drawAxes } from "./axes-image.ts";
import { choosePixelSize } from "./display-size.ts";
import { formatInteger } from "./number-text.ts";
import { flippedPlane, type OrthogonalPlanes } from "./orthogonal-planes.ts";
import { type OverlayOptions, overlay } from "./overlay.ts";
import { fontScaleFor, type Paper, type PaperName, papers } from "./paper.ts";
import { type RenderedPlane, type RenderPlaneOptions, renderPlane } from "./render-plane.ts";
import { createImage, drawImage, type RgbaImage } from "./rgba-image.ts";
import { scaleBar } from "./scale-bar.ts";
import { drawScaleBar, scaleBarSize } from "./scale-bar-image.ts";
import { capHeight, drawText, fitText } from "./text.ts";
import { intensityWindow } from "./window.ts";

type AxisName = "z" | "y" | "x";

/** What is drawn over and around the cuts. */
export interface MosaicOptions extends Pick<RenderPlaneOptions, "colormap" | "window" | "invert"> {
  /** Distance between voxel centres (z, y, x). @default [1, 1, 1] */
  readonly spacing?: Vec | undefined;
  /** Unit of `spacing`; with one there is a scale bar. */
  readonly unit?: string | undefined;
  /** The same cuts of a label volume. */
  readonly labels?: OrthogonalPlanes | undefined;
  readonly overlay?: OverlayOptions | undefined;
  readonly title?: string | undefined;
  /** Axes drawn upwards (z, y) or leftwards (x), as anatomists want it; y runs to the right where it is horizontal. @default none */
  readonly flip?: readonly AxisName[] | undefined;
  /** Largest width of the three cuts together, in pixels. @default 1280 */
  readonly maxSize?: number | undefined;
  /** @default "light" */
  readonly paper?: PaperName | undefined;
}

const axes = ["z", "y", "x"] as const;
/** Which axes (index in z, y, x) a cut shows. */
const cuts = [
  { name: "z", across: 0, vertical: 1, horizontal: 2 },
  { name: "y", across: 1, vertical: 0, horizontal: 2 },
  { name: "x", across: 2, vertical: 0, horizontal: 1 },
] as const;

interface Panel {
  readonly image: RenderedPlane;
  readonly caption: string;
}

/** Three cuts at one scale and one window, left to right perpendicular to z, y and x. */
export function mosaic(planes: OrthogonalPlanes, options: MosaicOptions = {}): RgbaImage {
  const { spacing = [1, 1, 1], maxSize = 1280, unit } = options;
  if (spacing.length !== 3) throw new GeometryError(`Expected a spacing (z, y, x), found [${spacing.join(", ")}].`);
  const [depth = 1, height = 1] = planes.x.shape;
  const extents = [depth, height, planes.z.shape[1] as number].map((n, axis) => n * (spacing[axis] as number));
  const world = cuts.reduce((sum, cut) => sum + (extents[cut.horizontal] as number), 0);
  const pixelSize = choosePixelSize(world, Math.min(...spacing), 0.6 * maxSize, maxSize);
  const scale = fontScaleFor(maxSize / 2);
  const panels = cuts.map((cut) => panel(planes, cut, { ...options, spacing }, pixelSize, scale));
  const first = panels[0]?.image;
  if (unit !== undefined && first !== undefined) {
    const bar = scaleBar({ pixelSize, unit, width: first.width, fraction: 0.35 });
    if (first.height >= 4 * scaleBarSize(bar, scale).height) drawScaleBar(first, bar, scale);
  }
  return arrange(panels, options.title, scale, papers[options.paper ?? "light"]);
}

function panel(
  planes: OrthogonalPlanes,
  { name, across, vertical, horizontal }: (typeof cuts)[number],
  options: MosaicOptions & { readonly spacing: Vec },
  pixelSize: number,
  scale: number,
): Panel {
  const { spacing, labels, flip = [] } = options;
  const [upwards, leftwards] = [flip.includes(axes[vertical]), axes[horizontal] === "x" && flip.includes("x")];
  const upright = (source: OrthogonalPlanes) => flippedPlane(source[name], upwards, leftwards);
  const { lo, hi } = intensityWindow([planes.z, planes.y, planes.x], options.window);
  const { colormap, invert } = options;
  const cutSpacing = [spacing[vertical] as number, spacing[horizontal] as number];
  const rendered = renderPlane(upright(planes), { colormap, invert, window: [lo, hi], spacing: cutSpacing, pixelSize });
  const image = labels === undefined ? rendered : overlay(rendered, upright(labels), options.overlay);
  // An arrow from the right would lie under the scale bar.
  if (!leftwards && Math.min(image.width, image.height) >= 72 * scale) {
    drawAxes(image, [axes[vertical], axes[horizontal]], scale, upwards);
  }
  return { image, caption: `${name} = ${formatInteger(planes.index[across] as number)}` };
}

/** Panels from left to right, their upper edges aligned, the captions above them. */
function arrange(panels: readonly Panel[], title: string | undefined, scale: number, page: Paper): RgbaImage {
  const margin = 6 * scale;
  const line = capHeight(scale) + 4 * scale;
  const inner = panels.reduce((sum, { image }) => sum + image.width + margin, -margin);
  const top = margin + line + (title === undefined ? 0 : line + 2 * scale);
  const mounted = createImage(inner + 2 * margin, top + Math.max(...panels.map(({ image }) => image.height)) + margin, page.paper);
  if (title !== undefined) drawText(mounted, fitText(title, inner, scale), margin, margin, { color: page.ink, scale });
  let left = margin;
  for (const { image, caption } of panels) {
    drawText(mounted, fitText(caption, image.width, scale), left, top - line, { color: page.muted, scale });
    drawImage(mounted, image, left, top);
    left += image.width + margin;
  }
  return mounted;
}
