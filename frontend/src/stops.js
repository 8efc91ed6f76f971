// Where a `[data-grid]` may be rested on: one stop for Tab (roving tabindex); without this every link is a stop of its own.

export const RESTING = "a[href], button";

export function targetsOf(row) {
  return [...row.children].map((cell) => cell.querySelector(RESTING)).filter(Boolean);
}

export function rowsOf(grid) {
  return [...grid.querySelectorAll("tbody tr")].filter((row) => !row.closest(".app-place-holder") && targetsOf(row).length > 0);
}

export function rest(grid, chosen) {
  for (const stop of grid.querySelectorAll("[data-stop]")) {
    stop.tabIndex = -1;
    stop.removeAttribute("data-stop");
  }
  chosen.tabIndex = 0;
  chosen.dataset.stop = "";
}

export function settle() {
  for (const grid of document.querySelectorAll("[data-grid]")) {
    const stops = rowsOf(grid).flatMap(targetsOf);
    const kept = stops.find((stop) => "stop" in stop.dataset) ?? stops[0];
    stops.forEach((stop) => (stop.tabIndex = -1));
    if (kept) rest(grid, kept);
  }
}
