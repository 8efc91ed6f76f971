// Up, Down and Enter go through a column of `[data-keying]`, as on the paper beside it. Without this Enter sends what is filled in.

const STEPS = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };

function next(field, step) {
  const place = field.closest("td").cellIndex;
  let row = field.closest("tr");
  do row = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  while (row && !row.cells[place]?.querySelector("input"));
  return row?.cells[place].querySelector("input");
}

export function keying() {
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("[data-keying] input[type=text]")) return;
    event.preventDefault();
    const field = next(event.target, event.shiftKey ? -step : step);
    field?.focus();
    field?.select();
  });
}
