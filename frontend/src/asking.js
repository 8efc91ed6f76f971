// Questions that follow from an answer come and go in place. Without this they come once the page is saved.

export function asking() {
  for (const form of document.querySelectorAll("[data-asked]")) {
    for (let round = 0; round < 9 && turn(form); round += 1);
    form.addEventListener("input", (event) => {
      leave(form, event.target);
      for (let round = 0; round < 9 && turn(form); round += 1);
    });
  }
}

// A way to leave a question and a value of it exclude each other, and so do two ways.
function leave(form, field) {
  const ask = field.closest?.("[data-code]");
  if (!ask || !("checked" in field) || !field.checked) return;
  const others = field.matches("[data-left]") ? "[data-left], [type=radio], [type=checkbox]" : "[data-left]";
  for (const other of ask.querySelectorAll(others)) if (other !== field) other.checked = false;
}

// One look at every condition. Tells whether anything came or went, since others may follow from that.
function turn(form) {
  let turned = false;
  for (const one of form.querySelectorAll(".app-ask")) {
    const conditions = [one, one.closest("section")].map((part) => part.dataset.showIf).filter(Boolean);
    const hide = !conditions.every((text) => holds(form, JSON.parse(text)));
    if (conditions.length && hide !== one.hidden) [one.hidden, turned] = [hide, true];
  }
  for (const part of form.querySelectorAll("section")) {
    const all = [...part.querySelectorAll(".app-ask")];
    const asking = all.filter((one) => one.querySelector("[name]")); // a heading alone makes no section
    part.hidden = (asking.length ? asking : all).every((one) => one.hidden);
  }
  return turned;
}

function holds(form, condition) {
  const inner = condition.all ?? condition.any;
  if (inner) return condition.all ? inner.every((one) => holds(form, one)) : inner.some((one) => holds(form, one));
  return passes(condition.is, valuesOf(form, condition.question), condition.value);
}

function valuesOf(form, code) {
  const ask = form.querySelector(`[data-code="${code}"]`);
  if (!ask || ask.hidden || ask.querySelector("[data-left]:checked")) return [];
  const fields = [...ask.querySelectorAll("[name]")].filter((one) => !/-(why|left)$/.test(one.name));
  const dated = fields.filter((one) => /_(day|month|year)$/.test(one.name)).map((one) => one.value.trim());
  if (dated.length) return dated.every(Boolean) ? [`${dated[2]}-${dated[1].padStart(2, "0")}-${dated[0].padStart(2, "0")}`] : [];
  return fields.filter((one) => (/radio|checkbox/.test(one.type) ? one.checked : true) && one.value.trim()).map((one) => one.value.trim());
}

function passes(relation, found, wanted) {
  if (!found.length) return false;
  if (relation === "answered") return true;
  if (relation === "includes") return found.includes(String(wanted));
  const value = typeof wanted === "number" ? Number(found[0].replace(",", ".")) : found[0];
  return { equal: value === wanted, "not-equal": value !== wanted, "at-least": value >= wanted, "at-most": value <= wanted }[relation];
}
