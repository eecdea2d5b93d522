/**
 * The voxel types (MODE) of MRC.
 * @module
 */
import type { StoredType } from "../raw/index.ts";

/** A mode: how its voxels open, or why they do not. */
export interface MrcMode {
  readonly mode: number;
  /** What the file stores, under a name of NumPy where there is one. */
  readonly name: string;
  /** Bits of one voxel. */
  readonly bits: number;
  /** How voxels open; for 4-bit voxels, after unpacking. */
  readonly type: StoredType;
  /** Why voxels of this mode cannot be decoded. */
  readonly reason?: string;
}

const complex = "complex voxels are not supported; split them into real and imaginary files, or write the transform's amplitude";

/** https://www.ccpem.ac.uk/mrc_format/mrc2014.php; 16 and 101 are IMOD's (https://bio3d.colorado.edu/imod/doc/mrc_format.txt). */
const modes: readonly MrcMode[] = [
  { mode: 0, name: "int8", bits: 8, type: "int8" },
  { mode: 1, name: "int16", bits: 16, type: "int16" },
  { mode: 2, name: "float32", bits: 32, type: "float32" },
  { mode: 3, name: "complex of int16", bits: 32, type: "uint8", reason: complex },
  { mode: 4, name: "complex64", bits: 64, type: "uint8", reason: complex },
  { mode: 6, name: "uint16", bits: 16, type: "uint16" },
  { mode: 12, name: "float16", bits: 16, type: "float16" },
  {
    mode: 16,
    name: "RGB of uint8",
    bits: 24,
    type: "uint8",
    reason: "colour voxels are not supported in MRC; write a file per channel, or a TIFF",
  },
  { mode: 101, name: "uint4", bits: 4, type: "uint8" },
];

const unsignedBytes: MrcMode = { mode: 0, name: "uint8", bits: 8, type: "uint8" };

export const isMode = (mode: number): boolean => modes.some((known) => known.mode === mode);

/**
 * The mode with this number, undefined where no program writes it. `unsigned` is what IMOD's flags say of mode 0: MRC2014 made its
 * bytes signed, older programs wrote them unsigned.
 */
export function mrcMode(mode: number, unsigned: boolean): MrcMode | undefined {
  return mode === 0 && unsigned ? unsignedBytes : modes.find((known) => known.mode === mode);
}
