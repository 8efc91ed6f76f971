// Opens a cell's form below its row (on a phone: below the cell). Without this the cell is an ordinary link to a page.

const PHONE = "(max-width: 640px)";
let opened = null; // { link, holder, wrap }

function makePlace(link) {
  const holder = document.createElement("div");
  holder.className = "app-place-holder";
  holder.setAttribute("aria-busy", "true");
  const row = link.closest("tr");
  if (!row || matchMedia(PHONE).matches) {
    link.after(holder);
    return { link, holder, wrap: holder };
  }
  const wrap = document.createElement("tr");
  wrap.className = "app-board__place";
  const cell = wrap.insertCell();
  cell.colSpan = [...row.cells].reduce((sum, each) => sum + each.colSpan, 0);
  cell.append(holder);
  row.after(wrap);
  return { link, holder, wrap };
}

function close({ focus }) {
  if (!opened) return;
  const { link, wrap } = opened;
  opened = null;
  wrap.remove();
  link.setAttribute("aria-expanded", "false");
  // The row may have been drawn anew since: then the cell with the same address takes the focus.
  const back = link.isConnected ? link : [...document.querySelectorAll("a.app-cell")].find((each) => each.href === link.href);
  if (focus) back?.focus();
}

async function open(link, htmx) {
  close({ focus: false });
  opened = makePlace(link);
  const { holder } = opened;
  link.setAttribute("aria-expanded", "true");
  await htmx.ajax("GET", link.href, { target: holder, swap: "innerHTML" });
  holder.removeAttribute("aria-busy");
  const heading = holder.querySelector("h2, h3") ?? holder;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  holder.scrollIntoView({ block: "nearest" });
}

export function places(htmx) {
  document.addEventListener("click", (event) => {
    if (event.target.closest(".app-place-holder [data-close]")) {
      event.preventDefault();
      return close({ focus: true });
    }
    const link = event.target.closest("[data-places] a.app-cell, a[data-place]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (opened?.link === link) close({ focus: true });
    else open(link, htmx);
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close({ focus: true }));
}
