// Arrow keys through the cells of `[data-grid]`. One stop for Tab (roving tabindex); without this every link is a stop of its own.

const RESTING = "a[href], button";
const KEYS = ["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"];

function targetsOf(row) {
  return [...row.children].map((cell) => cell.querySelector(RESTING)).filter(Boolean);
}

function rowsOf(grid) {
  return [...grid.querySelectorAll("tbody tr")].filter((row) => !row.closest(".app-place-holder") && targetsOf(row).length > 0);
}

function rest(grid, chosen) {
  for (const stop of grid.querySelectorAll("[data-stop]")) {
    stop.tabIndex = -1;
    stop.removeAttribute("data-stop");
  }
  chosen.tabIndex = 0;
  chosen.dataset.stop = "";
}

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

export function settle() {
  for (const grid of document.querySelectorAll("[data-grid]")) {
    const stops = rowsOf(grid).flatMap(targetsOf);
    const kept = stops.find((stop) => "stop" in stop.dataset) ?? stops[0];
    stops.forEach((stop) => (stop.tabIndex = -1));
    if (kept) rest(grid, kept);
  }
}

export function grids() {
  settle();
  document.addEventListener("keydown", move);
  document.addEventListener("focusin", (event) => {
    const grid = event.target.matches?.("[data-grid] [tabindex='-1']") && event.target.closest("[data-grid]");
    if (grid && event.target.matches(RESTING)) rest(grid, event.target);
  });
}
