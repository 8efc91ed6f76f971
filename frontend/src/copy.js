// A button `data-copy="#id"` copies what stands in that field. Without this the text is selected and copied by hand.

async function copy(button) {
  const field = document.querySelector(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  } catch {
    // The browser allows no copying by a button: the text is selected, and the keyboard copies it.
  }
}

export function copies() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
