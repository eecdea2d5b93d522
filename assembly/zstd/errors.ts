// What is wrong with the data. All functions give these, below zero, in the place of their result.

/** It ends before the frame does. */
export const CUT: i32 = -1;
/** It does not begin as a frame does. */
export const NO_FRAME: i32 = -2;
/** It breaks the rules of the format. */
export const BROKEN: i32 = -3;
/** It holds more than there is room for. */
export const ROOM: i32 = -4;
/** It holds another number of bytes than it says. */
export const OTHER_SIZE: i32 = -5;
/** Its checksum does not fit. */
export const CHECKSUM: i32 = -6;
/** It needs a dictionary. */
export const DICTIONARY: i32 = -7;
