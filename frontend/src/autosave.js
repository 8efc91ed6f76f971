// A form `data-autosave` stores what is typed: a few seconds after the last key, and on leaving a field. Without this its button does.
// It sends the answers that were changed and no others, each with the stamp at which it was last seen, so that it never
// writes over what somebody else does in the same form.

const REST = 4000;

function stamp(form, code, value) {
  const name = `stamp-${code}`;
  let field = [...form.elements].find((each) => each.name === name);
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name });
    form.append(field);
  }
  field.value = value;
}

export function autosave() {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const said = form.querySelector("[data-autosave-said]");
  const dirty = new Set();
  const stuck = new Set();
  let timer = 0;
  let busy = false;

  async function send() {
    const sent = [...dirty].filter((code) => !stuck.has(code));
    if (!sent.length || busy) return;
    busy = true;
    sent.forEach((code) => dirty.delete(code));
    const data = new FormData(form);
    data.set("only", sent.join(" "));
    data.set("autosave", "1");
    const answer = await fetch(form.action, { method: "POST", body: data }).catch(() => null);
    busy = false;
    if (!answer?.ok || answer.redirected) {
      sent.forEach((code) => dirty.add(code));
      said.textContent = answer?.redirected ? said.dataset.signedOut : said.dataset.failed;
      return;
    }
    const told = await answer.json();
    said.textContent = told.said;
    sent.forEach((code) => (told.stuck.includes(code) ? stuck.add(code) : stamp(form, code, told.stamp)));
    document.dispatchEvent(new CustomEvent("soundings:used"));
    if (dirty.size) later();
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(send, REST);
  }

  form.addEventListener("input", (event) => {
    const code = event.target.closest("[data-code]")?.dataset.code;
    if (!code) return;
    dirty.add(code);
    later();
  });
  form.addEventListener("focusout", () => dirty.size && setTimeout(send, 150));
  form.addEventListener("submit", () => clearTimeout(timer));
}
