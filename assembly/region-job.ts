// What the host tells the region kernels: where the layers, the table and its index lie. All fields are 32-bit.

/** The numbers of the dtypes; the host uses the same (src/kernels/regions/record.ts). */
export const UINT8 = 0;
export const INT8 = 1;
export const UINT16 = 2;
export const INT16 = 3;
export const UINT32 = 4;
export const INT32 = 5;
export const UINT64 = 6;
export const INT64 = 7;
export const FLOAT32 = 8;
export const FLOAT64 = 9;
export const BOOL = 10;

/** One layer to add up. */
@unmanaged
export class Job {
  /** First row of the layer of labels, bytes from row to row, dtype. */
  labels: usize;
  labelPitch: usize;
  labelType: i32;
  rows: i32;
  width: i32;
  /** Where the layer lies in the image. */
  z: i32;
  y: i32;
  x: i32;
  /** The next row and column to look at: a call that stops at a full table goes on here. */
  row: i32;
  column: i32;
  /** Records one after another, how many there may be and are. */
  table: usize;
  recordBytes: usize;
  capacity: i32;
  count: i32;
  /** Hash index: record number + 1 or 0; a power of two of entries, this many minus one. */
  index: usize;
  indexMask: u32;
  /** Offset of the second moments in a record, 0 for none. */
  moments: usize;
  channels: usize;
  channelCount: i32;
  /** Scratch: runs of one row, a row of labels as uint32, a row of a mask as uint8. */
  runs: usize;
  runCapacity: i32;
  labelRow: usize;
  maskRow: usize;
  /** Offset of the counts of neighbours in a record, 0 for none; see region-neighbours.ts. */
  neighbours: usize;
  /** Row 0 of the labels with their surroundings: of this layer, and of the one above (0 where there is none). */
  around: usize;
  above: usize;
  aroundPitch: i32;
  aroundRows: i32;
  aroundWidth: i32;
  /** Where the region begins in them. */
  aroundY: i32;
  aroundX: i32;
  /** Scratch: five rows of uint32 with {@link NEAR_MARGIN} zeros on both sides. */
  near: usize;
  nearBytes: i32;
  /** What a voxel adds to the Euler number, by its mask of neighbours: 8,192 signed bytes. */
  euler: usize;
}

/** Columns of zeros before and after a row in the scratch of neighbours. */
export const NEAR_MARGIN = 8;

/** One intensity image and where its sums lie in a record (offsets in bytes; 0 where not wanted). */
@unmanaged
export class Channel {
  layer: usize;
  pitch: usize;
  type: i32;
  /** Flags, smallest and largest value: 24 bytes. */
  range: usize;
  sum: usize;
  squares: usize;
  weighted: usize;
}

/** Voxels [start, end) of a row belong to this record. */
@unmanaged
export class Run {
  record: usize;
  start: i32;
  end: i32;
}
