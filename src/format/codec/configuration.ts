/**
 * Reads the parameters of codecs.
 * @module
 */
import { UnsupportedError } from "../../errors.ts";
import type { CodecConfiguration } from "./codec.ts";

/** An integer parameter, or its default where it is not given. */
export function integerOf(
  codec: string,
  configuration: CodecConfiguration,
  name: string,
  min: number,
  max: number,
  absent: number,
): number {
  const value = configuration[name] ?? absent;
  if (typeof value !== "number" || !Number.isInteger(value) || value < min || value > max)
    throw new UnsupportedError(
      `Expected ${name} of the codec ${codec} to be an integer from ${min} to ${max}, found ${JSON.stringify(value)}.`,
    );
  return value;
}

/** The compression level. -1 is zlib's word for its default, 6. */
export function levelOf(codec: string, configuration: CodecConfiguration, min: number, max: number, absent: number): number {
  if (configuration["level"] === -1 && max === 9) return 6;
  return integerOf(codec, configuration, "level", min, max, absent);
}
