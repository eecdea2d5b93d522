/**
 * A command as one text, cut into its words.
 * @module
 */
import { GeometryError } from "../../errors.ts";

const prefix = /^command:/i;

/** True for `command:python3 camera.py --gain 2`. */
export const isCommand = (text: string): boolean => prefix.test(text);

/**
 * The program and its arguments. Words are parted by spaces; those in single or double quotes stay together, and a backslash takes the next
 * character as it is. No shell reads them. Throws GeometryError where there is none, or a quote does not end.
 */
export function commandWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  const rest = text.replace(prefix, "");
  for (let i = 0; i < rest.length; i++) {
    const char = rest[i] as string;
    if (char === "\\" && quote !== "'") word = (word ?? "") + (rest[++i] ?? "");
    else if (quote !== "") {
      if (char === quote) quote = "";
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (!/\s/.test(char)) word = (word ?? "") + char;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  if (word !== undefined) words.push(word);
  if (quote !== "") throw new GeometryError(`Expected a quote that ends in ${text}.`);
  if (words.length === 0) throw new GeometryError("Expected a command after command:, found nothing.");
  return words;
}
