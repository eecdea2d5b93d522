/** The journal of a stage: written by the driver, read by the next run. @module */
export { type JournalEntry, journalLine, parseJournalLine, parseStoredWord, storedWord } from "./entry.ts";
export { Journal, type JournalOptions } from "./journal.ts";
export { journalKey, readJournal, removeJournal } from "./read.ts";
