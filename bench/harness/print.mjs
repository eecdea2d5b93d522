// One line a case.

export function printRow(row) {
  const speed = `${row.ours_ms} ms, ${row.mvx_per_s} MVx/s`;
  if (row.peer === undefined) return console.log(`  ${row.name}: ${speed}`);
  const ratio = `${row.ratio_median} (${row.ratio_min} to ${row.ratio_max})`;
  console.log(`  ${row.name}: ${speed}; ${row.peer} ${row.peer_ms} ms; peer / ours ${ratio}${row.agree ? "" : "; DIFFERENT RESULTS"}`);
}
