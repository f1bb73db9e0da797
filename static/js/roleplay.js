// The conversation: says a turn, keeps it here until the server has it, shows the answer in place.

import { forgetOld, keep, Link, recall } from "./roleplay-link.js";
import { Ticket } from "./roleplay-ticket.js";

const TURN = "aftercare-turn:";
const DRAFT = "aftercare-draft:";
const root = document.getElementById("roleplay");
const words = document.getElementById("words").dataset;
const announcer = document.getElementById("announcer");
const composer = document.getElementById("composer");
const id = root.dataset.session;
const address = `/role-play-sessions/${id}`;
const texts = {
  saved: words.saved,
  saving: words.saving,
  offline: words.offline,
  "signed-out": words.signedOut,
  refused: words.refused,
};

function live(name, place = document) {
  return place.querySelector(`[data-live="${name}"]`);
}

/** Put the parts of an answer in their places; bubbles are added, everything else is replaced. */
function put(place, { adds }) {
  for (const part of place.querySelectorAll("[data-live]")) {
    const target = live(part.dataset.live);
    if (!target) continue;
    if (adds && part.dataset.live === "talk") target.append(...part.childNodes);
    else target.replaceChildren(...part.childNodes);
  }
}

/** Show the newest state of the server; a closed conversation leads on. */
async function refresh() {
  const response = await fetch(address, { headers: { Accept: "text/html" } });
  if (response.redirected || !response.ok) {
    location.assign(response.url);
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (page.getElementById("over")) reload();
  else put(page, { adds: false });
}

function reload() {
  location.hash = "over";
  location.reload();
}

function beginTicket() {
  const form = document.getElementById("ticket");
  const state = document.getElementById("ticket-state");
  if (form && state) new Ticket({ form, state, lang: root.dataset.lang, texts, onClosed: reload });
}

class Composer {
  constructor(form) {
    this.form = form;
    this.say = document.getElementById("say");
    this.error = document.getElementById("say-error");
    this.state = document.getElementById("say-state");
    this.link = new Link((state) => this.show(state));
    this.isBusy = false;
    forgetOld(TURN);
    forgetOld(DRAFT);
    form.addEventListener("submit", (event) => this.submit(event));
    this.say?.addEventListener("input", () => this.keepDraft());
    this.say?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    this.restore();
  }

  seen() {
    return Number(this.form.elements.seen.value);
  }

  keepDraft() {
    keep(DRAFT + id, this.say.value ? { text: this.say.value } : null);
  }

  /** Go on with what an earlier page could not send; put back what was being typed. */
  restore() {
    const turn = recall(TURN + id);
    if (this.say && !this.say.value) this.say.value = turn?.fields.text ?? recall(DRAFT + id)?.text ?? "";
    if (turn) this.send(turn.fields);
  }

  submit(event) {
    event.preventDefault();
    if (this.isBusy) return;
    const fields = Object.fromEntries(new FormData(this.form, event.submitter));
    delete fields.csrf_token;
    this.send(fields);
  }

  async send(fields) {
    keep(TURN + id, { fields });
    this.lock(true);
    this.complain("");
    const found = await this.link.insist(`${address}/turns`, new URLSearchParams(fields));
    keep(TURN + id, null);
    if (found.ok) await this.taken(found.reply);
    else await this.refused(found);
    this.lock(false);
  }

  async taken(reply) {
    keep(DRAFT + id, null);
    if (this.say) this.say.value = "";
    if (reply.over) {
      reload();
      return;
    }
    if (reply.seq <= this.seen()) await refresh();
    else this.add(reply.html);
    document.getElementById("leave").open = false;
    this.state.textContent = words.turn.replace("{number}", reply.seq);
    announcer.textContent = live("head").querySelector("p").textContent.trim();
    this.look();
  }

  add(html) {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    put(answer.content, { adds: true });
  }

  /** Bring the answer into view and the hands back to where one goes on. */
  look() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const last = live("talk").lastElementChild;
    last?.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
    const next = this.say ?? this.form.querySelector("input[type=radio]");
    this.lock(false);
    next?.focus({ preventScroll: true });
    this.form.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }

  async refused({ reply }) {
    if (reply.error === "stale") await refresh();
    if (reply.error === "over" || reply.error === "closed") {
      reload();
      return;
    }
    this.complain(reply.message);
    this.show("");
    this.lock(false);
    (this.say ?? this.form.querySelector("input[type=radio]"))?.focus();
  }

  complain(message) {
    this.error.textContent = message;
    this.error.hidden = !message;
    if (message) this.say?.setAttribute("aria-invalid", "true");
    else this.say?.removeAttribute("aria-invalid");
  }

  lock(isBusy) {
    this.isBusy = isBusy;
    if (this.say) this.say.readOnly = isBusy;
    for (const button of this.form.querySelectorAll("button")) button.setAttribute("aria-disabled", String(isBusy));
  }

  show(state) {
    this.state.textContent = texts[state] ?? "";
    this.state.className = `small end ${state === "offline" || state === "signed-out" ? "is-waiting" : ""}`;
  }
}

root.classList.add("is-live");
beginTicket();
if (composer) new Composer(composer);
addEventListener("pageshow", (event) => event.persisted && location.reload());
