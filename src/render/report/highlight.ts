/**
 * A recipe with its parts told apart by colour.
 * @module
 */
import { type Content, element } from "../svg/element.ts";
import type { RecipeLanguage } from "./model.ts";

/** What is told apart, in the order in which it is looked for. The names are the classes in the page. */
type Token = "comment" | "key" | "string" | "number" | "word";

const number = String.raw`(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])`;
const doubleQuoted = String.raw`"(?:\\.|[^"\\\n])*"`;
const singleQuoted = String.raw`'(?:''|[^'\n])*'`;

const languages: Readonly<Record<RecipeLanguage, readonly (readonly [Token, string])[]>> = {
  yaml: [
    ["comment", String.raw`(?<=^|\s)#[^\n]*`],
    ["key", String.raw`(?<![\w.-])[\w.-]+(?=\s*:(?:\s|$))`],
    ["string", `${doubleQuoted}|${singleQuoted}`],
    ["number", number],
    ["word", String.raw`\b(?:true|false|null)\b`],
  ],
  json: [
    ["key", String.raw`${doubleQuoted}(?=\s*:)`],
    ["string", doubleQuoted],
    ["number", number],
    ["word", String.raw`\b(?:true|false|null)\b`],
  ],
  typescript: [
    ["comment", String.raw`\/\/[^\n]*|\/\*[\s\S]*?\*\/`],
    ["string", "".concat(doubleQuoted, String.raw`|'(?:\\.|[^'\\\n])*'`, "|`(?:\\\\.|[^`\\\\])*`")],
    ["key", String.raw`(?<![\w$.])[\w$]+(?=\s*:[^:])`],
    ["number", number],
    [
      "word",
      String.raw`\b(?:import|export|from|default|const|let|function|return|await|async|new|type|interface|true|false|null|undefined)\b`,
    ],
  ],
};

/** The text in pieces, some of them in elements with a class; together they are the text, character by character. */
export function highlight(text: string, language: RecipeLanguage): readonly Content[] {
  const pattern = new RegExp(languages[language].map(([token, source]) => `(?<${token}>${source})`).join("|"), "gm");
  const pieces: Content[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const token = Object.entries(match.groups ?? {}).find(([, found]) => found !== undefined)?.[0] ?? "word";
    pieces.push(text.slice(done, match.index), element("span", { class: `t-${token}` }, match[0]));
    done = match.index + match[0].length;
  }
  pieces.push(text.slice(done));
  return pieces;
}
