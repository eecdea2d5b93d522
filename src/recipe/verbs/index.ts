/** The list that registers every verb. @module */
import type { Verb } from "../verb.ts";
import { arithmeticVerbs } from "./arithmetic.ts";
import { castVerb } from "./cast.ts";
import { clipVerb } from "./clip.ts";
import { closingVerb } from "./closing.ts";
import { comparisonVerbs } from "./comparison.ts";
import { dilateVerb } from "./dilate.ts";
import { distanceTransformVerb } from "./distance-transform.ts";
import { downsampleVerb } from "./downsample.ts";
import { erodeVerb } from "./erode.ts";
import { expandLabelsVerb } from "./expand-labels.ts";
import { gaussianFilterVerb } from "./gaussian-filter.ts";
import { gaussianVerbs } from "./gaussian-filters.ts";
import { labelVerb } from "./label.ts";
import { labelSelectionVerbs } from "./label-selection.ts";
import { linearVerbs } from "./linear-filters.ts";
import { logicVerbs } from "./logic.ts";
import { mapBlocksVerb } from "./map-blocks.ts";
import { morphologicalGradientVerb } from "./morphological-gradient.ts";
import { openingVerb } from "./opening.ts";
import { projectVerb } from "./project.ts";
import { rankVerbs } from "./rank-filters.ts";
import { rechunkVerb } from "./rechunk.ts";
import { reductionVerbs } from "./reductions.ts";
import { regionPropertiesVerb } from "./region-properties.ts";
import { sliceVerb } from "./slice.ts";
import { thresholdVerb } from "./threshold.ts";
import { topHatVerbs } from "./top-hats.ts";
import { whereVerb } from "./where.ts";

/** All verbs, in the order in which the help shows them. */
export const verbs: readonly Verb[] = [
  gaussianFilterVerb,
  ...rankVerbs,
  ...linearVerbs,
  ...gaussianVerbs,
  thresholdVerb,
  ...comparisonVerbs,
  ...logicVerbs,
  erodeVerb,
  dilateVerb,
  openingVerb,
  closingVerb,
  ...topHatVerbs,
  morphologicalGradientVerb,
  distanceTransformVerb,
  labelVerb,
  expandLabelsVerb,
  ...labelSelectionVerbs,
  regionPropertiesVerb,
  ...arithmeticVerbs,
  clipVerb,
  castVerb,
  whereVerb,
  ...reductionVerbs,
  sliceVerb,
  projectVerb,
  downsampleVerb,
  rechunkVerb,
  mapBlocksVerb,
];
