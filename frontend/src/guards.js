// The form helpers of GOV.UK Frontend: focus on the error summary, no double submission, conditional choices, "show" for passwords.
import { Button, CharacterCount, Checkboxes, createAll, ErrorSummary, PasswordInput, Radios, SkipLink } from "govuk-frontend";

export function guards(scope) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  for (const Component of [Button, CharacterCount, Checkboxes, ErrorSummary, PasswordInput, Radios, SkipLink]) {
    createAll(Component, undefined, { scope, onError: () => {} });
  }
}
