// Random regions, grids and halos for the property tests.

import fc from "fast-check";
import { Roi } from "#dist/geometry/roi.js";

export const ndims = fc.integer({ min: 1, max: 4 });

export const vecs = (ndim: number, min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: ndim, maxLength: ndim });

export const rois = (ndim: number, reach = 20, extent = 12): fc.Arbitrary<Roi> =>
  fc.tuple(vecs(ndim, -reach, reach), vecs(ndim, 0, extent)).map(([offset, shape]) => new Roi(offset, shape));

export const halos = (ndim: number, max = 4): fc.Arbitrary<{ before: number[]; after: number[] }> =>
  fc.record({ before: vecs(ndim, 0, max), after: vecs(ndim, 0, max) });
