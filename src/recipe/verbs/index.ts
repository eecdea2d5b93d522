/** The list that registers every verb. @module */
import type { Verb } from "../verb.ts";
import { closingVerb } from "./closing.ts";
import { dilateVerb } from "./dilate.ts";
import { erodeVerb } from "./erode.ts";
import { expandLabelsVerb } from "./expand-labels.ts";
import { gaussianFilterVerb } from "./gaussian-filter.ts";
import { labelVerb } from "./label.ts";
import { openingVerb } from "./opening.ts";
import { sliceVerb } from "./slice.ts";
import { thresholdVerb } from "./threshold.ts";

/** All verbs, in the order in which the help shows them. */
export const verbs: readonly Verb[] = [
  gaussianFilterVerb,
  thresholdVerb,
  erodeVerb,
  dilateVerb,
  openingVerb,
  closingVerb,
  labelVerb,
  expandLabelsVerb,
  sliceVerb,
];
