// Marking an answer: points by keyboard, their sum, a draft that saves itself.

import { Draft } from "./bench-draft.js";

const form = document.getElementById("script");
const words = document.getElementById("words").dataset;
const stateLine = document.getElementById("draft-state");
const sumLine = document.getElementById("points-so-far");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const KINDS = { saved: "ok", saving: "", offline: "warn" };

function showState(state) {
  const text = words[state === "signed-out" ? "signedOut" : state];
  if (stateLine.textContent === text) return;
  stateLine.textContent = text;
  stateLine.className = `chip ${KINDS[state] ?? "bad"}`;
  if (["newer", "gone"].includes(state)) form.querySelectorAll("button[type=submit]").forEach((one) => (one.disabled = true));
}

function pointsOf(section) {
  const text = form.elements[`points-${section.dataset.criterion}`].value.trim();
  return /^\d+$/.test(text) ? Number(text) : null;
}

/** The whole sheet as the server takes it. */
function sheetOf() {
  const given = Object.fromEntries(criteria.map((section) => [section.dataset.criterion, pointsOf(section)]));
  return { criteria: given, comment: form.elements.comment.value, note: form.elements.note.value };
}

const draft = new Draft({
  url: form.dataset.draft,
  version: Number(form.elements.version.value),
  token: document.querySelector('meta[name="csrf-token"]').content,
  read: sheetOf,
  onState: showState,
  onVersion: (version) => (form.elements.version.value = version),
});

function sum() {
  const earned = criteria.reduce((total, section) => total + (pointsOf(section) ?? 0), 0);
  sumLine.textContent = words.points.replace("{earned}", earned).replace("{whole}", sumLine.dataset.whole);
}

const here = () => document.activeElement?.closest("[data-criterion]");

function move(step) {
  const at = criteria.indexOf(here());
  const next = at < 0 ? criteria[step > 0 ? 0 : criteria.length - 1] : criteria[at + step];
  if (!next) return form.elements.comment.focus();
  const field = next.querySelector("input[type=radio]:checked") ?? next.querySelector("input");
  field.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** Give the points whose key was pressed, if the criterion has so many; then the next criterion is in focus. */
function give(section, key) {
  const box = section.querySelector(`input[type=radio][value="${key}"]`);
  if (!box) return false;
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  if (criteria.indexOf(section) < criteria.length - 1) move(1);
  else box.focus();
  return true;
}

function pressed(event) {
  const isTyping = event.target.matches("textarea, select, input:not([type=radio])");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "c") form.elements.comment.focus();
  else if (!(/^\d$/.test(key) && here() && give(here(), key))) return;
  event.preventDefault();
}

function changed() {
  sum();
  draft.changed();
}

/** Points are handed in only over a saved draft: the version then fits. */
async function submitted(event) {
  const button = event.submitter;
  if (form.dataset.ready === "yes") return;
  event.preventDefault();
  if (!(await draft.flush()) && (draft.isOver || draft.isDirty)) return; // what was refused the server explains
  form.dataset.ready = "yes";
  setTimeout(() => form.requestSubmit(button)); // not while this event is still under way: it would be ignored
}

form.classList.add("is-live");
document.querySelectorAll("[data-live]").forEach((one) => (one.hidden = false));
form.addEventListener("change", changed);
form.addEventListener("input", changed);
form.addEventListener("focusout", () => draft.flushSoon());
form.addEventListener("submit", submitted);
document.addEventListener("keydown", pressed);
addEventListener("pagehide", () => draft.leave());
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && draft.leave());
document.getElementById("problems")?.focus();
