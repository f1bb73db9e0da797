// Answers on their way to the server: numbered, written into the journal, sent in batches until acknowledged.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const MOST_EVENTS = 100;

function newClient() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** One client of one attempt: every page has a number series of its own, so no number is ever used twice. */
export class Queue {
  constructor({ link, journal, lang, seen, onState, onAnswer }) {
    Object.assign(this, { link, journal, lang, seen, onState, onAnswer });
    this.client = newClient();
    this.seq = 0;
    this.events = [];
    this.written = Promise.resolve();
    this.sending = null;
    this.wait = FIRST_WAIT;
    this.most = MOST_EVENTS;
    this.timer = 0;
    this.adopted = false;
    addEventListener("online", () => this.flush());
  }

  get pending() {
    return this.events.length > 0;
  }

  /** Tell whether an answer to this question waits. */
  holds(item) {
    return this.events.some((event) => event.item === item);
  }

  /** Note an answer; an unsent one of the same question is replaced. */
  put(item, answer) {
    this.seq += 1;
    const at = new Date().toISOString();
    const event = { client: this.client, seq: this.seq, item, answer, lang: this.lang, at };
    const stale = this.events.filter((other) => other.item === item && !other.inFlight);
    this.events = this.events.filter((other) => !stale.includes(other));
    this.events.push(event);
    this.written = Promise.all([this.written, this.journal.write({ ...event }, stale.map((other) => other.seq))]);
  }

  /** Send what earlier pages of this browser left, under their own names: the server takes each only once. */
  async adopt() {
    if (this.adopted) return true;
    for (const [client, events] of await this.journal.read()) {
      if (client === this.client) continue;
      for (let start = 0; start < events.length; start += this.most) {
        if (!(await this.send(client, events.slice(start, start + this.most), false))) return false;
      }
    }
    this.adopted = true;
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

  /** Send everything that this browser holds, also what another window could not send. */
  flushAll() {
    this.adopted = false;
    return this.flush();
  }

  async drain() {
    clearTimeout(this.timer);
    if (!(await this.adopt())) return this.later();
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
    const batch = this.events.slice(0, this.most);
    for (const event of batch) event.inFlight = true;
    if (!keepalive) await this.written; // the journal first; a page that closes has no time to wait for it
    const isSent = await this.send(this.client, batch, keepalive);
    for (const event of batch) event.inFlight = false;
    return isSent;
  }

  /** Send one batch of a client and forget what the server answered for; false: try again later. */
  async send(client, batch, keepalive) {
    const events = batch.map(({ seq, item, answer, lang, at }) => ({ seq, item, answer, lang, at }));
    const got = await this.link.ask("events", { client, seen: this.seen, events }, keepalive);
    if (got === null) return false;
    const reply = this.read(got, events);
    if (reply === null) return false;
    const done = [...reply.acked, ...reply.refused.map((one) => one.seq)];
    if (client === this.client) this.events = this.events.filter((event) => !done.includes(event.seq));
    this.journal.remove(client, done);
    this.onAnswer(reply, batch);
    return true;
  }

  read({ reply }, events) {
    if (Array.isArray(reply.acked)) return reply;
    if (events.length > 1) {
      this.most = 1; // one of them is not to be read or all are too large together: ask one by one
      return null;
    }
    const refused = events.map(({ seq, item }) => ({ seq, item, message: reply.message || "" }));
    return { acked: [], refused, others: false }; // sending the same again would never help
  }

  /** Ask whether somebody answers elsewhere, without sending anything. */
  async probe() {
    const got = await this.link.ask("events", { client: this.client, seen: this.seen, events: [] });
    return Boolean(got?.reply.others);
  }
}
