/** What filters see past the image, in recipes. @module */
import { z } from "zod";
import { boundaries } from "../kernels/filters/index.ts";
import { number } from "./values.ts";

/** Options that all filters have. */
export const borderSchema = {
  boundary: z
    .enum(boundaries as readonly ["reflect", "nearest", "mirror", "constant", "wrap"])
    .default("reflect")
    .describe("what lies past the image"),
  constantValue: number.default(0).describe("the value past the image for boundary constant"),
};
