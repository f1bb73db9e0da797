// The paper: saves answers as they are given, shows what is saved, hands in when all is on the server.

import { Contact } from "./attempt-contact.js";
import { answerOf, fill, isAnswered, isSame, rememberPlaces, renderedOf, swapPlaces } from "./attempt-fields.js";
import { offerFiles } from "./attempt-file.js";
import { Journal } from "./attempt-journal.js";
import { listen } from "./attempt-kinds.js";
import { Link } from "./attempt-link.js";
import { Queue } from "./attempt-queue.js";
import { shownOn } from "./attempt-shown.js";
import { SignIn } from "./attempt-sign-in.js";
import { Timer } from "./attempt-timer.js";

const SOON = 250; // ms after a change, when it is written into the journal
const PAUSE = 900; // ms after a change; a change is on its way well within two seconds
const REST = 2000; // ms without a key in a long text, after which it is sent
const LONGEST_REST = 10000; // ms after which a text that is typed without rest is sent all the same
const AGAIN = 3000; // ms until the newest answers are looked for once more
const OFFLINE = 60; // seconds without the server, after which a file is offered
const paper = document.getElementById("paper");
const words = document.getElementById("words").dataset;
const stateLine = document.getElementById("save-state");
const announcer = document.getElementById("announcer");
const sections = [...paper.querySelectorAll("[data-item]")]; // also what is asked beside a question
const questions = sections.filter((section) => !("beside" in section.dataset));
const attempt = Number(paper.dataset.attempt);
const about = { attempt, paper: paper.dataset.digest, person: paper.dataset.person };
const other = "BroadcastChannel" in window ? new BroadcastChannel(`aftercare-attempt:${attempt}`) : null;
const waiting = new Map(); // section → timer of what is not in the journal yet
const noted = new Map(); // section → its last answer as text
const touched = new Map(); // section → how often it was changed here
let sending = 0;
let typingSince = 0;
let timer = null;
let handingIn = false;
let isClosed = false;
let isShared = false; // another page of this paper is open, and that has been said
let looking = null;

const TEXTS = {
  saved: [words.saved, "ok"],
  saving: [words.saving, ""],
  offline: [words.offline, "warn"],
  "signed-out": [words.signedOut, "bad"],
  "other-person": [words.signedOut, "bad"],
  refused: [words.refused, "bad"],
  "handing-in": [words.handingIn, ""],
};

function say(text) {
  announcer.textContent = text;
}

function showState(state) {
  if (!(state in TEXTS)) return;
  const [text, kind] = TEXTS[state];
  if (stateLine.textContent !== text) stateLine.textContent = text;
  stateLine.className = `chip ${kind}`;
}

/** Show a note below the questions, and say it once. */
function tell(id, text = "") {
  const note = document.getElementById(id);
  const line = note.querySelector("[data-text]");
  if (text) line.textContent = text;
  if (note.hidden || text) say(line.textContent.trim());
  note.hidden = false;
}

function onTrouble(kind) {
  showState(kind);
  if (kind === "submitted") closedElsewhere();
  if (kind === "time-over") timer?.set(0);
  if (kind === "time-over") handIn();
  const isOut = kind === "signed-out" || kind === "other-person";
  if (isOut) signIn.open(kind === "other-person");
  if (isOut) document.getElementById("sign-in-again").hidden = false;
  offerRescue();
}

function showWeaker(kind) {
  const line = document.getElementById("journal-word");
  line.textContent = kind === "memory" ? words.journalMemory : words.journalStorage;
  line.hidden = false;
}

function onAnswer(reply, batch) {
  const refused = new Map(reply.refused.map((one) => [one.seq, one.message]));
  for (const { seq, item, answer } of batch) {
    const section = sectionOf(item);
    if (!section) continue;
    if (refused.has(seq)) refuse(section, answer, refused.get(seq));
    else if (!queue.holds(item)) showItem(section, "saved");
  }
  if (reply.others) lookElsewhere();
  if (timer && Number.isInteger(reply.remaining_seconds)) timer.set(reply.remaining_seconds);
  if (!queue.pending && !waiting.size) {
    showState(sections.some((section) => section.classList.contains("has-error")) ? "refused" : "saved");
    if (batch.length) other?.postMessage("saved");
  }
  offerRescue();
}

function onBack() {
  document.getElementById("sign-in-again").hidden = true;
  signIn.close();
}

const { showItem, showError, markAnswered } = shownOn(paper, words);
const link = new Link({ attempt, onTrouble, onBack });
const journal = new Journal(attempt, showWeaker);
const queue = new Queue({
  link,
  journal,
  lang: paper.dataset.lang,
  seen: Number(paper.elements.seen.value),
  onState: showState,
  onAnswer,
});
const signIn = new SignIn({
  dialog: document.getElementById("sign-in"),
  link,
  words,
  onDone: () => {
    say(words.signedInAgain);
    send();
  },
});

function sectionOf(item) {
  return sections.find((section) => section.dataset.item === item);
}

/** What cannot be saved stays in its fields, also when an earlier page had left it. */
function refuse(section, answer, message) {
  if (!touched.has(section)) fill(section, answer);
  showItem(section, "refused");
  showError(section, message);
}

function note(section) {
  clearTimeout(waiting.get(section));
  waiting.delete(section);
  const answer = answerOf(section);
  const text = JSON.stringify(answer);
  const { item } = section.dataset;
  if (noted.get(section) !== text) {
    noted.set(section, text);
    showError(section, "");
    queue.put(item, answer);
  } else if (!queue.holds(item) && !section.classList.contains("has-error")) {
    showItem(section, "saved"); // changed and changed back
  }
}

function noteAll() {
  for (const section of [...waiting.keys()]) note(section);
}

function touch(section) {
  touched.set(section, (touched.get(section) ?? 0) + 1);
  markAnswered(section);
  showState("saving");
  showItem(section, "waiting");
  if (!waiting.has(section)) waiting.set(section, setTimeout(note, SOON, section));
}

/** What was answered before this script was there to hear it: on a slow line the page can be written in earlier. */
function catchUp() {
  const early = sections.filter((section) => !isSame(answerOf(section), renderedOf(section)));
  early.forEach(touch);
  if (early.length) sending ||= setTimeout(send, PAUSE);
}

function changed(event) {
  const section = event.target.closest("[data-item]");
  if (!section) return;
  if (event.type === "change" && event.target.tagName === "SELECT") swapPlaces(event.target);
  touch(section);
  if (event.target.tagName === "TEXTAREA") sendWhenResting();
  else sending ||= setTimeout(send, PAUSE);
}

function send() {
  clearTimeout(sending);
  sending = 0;
  typingSince = 0;
  noteAll();
  if (queue.pending) queue.flush();
  else showState("saved");
}

/** A long text goes to the server when its author rests: every key of it would be a whole text in the ledger. */
function sendWhenResting() {
  typingSince ||= Date.now();
  clearTimeout(sending);
  sending = setTimeout(send, Math.min(REST, Math.max(0, typingSince + LONGEST_REST - Date.now())));
}

function leaveField() {
  if (sending || waiting.size) send();
}

function leavePage() {
  noteAll();
  if (queue.pending) queue.flush(true);
}

/** Somebody answers the same paper elsewhere: show the newest answers, once for many calls at the same time. */
function lookElsewhere() {
  looking ??= takeOver().finally(() => {
    looking = null;
  });
}

async function takeOver() {
  const before = new Map(touched);
  const page = await link.paper();
  if (!page) return;
  const news = [];
  let isWhole = true;
  for (const section of sections) {
    const there = page.querySelector(`[data-item="${section.dataset.item}"]`);
    if (!there || section.classList.contains("has-error")) continue;
    const isBusy = waiting.has(section) || queue.holds(section.dataset.item);
    if (isBusy || touched.get(section) !== before.get(section)) {
      isWhole = false; // whose answer came last is not known yet
      continue;
    }
    const answer = answerOf(there);
    if (isSame(answer, answerOf(section))) continue;
    fill(section, answer);
    noted.set(section, JSON.stringify(answerOf(section)));
    markAnswered(section);
    showItem(section, "saved");
    news.push(questions.findIndex((question) => question.contains(section)) + 1);
  }
  if (isWhole) queue.seen = Math.max(queue.seen, Number(page.getElementById("paper").elements.seen.value));
  else setTimeout(lookElsewhere, AGAIN);
  if (news.length) tell("news", words.news.replace("{numbers}", [...new Set(news)].join(", ")));
}

/** It is handed in on another device or in another window: what did not arrive can only go by file. */
async function closedElsewhere() {
  noteAll();
  isClosed = queue.pending;
  if (isClosed) return showRescue(words.whyClosed);
  return location.assign(`/attempts/${attempt}/receipt`);
}

/** Offer a file once the network has been away for long, or the time is over and answers have not arrived. */
function offerRescue() {
  const isOver = timer !== null && timer.left() === 0;
  if (!queue.pending) document.getElementById("rescue").hidden = true;
  else if (link.silence > OFFLINE || isOver) showRescue(isOver ? words.whyOver : words.whyOffline);
}

async function showRescue(why) {
  const place = document.getElementById("rescue");
  await queue.written;
  await offerFiles(place.querySelector("[data-files]"), journal, about, words, () => say(words.fileSaved));
  if (place.hidden || !place.textContent.includes(why)) tell("rescue", why);
}

async function post() {
  const response = await fetch(paper.getAttribute("action"), {
    method: "POST",
    headers: { "X-CSRF-Token": link.token },
    body: new URLSearchParams(), // the ledger holds every answer; the fields of this page add nothing
  });
  if (!response.redirected || !response.url.endsWith("/receipt")) throw new Error(String(response.status));
  isClosed = queue.pending;
  if (isClosed) return showRescue(words.whyClosed);
  return location.assign(response.url);
}

async function handIn() {
  if (handingIn || isClosed) return;
  handingIn = true;
  noteAll();
  showState("handing-in");
  const isOver = timer !== null && timer.left() === 0;
  try {
    if (!(await queue.flushAll()) && !isOver) throw new Error("not all is saved");
    await post();
  } catch {
    showState("offline");
    say(words.handInLater);
    stateLine.textContent = words.handInLater;
    offerRescue();
    setTimeout(() => {
      handingIn = false;
      handIn();
    }, 4000);
  }
}

/** In practice: save, then show the page anew at the question, with its reasons. */
async function check(anchor) {
  if (!(await queue.flush())) return say(words.noConnection);
  location.hash = anchor;
  return location.reload();
}

function askToHandIn(event) {
  event.preventDefault();
  send();
  if (event.submitter?.name === "at") return check(event.submitter.value);
  if (event.submitter?.hasAttribute("formaction")) return null;
  const open = questions.filter((section) => !isAnswered(section));
  const numbers = open.map((section) => questions.indexOf(section) + 1).join(", ");
  document.getElementById("confirm-text").textContent = open.length
    ? words.unanswered.replace("{numbers}", numbers)
    : words.allAnswered;
  const dialog = document.getElementById("confirm");
  dialog.returnValue = "";
  return dialog.showModal();
}

function heard(reply) {
  if (timer && Number.isInteger(reply.remaining_seconds)) timer.set(reply.remaining_seconds);
  if (reply.message) tell("given", reply.message);
  if (reply.others) {
    if (!isShared) tell("elsewhere");
    isShared = true;
    queue.probe().then((isNew) => isNew && lookElsewhere());
  }
  if (queue.pending && !queue.sending) send();
}

/** Show what an earlier page of this browser could not send, and send it before anything else. */
async function restore() {
  const left = [...(await journal.read()).values()].flat().filter((event) => event.client !== queue.client);
  if (!left.length) return;
  for (const event of left.sort((a, b) => (a.at < b.at ? -1 : 1))) {
    const section = sectionOf(event.item);
    if (!section || touched.has(section)) continue;
    fill(section, event.answer);
    markAnswered(section);
    showItem(section, "waiting");
  }
  if (await queue.flush()) lookElsewhere();
}

function listenToPage() {
  paper.addEventListener("input", changed);
  paper.addEventListener("change", changed);
  paper.addEventListener("focusout", leaveField);
  paper.addEventListener("submit", askToHandIn);
  addEventListener("pagehide", leavePage);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  addEventListener("beforeunload", (event) => journal.kind === "memory" && queue.pending && event.preventDefault());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leavePage());
  for (const button of document.querySelectorAll(".attempt-notes [data-close]")) {
    button.addEventListener("click", () => {
      button.closest(".note").hidden = true;
    });
  }
  document.getElementById("sign-in-again").addEventListener("click", () => signIn.open(false, true));
  document.getElementById("confirm").addEventListener("close", (event) => {
    if (event.target.returnValue === "yes") handIn();
  });
  other?.addEventListener("message", () => lookElsewhere());
}

function begin() {
  paper.classList.add("is-live");
  for (const group of paper.querySelectorAll("[data-places]")) rememberPlaces(group);
  listen(paper, questions);
  listenToPage();
  if (paper.dataset.remaining !== undefined) {
    timer = new Timer({
      remaining: Number(paper.dataset.remaining),
      total: Number(paper.dataset.total),
      output: document.getElementById("time-left"),
      toggle: document.getElementById("time-toggle"),
      words,
      say,
      onEnd: handIn,
    });
  }
  new Contact({ link, client: queue.client, onReply: heard });
  setInterval(offerRescue, 5000);
  catchUp();
  restore();
}

begin();
