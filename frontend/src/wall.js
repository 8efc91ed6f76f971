// A wall asks for its next part by itself. Without an answer it says so and since when, dims, and after a while clears.

const SOON = 5;

export function wall() {
  const screen = document.querySelector("[data-wall]");
  if (!screen?.querySelector("[data-next]")) return;
  const lost = document.querySelector("[data-wall-lost]");
  const of = lost.querySelector("[data-wall-of]");
  const cleared = document.querySelector("[data-wall-cleared]");
  let { next, every, now } = screen.querySelector("[data-next]").dataset;
  let since = null;
  let empty = false;

  async function ask() {
    const answer = await fetch(next, { signal: AbortSignal.timeout(15000) });
    if (!answer.ok) throw new Error("no answer");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-wall]");
    if (!fresh) return location.assign(next); // no longer a wall: the way to pair it again
    screen.className = fresh.className;
    screen.replaceChildren(...fresh.childNodes);
    document.title = page.title;
    ({ next, every, now } = screen.querySelector("[data-next]").dataset);
  }

  function found() {
    since = null;
    empty = false;
    lost.hidden = true;
  }

  function missed() {
    since ??= Date.now();
    of.textContent = now ?? "";
    lost.hidden = false;
    screen.classList.add("is-dim");
    if (empty || Date.now() - since < Number(screen.dataset.clearAfter) * 1000) return;
    empty = true;
    screen.classList.remove("is-dim");
    screen.replaceChildren(cleared.content.cloneNode(true));
  }

  async function turn() {
    await ask().then(found, missed);
    setTimeout(turn, (since ? SOON : Number(every)) * 1000);
  }

  window.addEventListener("offline", missed);
  setTimeout(turn, Number(every) * 1000);
}
