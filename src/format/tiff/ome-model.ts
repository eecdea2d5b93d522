/**
 * The part of OME-XML that says what a file's planes are.
 * @module
 */
import { unitName } from "./units.ts";
import { childrenOf, parseXml, type XmlElement } from "./xml.ts";

/** Planes that follow one another in one file. */
export interface OmeTiffData {
  /** Position of the first one along z, c and t. */
  readonly first: { readonly z: number; readonly c: number; readonly t: number };
  readonly ifd: number;
  /** Undefined: all planes. */
  readonly count: number | undefined;
  /** The file that holds them, undefined for the one that holds the description. */
  readonly uuid: string | undefined;
  readonly fileName: string | undefined;
}

/** One image (series). */
export interface OmeImage {
  readonly name: string;
  /** z, c and t in the order of the planes, fastest first. */
  readonly order: readonly ("z" | "c" | "t")[];
  /** c counts samples too: 3 for one RGB plane. */
  readonly size: { readonly x: number; readonly y: number; readonly z: number; readonly c: number; readonly t: number };
  readonly spacing: { readonly x: number; readonly y: number; readonly z: number; readonly t: number };
  readonly unit: { readonly x: string; readonly y: string; readonly z: string; readonly t: string };
  /** What voxmill wrote and OME-XML has no place for: "translation.z", "spacing.t", "unit.c" ... */
  readonly extras: ReadonlyMap<string, string>;
  readonly channels: readonly string[];
  readonly tiffData: readonly OmeTiffData[];
}

export interface OmeDescription {
  readonly uuid: string | undefined;
  readonly images: readonly OmeImage[];
  /** A file beside this one that holds the description instead. */
  readonly companion: string | undefined;
}

/** The namespace of the annotation in which voxmill keeps what OME-XML has no place for. */
export const extrasNamespace = "voxmill";

/** Reads a description, or gives undefined where the text is not OME-XML. */
export function parseOme(text: string): OmeDescription | undefined {
  if (!/^\s*\uFEFF?\s*</.test(text) || !text.includes("OME")) return undefined;
  const root = parseXml(text);
  if (root === undefined || root.name !== "OME") return undefined;
  const extras = readExtras(root);
  const images: OmeImage[] = [];
  for (const image of childrenOf(root, "Image")) {
    const [pixels] = childrenOf(image, "Pixels");
    const parsed = pixels === undefined ? undefined : parsePixels(image, pixels, extras);
    if (parsed !== undefined) images.push(parsed);
  }
  const companion = childrenOf(root, "BinaryOnly")[0]?.attributes.get("MetadataFile");
  return { uuid: root.attributes.get("UUID")?.toLowerCase(), images, companion };
}

function parsePixels(image: XmlElement, pixels: XmlElement, extras: OmeImage["extras"]): OmeImage | undefined {
  const size = {
    x: whole(pixels, "SizeX"),
    y: whole(pixels, "SizeY"),
    z: whole(pixels, "SizeZ"),
    c: whole(pixels, "SizeC"),
    t: whole(pixels, "SizeT"),
  };
  if (Object.values(size).some((n) => !(n > 0))) return undefined;
  const letters = (pixels.attributes.get("DimensionOrder") ?? "XYCZT").toLowerCase().slice(2);
  if ([...letters].sort().join("") !== "ctz") return undefined;
  const unit = (axis: string): string => unitName(pixels.attributes.get(`PhysicalSize${axis}Unit`) ?? "µm");
  const x = distance(pixels, "PhysicalSizeX");
  const y = distance(pixels, "PhysicalSizeY");
  const z = distance(pixels, "PhysicalSizeZ");
  const t = distance(pixels, "TimeIncrement");
  const tUnit = unitName(pixels.attributes.get("TimeIncrementUnit") ?? "s");
  return {
    name: image.attributes.get("Name") ?? image.attributes.get("ID") ?? "",
    order: [...letters] as ("z" | "c" | "t")[],
    size,
    spacing: { x: x ?? 1, y: y ?? 1, z: z ?? 1, t: t ?? 1 },
    // The unit of a distance that is not given says nothing.
    unit: { x: x ? unit("X") : "", y: y ? unit("Y") : "", z: z ? unit("Z") : "", t: t ? tUnit : "" },
    extras,
    channels: childrenOf(pixels, "Channel").map((channel) => channel.attributes.get("Name") ?? ""),
    tiffData: childrenOf(pixels, "TiffData").map(parseTiffData),
  };
}

function parseTiffData(data: XmlElement): OmeTiffData {
  const [uuid] = childrenOf(data, "UUID");
  const number = (name: string): number => wholeOr(data, name, 0);
  const fallback = data.attributes.has("IFD") ? 1 : undefined;
  return {
    first: { z: number("FirstZ"), c: number("FirstC"), t: number("FirstT") },
    ifd: number("IFD"),
    count: data.attributes.has("PlaneCount") ? number("PlaneCount") : data.attributes.has("NumPlanes") ? number("NumPlanes") : fallback,
    uuid: uuid?.text.trim().toLowerCase(),
    fileName: uuid?.attributes.get("FileName"),
  };
}

function wholeOr(element: XmlElement, name: string, otherwise: number): number {
  const value = Number(element.attributes.get(name) ?? otherwise);
  return Number.isSafeInteger(value) && value >= 0 ? value : otherwise;
}

const whole = (element: XmlElement, name: string): number => wholeOr(element, name, 0);

/** A distance that is positive and finite, or undefined. */
function distance(element: XmlElement, name: string): number | undefined {
  const value = Number(element.attributes.get(name) ?? 0);
  return value > 0 && Number.isFinite(value) ? value : undefined;
}

function readExtras(root: XmlElement): OmeImage["extras"] {
  const maps = childrenOf(root, "StructuredAnnotations").flatMap((annotations) => childrenOf(annotations, "MapAnnotation"));
  const ours = maps.find((map) => map.attributes.get("Namespace") === extrasNamespace);
  const entries = (ours === undefined ? [] : childrenOf(ours, "Value")).flatMap((value) => childrenOf(value, "M"));
  return new Map(entries.map((entry) => [entry.attributes.get("K") ?? "", entry.text]));
}
