/**
 * Pictures of lazy arrays and tables, as targets of a run.
 * @module
 */
import type { NdArray } from "../array/nd-array.ts";
import { GeometryError } from "../errors.ts";
import { encodePng } from "../format/png/encode-png.ts";
import { equal } from "../geometry/vec.ts";
import type { LazyArray } from "../graph/lazy-array.ts";
import type { LazyDerived, LazyTable } from "../graph/target.ts";
import { binValues, finiteNumbers } from "./bin-values.ts";
import type { ColormapName } from "./colormap.ts";
import { overlay } from "./overlay.ts";
import { picture } from "./picture.ts";
import { renderPlane } from "./render-plane.ts";
import type { RgbaImage } from "./rgba-image.ts";
import { histogramSvg } from "./svg/histogram.ts";
import { pictureSvg } from "./svg/picture.ts";
import { tableLike } from "./table-columns.ts";
import type { WindowChoice } from "./window.ts";

export interface RenderOptions {
  /** Labels or a mask of the same plane, drawn on top. */
  readonly overlay?: LazyArray | undefined;
  /** @default "gray" */
  readonly colormap?: ColormapName | undefined;
  /** Values that become black and white. @default the percentiles 1 and 99.8 */
  readonly window?: WindowChoice | undefined;
  readonly title?: string | undefined;
}

/** RGBA bytes as a PNG file. */
export const pngOf = ({ width, height, data }: RgbaImage): Uint8Array => encodePng({ width, height, channels: 4, depth: 8, data });

/**
 * A picture of a plane (y, x) or a colour plane (y, x, c): slice a volume first. Saved as .png, or as .svg with vector lettering.
 * Pixels are square in the world, and there is a scale bar where the image has a unit.
 */
export function render(image: LazyArray, options: RenderOptions = {}): LazyDerived {
  const colour = image.ndim === 3 && [3, 4].includes(image.shape[2] as number) && image.axes[2] === "c";
  if (image.ndim !== 2 && !colour) {
    throw new GeometryError(
      `Expected a plane of two axes for a picture, found ${image.ndim} (${image.axes.map((a, i) => `${a}: ${image.shape[i]}`).join(", ")}).`,
      {
        hint: "Slice it: slice: { z: 50% } in a recipe, image.slice(120) in a script.",
      },
    );
  }
  const { overlay: labels } = options;
  if (labels !== undefined && !equal(labels.shape, image.shape.slice(0, 2))) {
    throw new GeometryError(`Expected an overlay of shape [${image.shape.slice(0, 2).join(", ")}], found [${labels.shape.join(", ")}].`);
  }
  if (labels?.dtype.startsWith("float")) throw new GeometryError(`Expected labels or a mask as overlay, found ${labels.dtype}.`);
  return {
    kind: "derived",
    arrays: labels === undefined ? [image] : [image, labels],
    tables: [],
    make: ({ arrays: [plane, top] }, ending) => draw(plane as NdArray, top, image, options, ending),
  };
}

function draw(plane: NdArray, labels: NdArray | undefined, image: LazyArray, options: RenderOptions, ending: string): Uint8Array {
  const { colormap, window, title } = options;
  const spacing = [image.spacing[0] as number, image.spacing[1] as number] as const;
  const [unit, other] = image.unit as readonly [string, string];
  const scaled = unit !== "" && unit === other ? unit : undefined;
  if (ending !== ".svg") return pngOf(picture(plane, { colormap, window, title, spacing, unit: scaled, labels }));
  const rendered = renderPlane(plane, { colormap, window, spacing });
  const drawn = labels === undefined ? rendered : overlay(rendered, labels);
  const svg = pictureSvg(drawn, {
    encode: pngOf,
    title,
    pixelSize: scaled === undefined ? undefined : rendered.pixelSize,
    unit: scaled,
    colorBar: rendered,
  });
  return new TextEncoder().encode(svg);
}

/** A histogram of a column of a table, saved as .svg. */
export function columnHistogram(table: LazyTable, column: string): LazyDerived {
  return {
    kind: "derived",
    arrays: [],
    tables: [table],
    make: ({ tables: [values] }, ending) => {
      if (ending !== ".svg") throw new GeometryError(`Expected a histogram's file name to end with .svg, found ${ending}.`);
      const found = tableLike(values as NonNullable<typeof values>).column(column);
      const { counts, edges } = binValues(finiteNumbers(found));
      return new TextEncoder().encode(histogramSvg(counts, edges, { title: column, xLabel: column, unit: found.unit }));
    },
  };
}
