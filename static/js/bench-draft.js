// The draft of a marking sheet: saved within a second, numbered, so that an older window notices.

const PAUSE = 800; // ms after a change
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;

/** One sheet: sends its newest state, one request at a time; what is acknowledged is on the disk. */
export class Draft {
  constructor({ url, version, token, read, onState, onVersion }) {
    Object.assign(this, { url, version, token, read, onState, onVersion });
    this.sent = JSON.stringify(read());
    this.wait = FIRST_WAIT;
    this.isOver = false;
    this.sending = null;
    addEventListener("online", () => this.flush());
  }

  get isDirty() {
    return !this.isOver && JSON.stringify(this.read()) !== this.sent;
  }

  changed() {
    if (!this.isDirty) return;
    this.onState("saving");
    this.timer ??= setTimeout(() => this.flush(), PAUSE);
  }

  flushSoon() {
    setTimeout(() => this.isDirty && this.flush(), 0);
  }

  /** Send until the server has the newest state, or later when it cannot be reached; true when it has. */
  flush() {
    clearTimeout(this.timer);
    this.timer = null;
    this.sending ??= this.drain().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async drain() {
    while (this.isDirty) {
      if (!(await this.send())) {
        if (!this.isOver) this.timer = setTimeout(() => this.flush(), this.wait);
        this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
        return false;
      }
    }
    this.wait = FIRST_WAIT;
    if (this.hasSaved) this.onState("saved");
    return true;
  }

  leave() {
    if (this.isDirty) this.flush();
  }

  async send() {
    const sheet = this.read();
    let response;
    try {
      response = await fetch(this.url, {
        method: "POST",
        keepalive: true, // what is on its way arrives even when the page is left
        headers: { "Content-Type": "application/json", "X-CSRF-Token": this.token, Accept: "application/json" },
        body: JSON.stringify({ version: this.version, ...sheet }),
      });
    } catch {
      this.onState("offline");
      return false;
    }
    return this.answered(response, JSON.stringify(sheet));
  }

  async answered(response, sent) {
    const reply = await response.json().catch(() => ({}));
    if (response.ok && Number.isInteger(reply.version)) {
      this.version = reply.version;
      this.sent = sent;
      this.hasSaved = true;
      this.onVersion(this.version);
      return true;
    }
    if (response.status === 409) {
      this.isOver = true;
      this.onState(reply.error === "newer_draft" ? "newer" : "gone");
    } else if (response.status === 404) {
      this.isOver = true;
      this.onState("gone");
    } else if (response.status === 422 || response.status === 413) {
      this.sent = sent; // the same again would not help; the next change is tried
      this.onState("refused");
    } else if (response.status === 400 || response.status === 401) {
      this.onState((await this.renew()) ? "offline" : "signed-out");
    } else {
      this.onState("offline");
    }
    return false;
  }

  /** After a new sign-in elsewhere the page needs the new token; tells whether it got one. */
  async renew() {
    try {
      const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const found = /name="csrf-token" content="([0-9a-f]+)"/.exec(await page.text());
      if (!found || page.redirected || found[1] === this.token) return false;
      this.token = found[1];
      return true;
    } catch {
      return false;
    }
  }
}
