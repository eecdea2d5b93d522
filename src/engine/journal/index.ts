/** The journal of a stage: written by the driver, read by the next run. @module */
export { type JournalEntry, journalLine, parseJournalLine, storedSize, storedWord } from "./entry.ts";
export { Journal, type JournalOptions } from "./journal.ts";
export { journalKey, readJournal } from "./read.ts";
