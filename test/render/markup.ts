// A reader of markup that is strict enough to notice what a browser would forgive.
import assert from "node:assert/strict";

const voidElements = new Set(["meta", "br", "hr", "img", "input"]);
const tag = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[a-zA-Z_:][\w:.-]*(?:="[^"<]*")?)*)\s*(\/?)>/y;

/** Asserts that all elements are closed in order, attributes quoted and entities known; returns the names of the elements. */
export function assertWellFormed(markup: string): string[] {
  const names: string[] = [];
  const open: string[] = [];
  let at = markup.startsWith("<!doctype html>") ? 15 : 0;
  while (at < markup.length) {
    const raw = open.at(-1) === "style" || open.at(-1) === "script";
    const next = raw ? markup.indexOf(`</${open.at(-1)}`, at) : markup.indexOf("<", at);
    const text = markup.slice(at, next === -1 ? markup.length : next);
    if (!raw) assert.doesNotMatch(text.replace(/&(amp|lt|gt|quot|#39);/g, ""), /[&>]/, `unescaped text: ${text.slice(0, 80)}`);
    if (next === -1) break;
    tag.lastIndex = next;
    const match = tag.exec(markup);
    assert.ok(match, `not a tag: ${markup.slice(next, next + 80)}`);
    const [whole, closing, name = "", attributes = "", empty] = match;
    assert.doesNotMatch(attributes.replace(/&(amp|lt|gt|quot|#39);/g, ""), /&/, `unescaped attribute: ${attributes.slice(0, 80)}`);
    if (closing) assert.equal(open.pop(), name);
    else {
      names.push(name);
      if (!empty && !voidElements.has(name)) open.push(name);
    }
    at = next + whole.length;
  }
  assert.deepEqual(open, [], "elements left open");
  return names;
}
