/**
 * Reads the XML that object stores answer with: elements and text. No DTD, no entities but XML's own five and numbered ones.
 * @module
 */
import { FormatError } from "../../errors.ts";

/** One element. Namespace prefixes are cut off, attributes are not kept: answers of S3 need neither. */
export interface XmlElement {
  readonly name: string;
  /** The text directly within, decoded. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** An element while its content is read. */
interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: OpenElement[];
}

/** Answers of S3 are three levels deep. */
const deepest = 16;

/** What a document consists of: comments, CDATA, instructions, declarations, tags, text. */
const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!(?!--)[^>]*>|<\/([^\s>]+)\s*>|<([^\s/>!?]+)((?:\s[^>]*?)?)(\/?)>|([^<]+)/gy;

const named: { readonly [name: string]: string } = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Reads a document; `where` is for errors. Throws FormatError where it is broken or brings a DTD. */
export function parseXml(text: string, where: string): XmlElement {
  const fail = (found: string): FormatError => new FormatError(`Expected XML in the answer of ${where}, found ${found}.`, { path: where });
  const root: OpenElement = { name: "", text: "", children: [] };
  const open: OpenElement[] = [root];
  const source = text.replace(/^\uFEFF/, "");
  let end = 0;
  for (const match of source.matchAll(token)) {
    const [whole, cdata, closing, opening, , empty, plain] = match;
    end = match.index + whole.length;
    const top = open.at(-1) as OpenElement;
    if (/^<![^-]/.test(whole) && cdata === undefined) throw fail("a document type, which is never read");
    if (cdata !== undefined) top.text += cdata;
    else if (plain !== undefined) top.text += decoded(plain, fail);
    else if (closing !== undefined) {
      if (open.length === 1 || top.name !== localName(closing)) throw fail(`</${closing.slice(0, 40)}> where <${top.name}> is open`);
      open.pop();
    } else if (opening !== undefined) {
      if (open.length > deepest) throw fail(`elements more than ${deepest} deep`);
      const element: OpenElement = { name: localName(opening), text: "", children: [] };
      top.children.push(element);
      if (empty === "") open.push(element);
    }
  }
  const [first, ...more] = root.children;
  if (end !== source.length || open.length > 1) throw fail("a document that is cut or broken");
  if (first === undefined || more.length > 0 || root.text.trim() !== "") throw fail(first === undefined ? "none" : "more than one element");
  return first;
}

const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

function decoded(text: string, fail: (found: string) => FormatError): string {
  return text.replace(/&([^;&]{0,16};?)/g, (whole, body: string) => {
    const number = /^#(?:x([0-9a-f]{1,6})|(\d{1,7}));$/i.exec(body);
    const point = number === null ? undefined : Number.parseInt(number[1] ?? (number[2] as string), number[1] === undefined ? 10 : 16);
    const character = point === undefined ? named[body.slice(0, -1)] : point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
    if (character === undefined || !body.endsWith(";")) throw fail(`the entity ${whole}`);
    return character;
  });
}

/** The text of the first child of that name; undefined where there is none. */
export const childText = (element: XmlElement, name: string): string | undefined =>
  element.children.find((child) => child.name === name)?.text;

/** All children of that name. */
export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name);

/** Text as it may stand in XML. */
export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
