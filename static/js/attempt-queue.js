// Answers on their way to the server: kept in this browser until the server has acknowledged them.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const MOST_EVENTS = 100;
const STORE = "aftercare-attempt:";
const KEPT = 3 * 24 * 3600 * 1000; // ms; no attempt takes answers that old, and the browser may be shared

function newClient() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function readStore(key) {
  try {
    return JSON.parse(localStorage.getItem(key) || "[]");
  } catch {
    return [];
  }
}

function writeStore(key, events) {
  try {
    if (events.length) localStorage.setItem(key, JSON.stringify(events));
    else localStorage.removeItem(key);
  } catch {
    // Private windows may have no storage: the queue then lives as long as the page.
  }
}

/** Forget what was never sent and never can be. */
function dropOld() {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(STORE))) {
      const newest = Math.max(0, ...readStore(key).map((event) => Date.parse(event.at)));
      if (newest < Date.now() - KEPT) localStorage.removeItem(key);
    }
  } catch {
    // No storage, nothing to forget.
  }
}

/** One client of one attempt: numbers its events, keeps them, sends them one batch at a time. */
export class Queue {
  constructor({ attempt, lang, token, seen, onState, onAnswer }) {
    this.attempt = attempt;
    this.lang = lang;
    this.token = token;
    this.seen = seen;
    this.onState = onState;
    this.onAnswer = onAnswer;
    this.prefix = `${STORE}${attempt}:`;
    this.client = newClient();
    this.seq = 0;
    this.events = [];
    this.sending = null;
    this.wait = FIRST_WAIT;
    this.timer = 0;
    this.adopted = false;
    dropOld();
    addEventListener("online", () => this.flush());
  }

  get pending() {
    return this.events.length > 0;
  }

  /** Note an answer; an unsent one of the same question is replaced. */
  put(item, answer) {
    this.seq += 1;
    const event = { seq: this.seq, item, answer, lang: this.lang, at: new Date().toISOString() };
    this.events = this.events.filter((other) => other.item !== item || other.inFlight);
    this.events.push(event);
    this.save();
  }

  save() {
    writeStore(this.prefix + this.client, this.events.map(({ inFlight, ...event }) => event));
  }

  /** Return what earlier pages of this browser could not send: [client, events] pairs, oldest change last. */
  orphans() {
    const found = [];
    try {
      for (let index = 0; index < localStorage.length; index += 1) {
        const key = localStorage.key(index);
        if (key.startsWith(this.prefix) && key !== this.prefix + this.client) {
          found.push([key.slice(this.prefix.length), readStore(key)]);
        }
      }
    } catch {
      return [];
    }
    return found;
  }

  /** Send what earlier pages left, under their own names: the server takes each only once. */
  async adopt() {
    for (const [client, events] of this.orphans()) {
      const reply = events.length ? await this.post(client, events) : {};
      if (reply === null) return false;
      this.adopted ||= events.length > 0; // so another client in the ledger may well be this browser
      const done = new Set([...(reply.acked || []), ...(reply.refused || []).map((one) => one.seq)]);
      writeStore(this.prefix + client, events.filter((event) => !done.has(event.seq)));
    }
    return true;
  }

  /** Send until nothing is left; resolves to whether all is on the server. */
  flush(keepalive = false) {
    if (keepalive && this.pending) return this.sendBatch(true);
    this.sending ??= this.drain().finally(() => {
      this.sending = null;
    });
    return this.sending;
  }

  async drain() {
    clearTimeout(this.timer);
    const before = this.adopted;
    if (!(await this.adopt())) return this.later();
    if (this.adopted !== before) this.onState("saved");
    while (this.pending) {
      this.onState("saving");
      if (!(await this.sendBatch(false))) return this.later();
    }
    this.wait = FIRST_WAIT;
    return true;
  }

  later() {
    this.timer = setTimeout(() => this.flush(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    return false;
  }

  async sendBatch(keepalive) {
    const batch = this.events.slice(0, MOST_EVENTS);
    for (const event of batch) event.inFlight = true;
    const reply = await this.post(this.client, batch, keepalive);
    for (const event of batch) event.inFlight = false;
    if (reply === null) return false;
    const done = new Set([...reply.acked, ...reply.refused.map((one) => one.seq)]);
    this.events = this.events.filter((event) => !done.has(event.seq));
    this.save();
    this.onAnswer({ ...reply, others: reply.others && !this.adopted }, this.pending);
    return true;
  }

  /** Post one batch; null means: keep it and try again. */
  async post(client, events, keepalive = false) {
    const sent = events.map(({ inFlight, ...event }) => event);
    let response;
    try {
      response = await fetch(`/attempts/${this.attempt}/events`, {
        method: "POST",
        keepalive,
        headers: { "Content-Type": "application/json", "X-CSRF-Token": this.token, Accept: "application/json" },
        body: JSON.stringify({ client, seen: this.seen, events: sent }),
      });
    } catch {
      this.onState("offline");
      return null;
    }
    return this.read(response, events);
  }

  async read(response, events) {
    const reply = await response.json().catch(() => ({}));
    if (Array.isArray(reply.acked)) return reply;
    if (response.status === 422 || response.status === 413) {
      // Sending the same again would never help.
      return { acked: [], refused: events.map(({ seq, item }) => ({ seq, item, message: reply.message || "" })) };
    }
    if (response.status === 400 || response.status === 401) {
      this.onState((await this.renew()) ? "offline" : "signed-out");
    } else if (response.status === 404) {
      this.onState("signed-out"); // somebody else is signed in in this browser now
    } else if (response.status === 409) {
      this.onState(reply.error === "submitted" ? "submitted" : "time-over");
    } else {
      this.onState("offline");
    }
    return null;
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

  /** Forget everything of this attempt: it is handed in. */
  clear() {
    for (const [client] of this.orphans()) writeStore(this.prefix + client, []);
    writeStore(this.prefix + this.client, []);
  }
}
