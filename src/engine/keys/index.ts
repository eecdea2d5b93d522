/** The keys of blocks: hashes of the values that they receive. @module */
export { BlockKeys, type StageLeft } from "./block-keys.ts";
export { ChunkWords, type ChunkWordsOptions } from "./chunk-words.ts";
export { type InputRecord, Inputs } from "./inputs.ts";
export { type PlainRead, plainRead, underneath } from "./read-region.ts";
export { Names, stageContent, stageStructure } from "./stage-name.ts";
export { WordTable, wordOfText } from "./word-table.ts";
