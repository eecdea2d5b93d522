/**
 * A small XML reader for OME-XML: elements, attributes, text, comments, CDATA and character references.
 * Document types are refused, so no entity can grow; namespaces are cut off.
 * @module
 */

export interface XmlElement {
  /** Without its namespace prefix. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Text of the element itself, without that of its children. */
  readonly text: string;
}

interface OpenElement extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const entities = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]+);/g, (whole, name: string) => {
    if (!name.startsWith("#")) return entities.get(name) ?? whole;
    const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Reads a document, or gives undefined where it is not well-formed. */
export function parseXml(document: string): XmlElement | undefined {
  const stack: OpenElement[] = [];
  let root: XmlElement | undefined;
  const addText = (text: string): void => {
    const top = stack.at(-1);
    if (top !== undefined) top.text += text;
  };
  for (let at = 0; at < document.length; ) {
    const open = document.indexOf("<", at);
    addText(unescapeXml(document.slice(at, open < 0 ? document.length : open)));
    if (open < 0) break;
    const skipped = skipMarkup(document, open, addText);
    if (skipped !== undefined) {
      if (skipped < 0) return undefined;
      at = skipped;
      continue;
    }
    const tag = readTag(document, open);
    if (tag === undefined) return undefined;
    at = tag.end;
    if (tag.closes) {
      if (stack.pop()?.name !== tag.name) return undefined;
      continue;
    }
    if (root !== undefined && stack.length === 0) return undefined;
    const element: OpenElement = { name: tag.name, attributes: tag.attributes, children: [], text: "" };
    stack.at(-1)?.children.push(element);
    root ??= element;
    if (!tag.empty) stack.push(element);
  }
  return stack.length === 0 ? root : undefined;
}

/** Passes comments, instructions and CDATA: where they end, -1 where they do not or must not be, undefined where there are none. */
function skipMarkup(document: string, open: number, addText: (text: string) => void): number | undefined {
  const after = (end: string): number => {
    const found = document.indexOf(end, open);
    return found < 0 ? -1 : found + end.length;
  };
  if (document.startsWith("<!--", open)) return after("-->");
  if (document.startsWith("<?", open)) return after("?>");
  if (document.startsWith("<![CDATA[", open)) {
    const end = after("]]>");
    if (end >= 0) addText(document.slice(open + 9, end - 3));
    return end;
  }
  return document.startsWith("<!", open) ? -1 : undefined;
}

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly closes: boolean;
  readonly empty: boolean;
  readonly end: number;
}

const isSpace = (char: string | undefined): boolean => char === " " || char === "\n" || char === "\t" || char === "\r";
const endsName = (char: string | undefined): boolean => char === undefined || isSpace(char) || char === ">" || char === "/" || char === "=";

/** Reads one tag with its attributes. */
function readTag(document: string, open: number): Tag | undefined {
  const closes = document[open + 1] === "/";
  let at = open + (closes ? 2 : 1);
  const word = (): string => {
    const start = at;
    while (!endsName(document[at])) at++;
    return document.slice(start, at);
  };
  const space = (): void => {
    while (isSpace(document[at])) at++;
  };
  const name = localName(word());
  if (name === "") return undefined;
  const attributes = new Map<string, string>();
  for (;;) {
    space();
    if (document[at] === ">") return { name, attributes, closes, empty: false, end: at + 1 };
    if (document[at] === "/" && document[at + 1] === ">" && !closes) return { name, attributes, closes, empty: true, end: at + 2 };
    const key = localName(word());
    space();
    if (key === "" || document[at] !== "=") return undefined;
    at++;
    space();
    const quote = document[at];
    if (quote !== '"' && quote !== "'") return undefined;
    const end = document.indexOf(quote, at + 1);
    if (end < 0) return undefined;
    attributes.set(key, unescapeXml(document.slice(at + 1, end)));
    at = end + 1;
  }
}

/** The children of this name. */
export const childrenOf = (element: XmlElement, name: string): XmlElement[] => element.children.filter((child) => child.name === name);
