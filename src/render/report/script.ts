/**
 * The only script of a report: a click on a column's name sorts the rows that are shown.
 * @module
 */

/** Numbers by value and words by letter; what is missing stays at the end either way. Rows that tie keep their order. */
export const sortScript = `
for (const table of document.querySelectorAll("table.sortable")) {
  table.tHead.addEventListener("click", (event) => {
    const head = event.target.closest("th");
    if (!head) return;
    const sign = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
    const value = (row) => {
      const cell = row.cells[head.cellIndex];
      return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
    };
    const missing = (v) => v === "" || Number.isNaN(v);
    const compare = (a, b) => typeof a === "number" ? (typeof b === "number" ? a - b || 0 : -1) : String(a).localeCompare(String(b));
    const rows = Array.from(table.tBodies[0].rows, (row) => [value(row), row]);
    rows.sort(([a], [b]) => missing(a) || missing(b) ? missing(a) - missing(b) : sign * compare(a, b));
    table.tBodies[0].append(...rows.map(([, row]) => row));
  });
}
`;
