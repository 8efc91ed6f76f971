// When an in-place request fails: a page that could not be fetched is opened as a page; a form that could not be sent
// keeps its text and says so.

function say(target) {
  const words = document.getElementById("not-saved");
  const place = target instanceof Element && target.isConnected ? target : document.getElementById("main");
  if (!words || place.querySelector(":scope > [data-not-saved]")) return;
  place.prepend(words.content.cloneNode(true));
  place.querySelector("[data-not-saved]").scrollIntoView({ block: "nearest" });
}

function meant(ctx) {
  return ctx.request.method.toUpperCase() === "GET" ? null : ctx.target;
}

export function trouble() {
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.response.status < 400 || ctx.response.status === 422) return;
    event.preventDefault();
    const target = meant(ctx);
    if (target) say(target);
    else location.assign(ctx.request.action);
  });
  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (ctx?.request) say(meant(ctx) ?? ctx.target);
  });
}
