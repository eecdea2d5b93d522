/**
 * CSV text cut into records and cells (RFC 4180).
 * @module
 */
import { FormatError } from "../errors.ts";

/** A cell: its text, and whether it stood in quotes. */
export interface Cell {
  readonly text: string;
  readonly quoted: boolean;
}

/** A record: its cells, and the line (1 for the first) on which it begins. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly Cell[];
}

/**
 * The records of a text. Lines may end with "\n", "\r\n" or "\r"; cells in quotes may hold separators, line ends and doubled quotes.
 * An empty line gives one empty cell. Throws FormatError with the line where quotes are not closed or something follows them.
 */
export function* parseCsv(text: string, separator: string, path: string): Generator<CsvRecord> {
  const fail = (line: number, expected: string, found: string): FormatError =>
    new FormatError(`Expected ${expected} in line ${line} of ${path}, found ${found}.`, { path });
  let at = text.startsWith("\ufeff") ? 1 : 0;
  let line = 1;
  let start = line;
  let cells: Cell[] = [];
  const isEnd = (c: string | undefined): boolean => c === "\n" || c === "\r" || c === undefined;
  while (at < text.length || cells.length > 0) {
    if (text[at] === '"') {
      const opened = line;
      let end = at + 1;
      for (; text[end] !== '"' || text[end + 1] === '"'; end += text[end] === '"' ? 2 : 1) {
        if (end >= text.length) throw fail(opened, "a closing quote for the one opened", "the end of the file");
        if (text[end] === "\n") line++;
      }
      cells.push({ text: text.slice(at + 1, end).replaceAll('""', '"'), quoted: true });
      at = end + 1;
      if (text[at] !== separator && !isEnd(text[at]))
        throw fail(line, "a separator or the end of the line after a closing quote", JSON.stringify(text[at]));
    } else {
      let end = at;
      while (text[end] !== separator && !isEnd(text[end])) end++;
      cells.push({ text: text.slice(at, end), quoted: false });
      at = end;
    }
    if (text[at] === separator) {
      at++;
      // A separator at the very end of the text has an empty cell behind it.
      if (at < text.length) continue;
      cells.push({ text: "", quoted: false });
    }
    yield { line: start, cells };
    cells = [];
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    line++;
    start = line;
  }
}
