// The work order: every field is saved when it is changed or left, and kept here until the server has it.

import { forgetOld, keep, Link, recall } from "./roleplay-link.js";

const STORE = "aftercare-work-order:";

export class Ticket {
  constructor({ form, state, lang, texts, onClosed }) {
    this.form = form;
    this.state = state;
    this.texts = texts;
    this.onClosed = onClosed;
    this.lang = lang;
    this.name = STORE + form.dataset.ticket;
    this.client = crypto.randomUUID?.() ?? String(Math.random()).slice(2);
    this.seq = 0;
    this.waiting = new Map();
    this.sending = false;
    this.leaving = false;
    this.noted = new Map();
    this.link = new Link((found) => this.show(found));
    forgetOld(STORE);
    for (const field of this.fields()) this.noted.set(field.name, field.value);
    this.restore();
    form.addEventListener("change", (event) => this.note(event.target));
    form.addEventListener("focusout", (event) => this.note(event.target));
    form.addEventListener("submit", () => (this.leaving = true)); // the whole form is on its way: nothing to catch up
  }

  fields() {
    return [...this.form.elements].filter((field) => field.name.startsWith("t-"));
  }

  /** Put back what an earlier page of this browser could not send. */
  restore() {
    const kept = recall(this.name)?.values ?? {};
    for (const field of this.fields()) {
      if (field.name in kept && kept[field.name] !== field.value) {
        field.value = kept[field.name];
        this.note(field);
      }
    }
  }

  note(field) {
    if (!field.name?.startsWith("t-") || this.noted.get(field.name) === field.value) return;
    this.noted.set(field.name, field.value);
    this.complain(field.name, "");
    this.seq += 1;
    this.waiting.set(field.name, { seq: this.seq, field: field.name.slice(2), value: field.value });
    this.save();
    this.flush();
  }

  save() {
    const values = Object.fromEntries([...this.waiting].map(([name, change]) => [name, change.value]));
    keep(this.name, this.waiting.size ? { values } : null);
  }

  async flush() {
    if (this.sending) return;
    this.sending = true;
    let refused = false;
    while (this.waiting.size) {
      const sent = [...this.waiting];
      const found = await this.link.insist(
        this.form.getAttribute("action"),
        JSON.stringify({ client: this.client, lang: this.lang, changes: sent.map(([, change]) => change) }),
        { "Content-Type": "application/json" },
      );
      if (found.status === 409) {
        if (!this.leaving) this.onClosed();
        break;
      }
      refused ||= !found.ok;
      this.settle(sent, found);
    }
    this.sending = false;
    if (!this.waiting.size) this.show(refused ? "refused" : "saved");
  }

  /** Drop what the server has; of a refused batch the field that is to blame. */
  settle(sent, found) {
    const blamed = found.ok ? null : `t-${found.reply.field}`;
    const isKnown = blamed !== null && this.waiting.has(blamed);
    for (const [name, change] of sent) {
      const isDone = blamed === null || !isKnown || name === blamed;
      if (isDone && this.waiting.get(name) === change) this.waiting.delete(name);
    }
    if (blamed !== null) this.complain(blamed, found.reply.message);
    this.save();
  }

  complain(name, message) {
    const line = document.getElementById(`${name}-error`);
    const field = this.form.elements[name];
    if (!line || !field) return;
    line.textContent = message;
    line.hidden = !message;
    field.toggleAttribute("aria-invalid", Boolean(message));
    if (message) field.setAttribute("aria-invalid", "true");
  }

  show(found) {
    this.state.textContent = this.texts[found] ?? "";
  }
}
