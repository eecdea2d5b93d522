/**
 * Elements of SVG and HTML as values. Whatever text they hold is escaped when they are written, never before.
 * @module
 */
import { formatCoordinate } from "./coordinate.ts";

/** A value of an attribute; undefined and false leave it out, true writes it without a value. */
export type AttributeValue = string | number | boolean | undefined;
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** A text, or an element. Undefined and false are nothing, so that parts can be left out where they are written. */
export type Content = MarkupElement | string | number | undefined | false | readonly Content[];

/** One element with all that is in it. */
export interface MarkupElement {
  readonly name: string;
  readonly attributes: Attributes;
  readonly content: readonly Content[];
}

/** `<name attributes>content</name>`. */
export function element(name: string, attributes: Attributes = {}, ...content: readonly Content[]): MarkupElement {
  return { name, attributes, content };
}

/** Characters that neither XML nor HTML can hold become U+FFFD, as do halves of surrogate pairs. */
function writable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text that is safe between tags and in quoted attributes, of SVG and of HTML. */
export function escapeMarkup(text: string): string {
  return writable(text).replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** HTML elements that have no end tag. */
const voidElements = new Set(["meta", "br", "hr", "img", "input", "link", "col", "wbr"]);
/** SVG elements that are usually empty, and may be closed at once in SVG and in HTML. */
const emptyShapes = new Set(["rect", "path", "line", "circle", "polyline", "polygon", "image", "use", "stop"]);
function attributeText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => {
      if (value === undefined || value === false) return "";
      if (value === true) return ` ${name}`;
      return ` ${name}="${typeof value === "number" ? formatCoordinate(value) : escapeMarkup(value)}"`;
    })
    .join("");
}

/**
 * Writes an element. HTML does not decode entities inside `style` and `script`, so their content is written as it stands;
 * what could end them early is spelled in the way of their own language.
 */
export function toMarkup(content: Content): string {
  if (content === undefined || content === false) return "";
  if (typeof content === "string") return escapeMarkup(content);
  if (typeof content === "number") return formatCoordinate(content);
  if (!("name" in content)) return content.map(toMarkup).join("");
  const { name } = content;
  const open = `<${name}${attributeText(content.attributes)}`;
  if (voidElements.has(name)) return `${open}>`;
  if (emptyShapes.has(name) && content.content.length === 0) return `${open}/>`;
  return `${open}>${innerText(content)}</${name}>`;
}

function innerText({ name, content }: MarkupElement): string {
  if (name === "style") return content.join("").replaceAll("<", "\\3c ").replaceAll("&", "\\26 ");
  if (name === "script") return content.join("").replace(/<(?=[/!])/g, "\\x3c");
  return content.map(toMarkup).join("");
}
