/** @module */
import { z } from "zod";
import { blackTopHat, whiteTopHat } from "../../ops/top-hat.ts";
import { footprintSchema } from "../footprint-schema.ts";
import { verb } from "../verb.ts";

const options = z.strictObject({ footprint: footprintSchema });

export const topHatVerbs = [
  verb({
    name: "whiteTopHat",
    summary: "Keeps bright details that the footprint does not fit into: the image less its opening.",
    takes: "image",
    options,
    example: "spots: { op: whiteTopHat, input: foam, footprint: { ball: 3 } }",
    build: (input, { footprint }) => whiteTopHat(input, { footprint }),
  }),
  verb({
    name: "blackTopHat",
    summary: "Keeps dark details that the footprint does not fit into: the closing less the image.",
    takes: "image",
    options,
    example: "cracks: { op: blackTopHat, input: foam, footprint: { box: 5 } }",
    build: (input, { footprint }) => blackTopHat(input, { footprint }),
  }),
];
