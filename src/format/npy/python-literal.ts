/**
 * The literals of Python that the header of a .npy file is made of. Nothing is ever evaluated.
 * @module
 */

/** A literal: tuples and lists both become arrays, dicts become Maps. */
export type PythonLiteral = string | number | boolean | null | readonly PythonLiteral[] | ReadonlyMap<string, PythonLiteral>;

/** How deep lists and tuples may lie in each other: structured dtypes hold records in records. */
const maxDepth = 16;

const space = /[ \t\r\n]*/y;
/** A str without escapes other than of quotes and backslashes; u and b are prefixes of Python 2. */
const string = /[ub]?(?:'((?:[^'\\\n]|\\['"\\])*)'|"((?:[^"\\\n]|\\['"\\])*)")/y;
/** An int; Python 2 wrote long ones as 3L. */
const integer = /(-?\d{1,16})L?(?![\w.])/y;
const word = /(True|False|None)\b/y;
const words = { True: true, False: false, None: null } as const;

/**
 * Parses one literal: str, int, True, False, None, tuple, list, dict with str keys.
 * Throws a plain Error that says what was expected at which character.
 */
export function parsePythonLiteral(text: string): PythonLiteral {
  let at = 0;
  const fail = (expected: string): Error =>
    new Error(`expected ${expected} at character ${at}, found ${JSON.stringify(text.slice(at, at + 20))}`);
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) at = pattern.lastIndex;
    return found;
  };
  const take = (character: string): boolean => {
    match(space);
    if (text[at] !== character) return false;
    at++;
    return true;
  };
  /** Items up to `close`, separated by commas; the last may be followed by one. */
  const items = <T>(close: string, item: () => T): { readonly list: T[]; readonly comma: boolean } => {
    const list: T[] = [];
    for (let comma = false; ; ) {
      if (take(close)) return { list, comma };
      if (list.length > 0 && !comma) throw fail(`"," or "${close}"`);
      list.push(item());
      comma = take(",");
    }
  };
  const value = (depth: number): PythonLiteral => {
    if (depth > maxDepth) throw fail(`at most ${maxDepth} levels`);
    if (take("[")) return items("]", () => value(depth + 1)).list;
    if (take("(")) {
      const { list, comma } = items(")", () => value(depth + 1));
      // (3) is a number in brackets, (3,) a tuple.
      return list.length === 1 && !comma ? (list[0] as PythonLiteral) : list;
    }
    if (take("{")) return new Map(items("}", () => entry(depth + 1)).list);
    return scalar();
  };
  const entry = (depth: number): [string, PythonLiteral] => {
    match(space);
    const key = scalar();
    if (typeof key !== "string") throw fail("a str as the key");
    if (!take(":")) throw fail('":"');
    return [key, value(depth)];
  };
  const scalar = (): string | number | boolean | null => {
    const quoted = match(string);
    if (quoted !== null) return (quoted[1] ?? quoted[2] ?? "").replace(/\\(.)/g, "$1");
    const digits = match(integer);
    if (digits !== null) return Number(digits[1]);
    const named = match(word);
    if (named !== null) return words[named[1] as keyof typeof words];
    throw fail("a literal");
  };
  const result = value(0);
  match(space);
  if (at < text.length) throw fail("the end");
  return result;
}
