// What is said of a handful of runs.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const spread = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });
