/**
 * What a report says. Plain values; whoever ran the plan fills them in.
 * @module
 */
import type { HistogramMark } from "../svg/histogram.ts";
import type { PlanGraph } from "../svg/plan.ts";
import type { TableLike } from "../table-like.ts";

/** A run, told to the scientist who wanted its results. Parts that are left out are not shown. */
export interface ReportModel {
  readonly title: string;
  /** One line: `71 bubbles in 16.8 MVx, 3.1 s, 2 workers`. */
  readonly summary: string;
  /** A few numbers set large under the summary. */
  readonly figures?: readonly ReportFigure[] | undefined;
  /** What the reader must know before trusting the rest. */
  readonly warnings?: readonly string[] | undefined;
  readonly pictures?: readonly ReportPicture[] | undefined;
  readonly histograms?: readonly ReportHistogram[] | undefined;
  readonly tables?: readonly ReportTable[] | undefined;
  readonly plan?: ReportPlan | undefined;
  readonly inputs?: readonly ReportArray[] | undefined;
  readonly outputs?: readonly ReportOutput[] | undefined;
  readonly recipe?: ReportRecipe | undefined;
  readonly provenance: ReportProvenance;
}

/** A number and what it counts: `71`, `bubbles`. */
export interface ReportFigure {
  readonly value: string;
  readonly label: string;
}

/** A picture, as the bytes of a PNG file. */
export interface ReportPicture {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly caption?: string | undefined;
}

/** A histogram that was counted over an image, as the one a threshold came from. */
export interface ReportHistogram {
  readonly title: string;
  readonly counts: ArrayLike<number>;
  /** One more than counts. */
  readonly edges: ArrayLike<number>;
  readonly xLabel?: string | undefined;
  readonly unit?: string | undefined;
  readonly marks?: readonly HistogramMark[] | undefined;
  /** @default true where the highest bin is a thousand times the lowest */
  readonly logarithmic?: boolean | undefined;
}

/** A table, of which the first rows are shown. */
export interface ReportTable {
  readonly title: string;
  readonly table: TableLike;
  /** Where the whole of it was written. */
  readonly path?: string | undefined;
  /** @default 25 */
  readonly maxRows?: number | undefined;
  /** Columns whose distribution is drawn, over all rows. */
  readonly histograms?: readonly string[] | undefined;
  /** Pairs of columns drawn against each other. */
  readonly scatters?: readonly { readonly x: string; readonly y: string }[] | undefined;
}

/** The plan as it was drawn up and as it ran. */
export interface ReportPlan {
  readonly graph: PlanGraph;
  readonly stages: readonly ReportStage[];
}

/** One stage. Bytes are bytes, times are seconds summed over workers. */
export interface ReportStage {
  readonly title: string;
  readonly kind: string;
  readonly tasks: number;
  /** Tasks whose result was there already. */
  readonly reused?: number | undefined;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  /** Per worker. */
  readonly memoryPlanned: number;
  readonly memoryMeasured?: number | undefined;
  readonly seconds?: number | undefined;
}

/** An image that was read. */
export interface ReportArray {
  readonly name: string;
  readonly path: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly axes?: readonly string[] | undefined;
  readonly spacing?: readonly number[] | undefined;
  /** One unit for all axes, or one for each. */
  readonly unit?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly bytes?: number | undefined;
}

/** A file that was written. */
export interface ReportOutput {
  readonly path: string;
  /** What is in it: `uint32 labels, 512 × 512 × 512`. */
  readonly description: string;
  /** Where it lies, seen from the page: the path leads there. */
  readonly href?: string | undefined;
  readonly bytes?: number | undefined;
}

/** The recipe as it was run. */
export interface ReportRecipe {
  readonly text: string;
  readonly language: RecipeLanguage;
  readonly path?: string | undefined;
}

export type RecipeLanguage = "yaml" | "json" | "typescript";

/** Where, when and with what the results were made. */
export interface ReportProvenance {
  /** Version of voxmill. */
  readonly version: string;
  /** When the run ended, as it shall be printed. */
  readonly date: string;
  /** Processor, cores, memory, system: as it shall be printed. */
  readonly machine: string;
  /** Whatever else helps to repeat the run: engine, workers, command line, hashes of inputs. */
  readonly more?: readonly (readonly [name: string, value: string])[] | undefined;
}
