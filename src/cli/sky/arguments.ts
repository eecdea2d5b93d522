/**
 * Options that all commands of the sky share.
 * @module
 */
import { type Command, InvalidArgumentError } from "commander";
import type { SkyFrame, SkyMapOptions } from "voxmill/sky";
import { asUsage } from "../failure.ts";

/** As commander hands them over. */
export interface MapArguments {
  readonly column?: string;
  readonly hdu?: string;
  readonly frame?: string;
  readonly ordering?: "ring" | "nested";
}

/** Adds --column, --hdu, --frame and --ordering. */
export function addMapOptions(command: Command): Command {
  return command
    .option("--column <c>", "column of the maps, by name or number from 1 (default: the first)")
    .option("--hdu <n>", "table of the maps, by number or EXTNAME (default: the first map)")
    .option("--frame <f>", "frame of maps that do not say: icrs, galactic, ecliptic or fk5")
    .option("--ordering <o>", "ring or nested, for maps that do not say", ordering);
}

function ordering(text: string): "ring" | "nested" {
  const plain = text.toLowerCase();
  if (plain === "ring") return "ring";
  if (plain === "nested" || plain === "nest") return "nested";
  throw new InvalidArgumentError("Expected ring or nested.");
}

/** Options for opening a map. */
export const mapOptions = ({ column, hdu, ordering }: MapArguments): SkyMapOptions => ({ column, hdu, scheme: ordering });

/** The frame of --frame. */
export async function frameArgument({ frame }: MapArguments): Promise<SkyFrame | undefined> {
  const { parseFrame } = await import("voxmill/sky");
  return frame === undefined ? undefined : asUsage(() => parseFrame(frame));
}

/** An angle with its unit, in radians. */
export async function angleArgument(text: string, option: string): Promise<number> {
  const { parseAngle } = await import("voxmill/sky");
  return asUsage(() => {
    try {
      return parseAngle(text);
    } catch (error) {
      (error as Error).message = `${option}: ${(error as Error).message}`;
      throw error;
    }
  });
}

/** Collects an option that may be given again and again. */
export const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
