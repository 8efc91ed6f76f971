// Arrow keys through the cells of `[data-grid]`.

import { RESTING, rest, rowsOf, settle, targetsOf } from "./stops.js";

const KEYS = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"];

// A row of one link beneath a child (a question, a decision) is passed on the way: below it, one is back in one's column.
const columns = new WeakMap();

function columnOf(grid, row, place) {
  if (row.length > 1 || !columns.has(grid)) columns.set(grid, place);
  return columns.get(grid);
}

function step(grid, key, rows, at, place) {
  const row = targetsOf(rows[at]);
  const along = { ArrowRight: row[place + 1], ArrowLeft: row[place - 1], Home: row[0], End: row.at(-1) };
  if (key in along) return along[key];
  const next = rows[at + (key === "ArrowDown" ? 1 : -1)];
  return next && (targetsOf(next)[columnOf(grid, row, place)] ?? targetsOf(next).at(-1));
}

function move(event) {
  const grid = event.target.closest("[data-grid]");
  if (!grid || !KEYS.includes(event.key) || event.altKey || event.metaKey || event.target.closest(".app-place-holder")) return;
  const rows = rowsOf(grid);
  const at = rows.indexOf(event.target.closest("tr"));
  const place = at < 0 ? -1 : targetsOf(rows[at]).indexOf(event.target);
  if (place < 0) return;
  const edge = event.ctrlKey && { Home: targetsOf(rows[0])[0], End: targetsOf(rows.at(-1)).at(-1) }[event.key];
  const chosen = edge || step(grid, event.key, rows, at, place);
  if (!chosen) return;
  event.preventDefault();
  rest(grid, chosen);
  chosen.focus();
}

export function grids() {
  settle();
  document.addEventListener("keydown", move);
  document.addEventListener("focusin", (event) => {
    const grid = event.target.matches?.("[data-grid] [tabindex='-1']") && event.target.closest("[data-grid]");
    if (grid && event.target.matches(RESTING)) rest(grid, event.target);
  });
}
