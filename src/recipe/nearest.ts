/**
 * What someone may have meant.
 * @module
 */

/**
 * The known word that is nearest to a word, if it is near enough to be meant: at most a third of its letters wrong. Ties go to
 * the first. Upper and lower case count as half a letter.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const candidate of known) {
    const distance = editDistance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Beside a good guess, longer lists are noise. */
const SHORT_LIST = 12;

/** "Did you mean ...?" and what there is to choose from. */
export function suggestion(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  const listed = known.length === 0 ? "Nothing is known here." : `Known here: ${known.join(", ")}.`;
  if (meant === undefined) return listed;
  return known.length > SHORT_LIST ? `Did you mean ${meant}?` : `Did you mean ${meant}? ${listed}`;
}

/** Letters to insert, delete, replace or swap with their neighbour (Damerau and Levenshtein, optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const [p, q] = [a[i - 1] as string, b[j - 1] as string];
      const cost = p === q ? 0 : p.toLowerCase() === q.toLowerCase() ? 0.5 : 1;
      let least = Math.min((last[j] as number) + 1, (row[j - 1] as number) + 1, (last[j - 1] as number) + cost);
      if (i > 1 && j > 1 && p === b[j - 2] && a[i - 2] === q) least = Math.min(least, (before[j - 2] as number) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] as number;
}
