/**
 * A small proportional bitmap font, five pixels wide, seven high and two below the line, drawn for voxmill.
 *
 * A glyph is one digit in base 32 for each row of five pixels, from the top, the leftmost pixel being worth 16:
 * `A` is `E H H V H H H`, that is `.###. #...# #...# ##### #...# #...# #...#`. Rows left out at the end are empty.
 * @module
 */

/** Rows of a glyph: seven above the baseline and two below it. */
export const glyphRows = 9;
/** Rows above the baseline. */
export const glyphAscent = 7;

const glyphs: Readonly<Record<string, string>> = {
  ...{ A: "EHHVHHH", B: "UHHUHHU", C: "EHGGGHE", D: "UHHHHHU", E: "VGGUGGV", F: "VGGUGGG", G: "EHGNHHF", H: "HHHVHHH" },
  ...{ I: "S88888S", J: "72222IC", K: "HIKOKIH", L: "GGGGGGV", M: "HRLLHHH", N: "HHPLJHH", O: "EHHHHHE", P: "UHHUGGG" },
  ...{ Q: "EHHHLID", R: "UHHUKIH", S: "FGGE11U", T: "V444444", U: "HHHHHHE", V: "HHHHHA4", W: "HHHLLLA", X: "HHA4AHH" },
  ...{ Y: "HHHA444", Z: "V1248GV", a: "00E1FHF", b: "GGUHHHU", c: "00EHGHE", d: "11FHHHF", e: "00EHVGE", f: "68U8888" },
  ...{ g: "00FHHHF1E", h: "GGUHHHH", i: "G0GGGGG", j: "4044444K8", k: "GGIKOKI", l: "GGGGGG8", m: "00QLLLL", n: "00UHHHH" },
  ...{ o: "00EHHHE", p: "00UHHHUGG", q: "00FHHHF11", r: "00MOGGG", s: "00FGE1U", t: "88U8886", u: "00HHHHF", v: "00HHHA4" },
  ...{ w: "00HLLLA", x: "00HA4AH", y: "00HHHHF1E", z: "00V248V", 0: "EHHHHHE", 1: "4C4444E", 2: "EH1248V", 3: "EH161HE" },
  ...{ 4: "26AIV22", 5: "VGU11HE", 6: "68GUHHE", 7: "V122444", 8: "EHHEHHE", 9: "EHHF12C", "!": "GGGGG0G", '"': "KK" },
  ...{ "#": "AAVAVAA", $: "4FKE5U4", "%": "OP248J3", "&": "CIK8LID", "'": "GG", "(": "8GGGGG8", ")": "G88888G", "*": "04LEL4" },
  ...{ "+": "044V44", ",": "0000008G", "-": "000S", ".": "000000G", "/": "122488G", ":": "00G000G", ";": "0080008G" },
  ...{ "<": "248G842", "=": "00V0V", ">": "G84248G", "?": "EH12404", "@": "EHNLNGF", "[": "OGGGGGO" },
  ...{ "\\": "G884221", "]": "O88888O", "^": "4AH", _: "0000000V", "`": "G8", "{": "C88G88C", "|": "GGGGGGGGG", "}": "O88488O" },
  ...{ "~": "0008L2", µ: "00HHHJTGG", "×": "00HA4AH", "±": "44V440V", "°": "4A4", "²": "O48S", "³": "O4O4O" },
  ...{ "−": "000U", "–": "000U", "—": "000V", "·": "000G", "…": "000000L", "≤": "248420E", "≥": "842480E", σ: "00FIHHE" },
  ...{ "→": "042V24", "↓": "4444LE4" },
};

/** Characters drawn as another one: both code points of micro, and spaces of every width. */
const alike: Readonly<Record<string, string>> = {
  μ: "µ",
  "\u00a0": " ",
  "\u2009": " ",
  "\u202f": " ",
  "’": "'",
  "‘": "'",
  "“": '"',
  "”": '"',
};

/** A glyph as rows of bits: `rows[y] >> (width - 1 - x) & 1` is the pixel in column x. */
export interface Glyph {
  readonly width: number;
  readonly rows: readonly number[];
}

/** What is drawn for a character that the font lacks: an empty box. */
const missing = "VHHHHHV";
const space: Glyph = { width: 3, rows: new Array<number>(glyphRows).fill(0) };
const cache = new Map<string, Glyph>([[" ", space]]);

/** Digits in base 32 to rows, without the empty columns on either side. */
function decode(digits: string): Glyph {
  const rows = Array.from({ length: glyphRows }, (_, row) => Number.parseInt(digits[row] ?? "0", 32));
  const used = rows.reduce((bits, row) => bits | row, 0);
  const left = Math.clz32(used) - 27;
  const right = 31 - Math.clz32(used & -used);
  return { width: 5 - left - right, rows: rows.map((row) => row >> right) };
}

/** The glyph of one character. Accents are dropped; a character the font lacks gives an empty box. */
export function glyphOf(character: string): Glyph {
  const key = alike[character] ?? character;
  let glyph = cache.get(key);
  if (glyph === undefined) {
    const plain = glyphs[key] ?? glyphs[key.normalize("NFD")[0] ?? ""] ?? missing;
    glyph = decode(plain);
    cache.set(key, glyph);
  }
  return glyph;
}
