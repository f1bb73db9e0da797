// The line to the server: one's own token, one way to ask, one way to tell what is wrong with the line.

const SIGN_IN = "/sign-in";

/** Take what a fetched page of ours is. */
export async function pageOf(response) {
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

export function tokenOf(page) {
  return page.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

/** `onTrouble` hears: offline, signed-out, other-person, submitted, time-over; `onBack`: the paper can be had again. */
export class Link {
  constructor({ attempt, onTrouble, onBack }) {
    this.attempt = attempt;
    this.path = `/attempts/${attempt}`;
    this.token = tokenOf(document);
    this.onTrouble = onTrouble;
    this.onBack = onBack;
    this.lostAt = null; // performance.now of the first failure since the server last answered
  }

  /** Return for how many seconds the server has not answered. */
  get silence() {
    return this.lostAt === null ? 0 : (performance.now() - this.lostAt) / 1000;
  }

  /** Ask for a page; null when the server does not answer. */
  async fetch(path, options = {}) {
    try {
      const response = await fetch(path, options);
      if (response.status < 500) this.lostAt = null;
      else this.lostAt ??= performance.now();
      return response;
    } catch {
      this.lostAt ??= performance.now();
      return null;
    }
  }

  /** Post JSON under the attempt; returns {status, reply}, or null: keep what was sent and ask again later. */
  async ask(place, body, keepalive = false, again = true) {
    const response = await this.fetch(`${this.path}/${place}`, {
      method: "POST",
      keepalive,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.token, Accept: "application/json" },
      body: JSON.stringify(body),
    });
    if (response === null) return this.trouble("offline");
    const reply = await response.json().catch(() => ({}));
    const { status } = response;
    if (status === 200 || status === 413 || status === 422) return { status, reply };
    if (status === 400 || status === 401) {
      // A new sign-in in another window has a new token; without one it is asked for.
      return again && (await this.paper()) ? this.ask(place, body, keepalive, false) : null;
    }
    if (status === 404) return this.trouble("other-person");
    if (status === 409) return this.trouble(reply.error === "submitted" ? "submitted" : "time-over");
    return this.trouble("offline");
  }

  trouble(kind) {
    if (kind) this.onTrouble(kind);
    return null;
  }

  /** Fetch the paper anew, with its token; null when it cannot be had, and why is told. */
  async paper() {
    const response = await this.fetch(this.path, { headers: { Accept: "text/html" } });
    if (response === null || response.status >= 500) return this.trouble("offline");
    return this.take(response);
  }

  /** Take over token and page of an answer that should be the paper. */
  async take(response) {
    const place = new URL(response.url).pathname;
    if (place === SIGN_IN) return this.trouble("signed-out");
    if (response.status === 404) return this.trouble("other-person");
    if (place === `${this.path}/receipt`) return this.trouble("submitted");
    const page = await pageOf(response);
    if (!page.getElementById("paper")) return this.trouble(place === this.path ? "time-over" : "signed-out");
    this.token = tokenOf(page);
    for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = this.token;
    document.querySelector('meta[name="csrf-token"]').content = this.token;
    this.onBack();
    return page;
  }
}
