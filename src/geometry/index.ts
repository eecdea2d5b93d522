/** Where things are: vectors, regions, grids, spacing and axes. Pure arithmetic, no bytes. @module */
export {
  type Affine,
  affineColumns,
  affineOfPart,
  type Orientation,
  orientations,
  oriented,
  reordered,
  straightAffine,
} from "./affine.ts";
export { axisIndex, checkAxes, defaultAxes, type PerAxis, perAxis } from "./axes.ts";
export { type Block, BlockGrid, type Fit, type FittedBlocks, type TiledBlocks } from "./block-grid.ts";
export { fromLinear, positions, toLinear } from "./c-order.ts";
export { ChunkGrid, countCells } from "./chunk-grid.ts";
export {
  type Frame,
  type FrameRoi,
  type FrameVec,
  frameOf,
  frameRois,
  fromFrameRoi,
  fromFrameVec,
  toFrameRoi,
  toFrameVec,
} from "./frame.ts";
export { chainHalos, checkHalo, type Halo, joinHalos, noHalo, symmetricHalo } from "./halo.ts";
export { Roi, type SnapMode } from "./roi.ts";
export { Space, type SpaceOptions } from "./space.ts";
export { convertUnit, type Dimension, dimensionOf, parseLength, parseQuantity, type Quantity, unitName, units } from "./unit.ts";
export {
  add,
  ceilDivide,
  ceilTo,
  checkWhole,
  equal,
  fill,
  floorDivide,
  floorTo,
  maximum,
  minimum,
  multiply,
  product,
  roundTo,
  sameDims,
  subtract,
  type Vec,
  zip,
} from "./vec.ts";
export { fromWorld, toWorld, WorldRoi } from "./world-roi.ts";
