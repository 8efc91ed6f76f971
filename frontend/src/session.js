// Two minutes before an idle session ends, asks whether to stay signed in. Typed text stays on the page; nothing is stored here.

const NOTICE = 120;

export function session() {
  const dialog = document.querySelector("dialog[data-idle-seconds]");
  if (!dialog) return;
  const idle = Number(dialog.dataset.idleSeconds) * 1000;
  const left = dialog.querySelector("[data-left]");
  const [soon, over] = ["[data-soon]", "[data-over]"].map((part) => dialog.querySelector(part));
  let ends = Date.now() + idle;

  function show(part) {
    soon.hidden = part !== soon;
    over.hidden = part !== over;
    if (!dialog.open) dialog.showModal();
  }

  async function stay() {
    const answer = await fetch(dialog.dataset.stay, { method: "POST", headers: { "X-CSRFToken": dialog.dataset.token } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return show(over);
    ends = Date.now() + idle;
    dialog.close();
  }

  let dismissed = false;
  function tick() {
    const seconds = Math.round((ends - Date.now()) / 1000);
    if (seconds > NOTICE) dismissed = false;
    else if (seconds <= 0) {
      if (over.hidden) show(over);
    } else if (!dialog.open && !dismissed) show(soon);
    const minutes = String(Math.max(1, Math.ceil(seconds / 60)));
    if (left.textContent !== minutes) left.textContent = minutes;
  }

  dialog.addEventListener("close", () => (dismissed = true));
  dialog.querySelector("[data-stay-button]").addEventListener("click", stay);
  dialog.querySelector("[data-close-button]").addEventListener("click", () => dialog.close());
  document.addEventListener("htmx:after:request", (event) => {
    // What a page asks by itself is no use of the session; the server does not count it either.
    if (!event.detail?.ctx?.sourceElement?.closest("[data-unattended]")) ends = Date.now() + idle;
  });
  document.addEventListener("soundings:used", () => (ends = Date.now() + idle)); // a form has stored itself
  setInterval(tick, 1000);
}
