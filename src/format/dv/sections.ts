/**
 * What the microscope noted for each section, from the extended header.
 * @module
 */
import { shortestFloat32 } from "../../array/shortest-float32.ts";
import { readUpTo } from "../raw/index.ts";
import type { FileLocation, Json } from "../source.ts";
import { type DvHeader, headerBytes } from "./header.ts";

/** The first floats of a section; the others are not used by DeltaVision (Bio-Formats, DVExtHdrFields). */
const names = [
  "photosensor",
  "seconds",
  "stageX",
  "stageY",
  "stageZ",
  "min",
  "max",
  "mean",
  "exposure",
  "neutralDensity",
  "excitation",
  "emission",
  "intensityScaling",
  "energyConversion",
] as const;

/** More sections than this are left out: attributes are for people, and travel with every copy of the array. */
const mostSections = 64;

/** One record per section, in file order: undefined where there are too many, or none are kept. */
export async function readSections(location: FileLocation, header: DvHeader): Promise<Json | undefined> {
  const sections = header.size[2] as number;
  const record = 4 * (header.ints + header.floats);
  if (header.floats < names.length || sections > mostSections || sections * record > header.extendedBytes) return undefined;
  const bytes = await readUpTo(location, headerBytes, sections * record);
  if (bytes.length < sections * record) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: sections }, (_, section) => {
    const first = section * record + 4 * header.ints;
    const value = (at: number): number | null => {
      const number = shortestFloat32(view.getFloat32(at, header.littleEndian));
      return Number.isFinite(number) ? number : null;
    };
    return Object.fromEntries(names.map((name, i) => [name, value(first + 4 * i)]));
  });
}
