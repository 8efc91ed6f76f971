// "Leave this page" puts another page in place of this one, so that going back does not return to it.

export function leaving() {
  for (const link of document.querySelectorAll("[data-leave]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      for (const form of document.forms) form.reset();
      location.replace(link.href);
    });
  }
}
