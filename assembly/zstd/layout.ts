// Where everything lies in the decoder's own memory.
//
// Bit streams are read backwards, eight bytes at a time, and checked only when they end: a broken one may be followed far past its
// beginning, at most 44 KiB (32,768 symbols of 11 bits). Streams lie in the source buffer, and below that is nothing but these tables,
// more than 64 KiB: what is read there is never used, and no read can leave the memory.

/** For each kind of number in a sequence, 4096 bytes apart: the table that the block brought, up to 512 entries of 8 bytes. */
export const TABLES: usize = 0x10000;
/** Likewise, 512 bytes apart: the table of the predefined distribution, up to 64 entries. */
export const PREDEFINED_TABLES: usize = 0x13000;
/** Likewise, 8 bytes apart: the table of a single symbol. */
export const SINGLE_TABLES: usize = 0x13600;
/** Likewise, 8 bytes apart: address of the table in use, 0 before there is one, and its states as a power of two. */
export const TABLES_IN_USE: usize = 0x13700;
/** 2,048 entries of 1 byte: lengths of Huffman codes, by the next 11 bits. */
export const CODE_LENGTHS: usize = 0x14000;
/** Likewise: their symbols. */
export const CODE_SYMBOLS: usize = 0x14800;
/** 64 entries of 4 bytes: weights of the Huffman codes by state. */
export const WEIGHT_STATES: usize = 0x15000;
/** Up to 256 bytes: the weights. */
export const WEIGHTS: usize = 0x15100;
/** Up to 256 numbers of 2 bytes: a distribution as read. */
export const DISTRIBUTION: usize = 0x15200;
/** Up to 256 numbers of 2 bytes: the next state of each symbol while a table is built. */
export const NEXT: usize = 0x15400;
/** Up to 512 bytes: the symbol of each state while a table is built. */
export const SPREAD: usize = 0x15600;
/** Up to 16 numbers of 4 bytes: codes by weight. */
export const RANKS: usize = 0x15800;
/** 16 rows of 16 bytes: what repeats the first 1, 2 ... 15 bytes of a vector. */
export const REPEATS: usize = 0x15900;
/** The literals of a block, with room to copy past their end. */
export const LITERALS: usize = 0x16000;
/** The most bytes of a block before and after it is decoded. */
export const BLOCK: i32 = 0x20000;
/** From here on the memory is the caller's: the source, 64 bytes, the target, 64 bytes. */
export const BUFFERS: usize = 0x38000;
