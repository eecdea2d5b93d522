/**
 * The description of a written file: OME-XML, which other programs read, or tifffile's JSON for what it cannot name.
 * @module
 */
import { isBigInt } from "../../array/dtype.ts";
import { extrasNamespace } from "./ome-model.ts";
import { unitSymbol } from "./units.ts";
import type { TiffPlan } from "./write-plan.ts";

/** Text for the ImageDescription of the first page. ASCII only, as TIFF demands: other characters are escaped. */
export function describeTiff(plan: TiffPlan): string {
  // OME-XML has no name for 64-bit integers.
  return isBigInt(plan.dtype) ? shapedJson(plan) : omeXml(plan);
}

function shapedJson({ info, options }: TiffPlan): string {
  const { shape, spacing, unit, translation, affine, orientation } = info;
  // tifffile calls the samples of a pixel S.
  const axes = info.axes.map((name, i) => (i > info.axes.indexOf("x") ? "S" : name.toUpperCase())).join("");
  const name = options.name === undefined ? {} : { name: options.name };
  const json = JSON.stringify({ shape, axes, spacing, unit, translation, affine, orientation, ...name });
  return json.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const omeTypes: { readonly [dtype: string]: string } = { float32: "float", float64: "double" };
const timeUnits = ["nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day"];

function omeXml(plan: TiffPlan): string {
  const { info, options, samples, dtype } = plan;
  const size = (name: string): number => info.shape[info.axes.indexOf(name)] ?? 1;
  const lead = info.axes.slice(0, plan.lead.length);
  const channels = lead.includes("c") ? size("c") : 1;
  // Planes follow one another in C order over the leading axes, which is the DimensionOrder read backwards.
  const order = [...lead].reverse();
  const rest = ["z", "c", "t"].filter((name) => !order.includes(name));
  const { attributes, extras } = distances(plan);
  const pixels = [
    'ID="Pixels:0"',
    `DimensionOrder="XY${[...order, ...rest].join("").toUpperCase()}"`,
    `Type="${omeTypes[dtype] ?? dtype}"`,
    'BigEndian="false"',
    `SizeX="${plan.width}" SizeY="${plan.height}" SizeZ="${size("z")}" SizeC="${channels * samples}" SizeT="${size("t")}"`,
    ...attributes,
  ].join(" ");
  const list = Array.from({ length: channels }, (_, i) => `<Channel ID="Channel:0:${i}" SamplesPerPixel="${samples}"/>`).join("");
  const name = options.name === undefined ? "" : ` Name="${escapeXml(options.name)}"`;
  const schema = "http://www.openmicroscopy.org/Schemas/OME/2016-06";
  return (
    `<?xml version="1.0" encoding="UTF-8"?><OME xmlns="${schema}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ` +
    `xsi:schemaLocation="${schema} ${schema}/ome.xsd"><Image ID="Image:0"${name}><Pixels ${pixels}>${list}` +
    `<TiffData IFD="0" PlaneCount="${plan.planes}"/></Pixels></Image>${annotation(extras)}</OME>`
  );
}

/** Spacing as attributes where OME-XML has a place and a unit for it, the rest for the annotation. */
function distances({ info }: TiffPlan): { readonly attributes: string[]; readonly extras: [key: string, value: string][] } {
  const attributes: string[] = [];
  const extras: [string, string][] = [];
  for (const [i, axis] of info.axes.entries()) {
    const spacing = info.spacing[i] as number;
    const unit = info.unit[i] as string;
    const translation = info.translation[i] as number;
    if (translation !== 0) extras.push([`translation.${axis}`, String(translation)]);
    if (spacing === 1 && unit === "") continue;
    const symbol = escapeXml(unitSymbol(unit) ?? "");
    const isTime = timeUnits.includes(unit);
    if ("xyz".includes(axis) && symbol !== "" && !isTime && spacing > 0) {
      attributes.push(`PhysicalSize${axis.toUpperCase()}="${spacing}" PhysicalSize${axis.toUpperCase()}Unit="${symbol}"`);
    } else if (axis === "t" && isTime && spacing > 0) attributes.push(`TimeIncrement="${spacing}" TimeIncrementUnit="${symbol}"`);
    else extras.push([`spacing.${axis}`, String(spacing)], [`unit.${axis}`, unit]);
  }
  // Readers of OME-XML do without axes of one plane: those that the array has are named.
  if (info.shape.some((n, i) => n === 1 && i < info.axes.indexOf("y"))) extras.push(["axes", info.axes.join(",")]);
  if (info.affine !== undefined) extras.push(["affine", JSON.stringify(info.affine)]);
  if (info.orientation !== undefined) extras.push(["orientation", info.orientation]);
  return { attributes, extras };
}

function annotation(extras: readonly (readonly [key: string, value: string])[]): string {
  if (extras.length === 0) return "";
  const entries = extras.map(([key, value]) => `<M K="${escapeXml(key)}">${escapeXml(value)}</M>`).join("");
  return (
    `<StructuredAnnotations><MapAnnotation ID="Annotation:0" Namespace="${extrasNamespace}"><Value>${entries}</Value>` +
    "</MapAnnotation></StructuredAnnotations>"
  );
}

/** Text for an attribute or element. Control characters have no place in XML 1.0 and become spaces. */
function escapeXml(text: string): string {
  let escaped = "";
  for (const char of text) {
    const code = char.codePointAt(0) as number;
    if (code < 32 || (code >= 0xd800 && code <= 0xdfff)) escaped += " ";
    else escaped += code > 126 || '<>&"'.includes(char) ? `&#${code};` : char;
  }
  return escaped;
}
