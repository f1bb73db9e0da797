// The bench: folds what is marked, attaches words as evidence, keys for everything, a draft that saves itself.

import { Draft } from "./bench-draft.js";
import { evidenceItem, Places } from "./bench-places.js";

const form = document.getElementById("sheet");
const words = document.getElementById("words").dataset;
const announcer = document.getElementById("announcer");
const stateLine = document.getElementById("draft-state");
const countLine = document.getElementById("open-count");
const criteria = [...form.querySelectorAll("[data-criterion]")];
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const titleOf = (section) => section.querySelector("h2").textContent;

function say(text) {
  announcer.textContent = "";
  announcer.textContent = text;
}

function showState(state) {
  const kinds = { saved: "ok", saving: "", offline: "warn", "signed-out": "bad", newer: "bad", gone: "bad", refused: "bad" };
  const text = words[state === "signed-out" ? "signedOut" : state];
  if (stateLine.textContent === text) return;
  stateLine.textContent = text;
  stateLine.className = `chip ${kinds[state]}`;
  if (["newer", "gone"].includes(state)) form.querySelectorAll("button[type=submit]").forEach((one) => (one.disabled = true));
}

/** The whole sheet as the server takes it. */
function sheetOf() {
  const sheet = { criteria: {}, critical: {}, impression: null, comment: form.elements.comment.value };
  for (const section of criteria) {
    const name = section.dataset.criterion;
    const chosen = form.elements[`anchor-${name}`].value;
    const kept = [...section.querySelectorAll("[data-evidence] input:checked")];
    sheet.criteria[name] = {
      anchor: chosen && chosen !== "na" ? Number(chosen) : null,
      na: chosen === "na",
      evidence: kept.map((box) => box.value.split(":").map(Number)),
      note: form.elements[`note-${name}`].value,
    };
  }
  for (const box of form.querySelectorAll("input[name^=found-]:checked")) {
    sheet.critical[box.name.slice(6)] = { found: box.value === "yes" };
  }
  const rated = form.elements.impression.value;
  sheet.impression = rated ? Number(rated) : null;
  return sheet;
}

const draft = new Draft({
  url: form.dataset.draft,
  version: Number(form.elements.version.value),
  token: document.querySelector('meta[name="csrf-token"]').content,
  read: sheetOf,
  onState: showState,
  onVersion: (version) => (form.elements.version.value = version),
});
const places = new Places(form);

function fold(section) {
  const box = section.querySelector("input[type=radio]:checked");
  section.classList.toggle("is-folded", Boolean(box));
  section.querySelector("[data-chosen]").textContent = box ? box.nextElementSibling.querySelector(".anchor-words").textContent : "";
}

function count() {
  const groups = new Set([...form.querySelectorAll("input[type=radio]")].map((box) => box.name));
  const done = [...groups].filter((name) => form.elements[name].value).length;
  countLine.textContent = fill(words.answered, { done, total: countLine.dataset.total });
}

function attach(section) {
  const place = places.current();
  if (!place) return say(words.nothing);
  const list = section.querySelector("[data-evidence]");
  const item = evidenceItem(list, section.dataset.criterion, place, fill(words.turn, { n: place.turn }));
  item.querySelector("input").checked = true;
  places.mark();
  say(fill(words.attached, { title: titleOf(section), words: place.words }));
  draft.changed();
}

function choose(section, value) {
  const box = section.querySelector(`input[type=radio][value="${value}"]`);
  box.checked = true;
  box.focus();
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function here() {
  return document.activeElement?.closest("[data-criterion]");
}

function move(step) {
  const at = criteria.indexOf(here());
  const next = criteria[at < 0 ? (step > 0 ? 0 : criteria.length - 1) : Math.min(Math.max(at + step, 0), criteria.length - 1)];
  const box = next.querySelector("input[type=radio]:checked") ?? next.querySelector("input[type=radio]");
  box.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function pressed(event) {
  const isTyping = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = event.key.toLowerCase();
  const byKey = criteria.find((section) => section.dataset.key === key);
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "t") places.focus();
  else if (["arrowdown", "arrowup"].includes(key) && places.step(key === "arrowdown" ? 1 : -1));
  else if (/^[1-5]$/.test(key) && here()) choose(here(), key);
  else if (key === "n" && here()) choose(here(), "na");
  else if (byKey) attach(byKey);
  else return;
  event.preventDefault();
}

function changed(event) {
  const select = event.target.closest("[data-attach]");
  if (select) {
    const section = criteria.find((one) => one.dataset.criterion === select.value);
    places.choose(Number(select.dataset.attach));
    if (section) attach(section);
    select.value = "";
    return;
  }
  const section = event.target.closest("[data-criterion]");
  if (section && event.target.type === "radio") fold(section);
  if (event.target.type === "checkbox") places.mark();
  count();
  draft.changed();
}

/** Marks are handed in only over a saved draft: the version then fits. */
async function submitted(event) {
  const button = event.submitter;
  if (form.dataset.ready === "yes") return;
  event.preventDefault();
  if (!(await draft.flush())) return say(stateLine.textContent);
  form.dataset.ready = "yes";
  setTimeout(() => form.requestSubmit(button)); // not while this event is still under way: it would be ignored
}

function begin() {
  form.classList.add("is-live");
  document.querySelectorAll("[data-live]").forEach((one) => (one.hidden = false));
  criteria.forEach(fold);
  places.begin();
  form.addEventListener("change", changed);
  form.addEventListener("input", (event) => event.target.matches("textarea") && draft.changed());
  form.addEventListener("focusout", () => draft.flushSoon());
  form.addEventListener("submit", submitted);
  form.addEventListener("pointerdown", (event) => event.target.closest("[data-attach-here]") && event.preventDefault());
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-attach-here]");
    if (button) attach(button.closest("[data-criterion]"));
  });
  document.addEventListener("keydown", pressed);
  addEventListener("pagehide", () => draft.leave());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && draft.leave());
  document.getElementById("problems")?.focus();
}

begin();
