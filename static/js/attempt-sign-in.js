// Signing in again in place: the paper stays as it is, and only its own person can go on with it.

import { pageOf, tokenOf } from "./attempt-link.js";

export class SignIn {
  constructor({ dialog, link, words, onDone }) {
    Object.assign(this, { dialog, link, words, onDone });
    this.form = dialog.querySelector("form");
    this.error = dialog.querySelector("[data-problem]");
    this.isDeclined = false; // who said "later" is not asked again by every failed request
    this.form.addEventListener("submit", (event) => this.submit(event));
    dialog.querySelector("[data-later]").addEventListener("click", () => this.decline());
    dialog.addEventListener("cancel", () => this.decline());
    dialog.addEventListener("close", () => this.wasClosed()); // browsers may close it by Escape without "cancel"
  }

  wasClosed() {
    if (this.dialog.returnValue !== "done") this.isDeclined = true;
  }

  /** Ask, unless it was declined; `isWished`: the person asked for it. */
  open(isOther, isWished = false) {
    this.dialog.querySelector("[data-why]").textContent = isOther ? this.words.otherPerson : this.words.sessionEnded;
    if (this.dialog.open || (this.isDeclined && !isWished)) return;
    this.say("");
    this.dialog.returnValue = "";
    this.dialog.showModal();
    this.form.elements.password.focus();
  }

  decline() {
    this.isDeclined = true;
    this.dialog.close();
  }

  /** Somebody has signed in again, here or in another window. */
  close() {
    this.isDeclined = false;
    if (this.dialog.open) this.dialog.close("done");
  }

  say(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
  }

  async submit(event) {
    event.preventDefault();
    const button = this.form.querySelector("[type=submit]");
    button.disabled = true;
    this.say((await this.try()) ?? "");
    button.disabled = false;
    this.form.elements.password.value = "";
    if (this.error.hidden) return;
    this.form.elements.password.focus();
  }

  /** Sign in; returns what went wrong, or nothing. */
  async try() {
    const before = await this.link.fetch("/privacy"); // open to everybody: it bears the token that the form needs
    if (!before?.ok) return this.words.noConnection;
    const fields = new URLSearchParams(new FormData(this.form));
    fields.set("csrf_token", tokenOf(await pageOf(before)));
    const response = await this.link.fetch("/sign-in", { method: "POST", body: fields });
    if (response === null || response.status >= 500) return this.words.noConnection;
    if (response.status >= 400 && response.status !== 404) {
      const page = await pageOf(response);
      return page.querySelector("main .note.bad, main .error, main p")?.textContent.trim() || this.words.noConnection;
    }
    if (!(await this.link.take(response))) return this.words.elsewhere;
    this.onDone();
    return "";
  }
}
