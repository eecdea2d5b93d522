/**
 * Some of the labels of an image, as text that travels in parameters.
 *
 * Labels are written as the numbers where membership changes, counting only labels that occur: `3 .. 9 are in, 10 .. 11 are not, 12 and all
 * after it are` is [3, 10, 12]. Nearly all, nearly none and long stretches are short.
 * @module
 */

/** A set of labels, asked for one after the other; neighbours are often equal. */
export interface LabelSet {
  has(label: number): boolean;
}

/** Text for those of the labels (ascending) that are chosen. */
export function encodeLabelSet(labels: Uint32Array, chosen: (i: number) => boolean): string {
  const changes: number[] = [];
  let inside = false;
  for (const [i, label] of labels.entries()) {
    if (chosen(i) === inside) continue;
    inside = !inside;
    changes.push(label);
  }
  const bytes = new Uint8Array(Uint32Array.from(changes).buffer);
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** The set back from its text. */
export function decodeLabelSet(text: string): LabelSet {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const changes = new Uint32Array(bytes.buffer);
  return {
    has(label) {
      let low = 0;
      for (let high = changes.length; low < high; ) {
        const middle = (low + high) >>> 1;
        if ((changes[middle] as number) <= label) low = middle + 1;
        else high = middle;
      }
      return low % 2 === 1;
    },
  };
}
