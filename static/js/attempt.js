// The paper: saves answers as they are given, shows what is saved, hands in when all is on the server.

import { listen, refresh } from "./attempt-kinds.js";
import { Queue } from "./attempt-queue.js";
import { Timer } from "./attempt-timer.js";

const PAUSE = 900; // ms after a change; a change is on its way well within two seconds
const REST = 2000; // ms without a key in a long text, after which it is sent
const LONGEST_REST = 10000; // ms after which a text that is typed without rest is sent all the same
const paper = document.getElementById("paper");
const words = document.getElementById("words").dataset;
const stateLine = document.getElementById("save-state");
const announcer = document.getElementById("announcer");
const sections = [...paper.querySelectorAll("[data-item]")];
const attempt = paper.dataset.attempt;
const waiting = new Map();
const noted = new Map();
let resting = 0;
let typingSince = 0;
let timer = null;
let handingIn = false;

const TEXTS = {
  saved: [words.saved, "ok"],
  saving: [words.saving, ""],
  offline: [words.offline, "warn"],
  "signed-out": [words.signedOut, "bad"],
  refused: [words.refused, "bad"],
  "handing-in": [words.handingIn, ""],
};

function say(text) {
  announcer.textContent = text;
}

function showState(state) {
  if (state === "submitted") {
    queue.clear();
    location.assign(`/attempts/${attempt}/receipt`);
  }
  if (state === "time-over") handIn();
  if (!(state in TEXTS)) return;
  const [text, kind] = TEXTS[state];
  if (stateLine.textContent === text) return;
  stateLine.textContent = text;
  stateLine.className = `chip ${kind}`;
}

const queue = new Queue({
  attempt,
  lang: paper.dataset.lang,
  token: document.querySelector('meta[name="csrf-token"]').content,
  seen: Number(paper.elements.seen.value),
  onState: showState,
  onAnswer: (reply, pending) => {
    for (const refusal of reply.refused) showError(refusal.item, refusal.message);
    if (reply.others) warnElsewhere();
    if (timer && reply.remaining_seconds !== null) timer.set(reply.remaining_seconds);
    if (!pending && !waiting.size) showState(reply.refused.length ? "refused" : "saved");
  },
});

/** Somebody answers the same paper elsewhere: say so once. */
function warnElsewhere() {
  const line = document.getElementById("elsewhere");
  if (!line.hidden) return;
  line.hidden = false;
  say(line.textContent.trim());
}

function sectionOf(item) {
  return sections.find((section) => section.dataset.item === item);
}

function showError(item, message) {
  const section = sectionOf(item);
  if (!section) return;
  const line = section.querySelector("[data-error]");
  line.textContent = message;
  line.hidden = !message;
  section.classList.toggle("has-error", Boolean(message));
}

/** The fields of a question as part → values, the shape that a form without scripts would send. */
function answerOf(section) {
  const prefix = `q-${section.dataset.item}`;
  const answer = {};
  for (const field of section.querySelectorAll("input, select, textarea")) {
    const isPick = field.type === "radio" || field.type === "checkbox";
    if ((isPick && !field.checked) || field.value.trim() === "") continue;
    const part = field.name === prefix ? "" : field.name.slice(prefix.length + 1);
    (answer[part] ??= []).push(field.value);
  }
  return answer;
}

function isAnswered(section) {
  return Object.keys(answerOf(section)).length > 0;
}

function markAnswered(section) {
  const link = paper.querySelector(`[data-nav="${section.dataset.item}"]`);
  const done = isAnswered(section);
  link.classList.toggle("is-answered", done);
  link.querySelector("[data-answered]").hidden = !done;
  refresh(section);
}

/** In a question of order, a place that another step holds is swapped rather than taken twice. */
function swapPlaces(select) {
  const group = select.closest("[data-places]");
  if (!group) return;
  const before = select.dataset.before ?? "";
  for (const other of group.querySelectorAll("select")) {
    if (other !== select && select.value && other.value === select.value) other.value = before;
  }
  rememberPlaces(group);
}

function rememberPlaces(group) {
  for (const select of group.querySelectorAll("select")) select.dataset.before = select.value;
}

function note(section) {
  clearTimeout(waiting.get(section));
  waiting.delete(section);
  const answer = answerOf(section);
  const text = JSON.stringify(answer);
  if (noted.get(section) === text) return;
  noted.set(section, text);
  showError(section.dataset.item, "");
  queue.put(section.dataset.item, answer);
}

/** Put what is still being typed into the queue. */
function noteAll() {
  for (const section of [...waiting.keys()]) note(section);
}

function changed(event) {
  const section = event.target.closest("[data-item]");
  if (!section) return;
  if (event.type === "change" && event.target.tagName === "SELECT") swapPlaces(event.target);
  markAnswered(section);
  showState("saving");
  if (!waiting.has(section)) {
    const isText = event.target.tagName === "TEXTAREA";
    waiting.set(section, setTimeout(() => {
      note(section); // from now on this browser keeps it, whatever happens to the page
      if (!isText) send();
    }, PAUSE));
  }
  if (event.target.tagName === "TEXTAREA") sendWhenResting();
}

function send() {
  clearTimeout(resting);
  typingSince = 0;
  if (queue.pending) queue.flush();
  else showState("saved");
}

/** A long text goes to the server when its author rests: every key of it would be a whole text in the ledger. */
function sendWhenResting() {
  typingSince ||= Date.now();
  clearTimeout(resting);
  resting = setTimeout(() => {
    noteAll();
    send();
  }, Math.min(REST, Math.max(0, typingSince + LONGEST_REST - Date.now())));
}

function leaveField() {
  if (waiting.size === 0 && !typingSince) return;
  noteAll();
  send();
}

function leavePage() {
  noteAll();
  if (queue.pending) queue.flush(true);
}

function setFields(section, answer) {
  const prefix = `q-${section.dataset.item}`;
  for (const field of section.querySelectorAll("input, select, textarea")) {
    const part = field.name === prefix ? "" : field.name.slice(prefix.length + 1);
    const values = answer[part] || [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] || "";
  }
  markAnswered(section);
}

/** Show what an earlier page of this browser could not send; it is sent before anything else. */
function restore() {
  const events = queue.orphans().flatMap(([, found]) => found);
  events.sort((a, b) => (a.at < b.at ? -1 : 1));
  for (const event of events) {
    const section = sectionOf(event.item);
    if (section) setFields(section, event.answer);
  }
  return events.length > 0;
}

async function post() {
  const response = await fetch(paper.getAttribute("action"), {
    method: "POST",
    headers: { "X-CSRF-Token": queue.token },
    body: new URLSearchParams(), // the ledger holds every answer; the fields of this page add nothing
  });
  if (!response.redirected || !response.url.endsWith("/receipt")) throw new Error(String(response.status));
  queue.clear();
  location.assign(response.url);
}

async function handIn() {
  if (handingIn) return;
  handingIn = true;
  noteAll();
  showState("handing-in");
  const isOver = timer !== null && timer.left() === 0;
  try {
    if (!(await queue.flush()) && !isOver) throw new Error("not all is saved");
    await post();
  } catch {
    showState("offline");
    say(words.handInLater);
    stateLine.textContent = words.handInLater;
    setTimeout(() => {
      handingIn = false;
      handIn();
    }, 4000);
  }
}

async function askToHandIn(event) {
  if (event.submitter?.hasAttribute("formaction")) {
    event.preventDefault();
    leaveField();
    return;
  }
  event.preventDefault();
  noteAll();
  queue.flush();
  const open = sections.filter((section) => !isAnswered(section));
  const numbers = open.map((section) => sections.indexOf(section) + 1).join(", ");
  document.getElementById("confirm-text").textContent = open.length
    ? words.unanswered.replace("{numbers}", numbers)
    : words.allAnswered;
  const dialog = document.getElementById("confirm");
  dialog.returnValue = "";
  dialog.showModal();
}

function begin() {
  paper.classList.add("is-live");
  for (const group of paper.querySelectorAll("[data-places]")) rememberPlaces(group);
  listen(paper, sections);
  paper.addEventListener("input", changed);
  paper.addEventListener("change", changed);
  paper.addEventListener("focusout", leaveField);
  paper.addEventListener("submit", askToHandIn);
  addEventListener("pagehide", leavePage);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leavePage());
  document.getElementById("confirm").addEventListener("close", (event) => {
    if (event.target.returnValue === "yes") handIn();
  });
  if (paper.dataset.remaining !== undefined) {
    timer = new Timer({
      remaining: Number(paper.dataset.remaining),
      output: document.getElementById("time-left"),
      toggle: document.getElementById("time-toggle"),
      words,
      say,
      onEnd: handIn,
    });
  }
  addEventListener("storage", (event) => {
    if (event.key?.startsWith(queue.prefix) && event.newValue) warnElsewhere();
  });
  if (restore()) queue.flush();
}

begin();
