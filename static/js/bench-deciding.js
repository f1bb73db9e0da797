// After one's own marks: what is decided saves itself, as the marks did.

import { Draft } from "./bench-draft.js";

const form = document.getElementById("decision");
const words = document.getElementById("words").dataset;
const stateLine = document.getElementById("draft-state");
const KINDS = { saved: "ok", saving: "", offline: "warn" };

function showState(state) {
  const text = words[state === "signed-out" ? "signedOut" : state];
  if (stateLine.textContent === text) return;
  stateLine.textContent = text;
  stateLine.className = `chip ${KINDS[state] ?? "bad"}`;
  if (["newer", "gone"].includes(state)) form.querySelectorAll("button[type=submit]").forEach((one) => (one.disabled = true));
}

/** What is decided, as the server takes it. */
function decision() {
  const critical = {};
  for (const reason of form.querySelectorAll("textarea[name^=reason-]")) {
    const id = reason.name.slice(7);
    const chosen = form.elements[`found-${id}`].value;
    critical[id] = { found: chosen ? chosen === "yes" : null, reason: reason.value };
  }
  return { critical, comment: form.elements.comment.value };
}

const draft = new Draft({
  url: form.dataset.draft,
  version: Number(form.elements.version.value),
  token: document.querySelector('meta[name="csrf-token"]').content,
  read: decision,
  onState: showState,
  onVersion: (version) => (form.elements.version.value = version),
});

form.classList.add("is-live");
form.addEventListener("change", () => draft.changed());
form.addEventListener("input", () => draft.changed());
form.addEventListener("focusout", () => draft.flushSoon());
addEventListener("pagehide", () => draft.leave());
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && draft.leave());
