// The way of a conversation to the server: one request, what became of it, and what is kept until it is safe.

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 20000;
const KEPT = 3 * 24 * 3600 * 1000; // ms; the browser may be shared

/** Read what this browser keeps under a name, null for nothing. */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(name) || "null");
  } catch {
    return null;
  }
}

/** Keep a value under a name; null forgets it. Private windows may have no storage. */
export function keep(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify({ ...value, at: Date.now() }));
  } catch {
    // Then it lives as long as the page.
  }
}

/** Forget what has been lying here for days. */
export function forgetOld(prefix) {
  try {
    for (const name of Object.keys(localStorage).filter((key) => key.startsWith(prefix))) {
      if ((recall(name)?.at ?? 0) < Date.now() - KEPT) localStorage.removeItem(name);
    }
  } catch {
    // No storage, nothing to forget.
  }
}

/** Wait, or go on as soon as the connection is back. */
function pause(span) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, span);
    addEventListener("online", () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}

/** Sends one thing at a time and tells states: saving, offline, signed-out. */
export class Link {
  constructor(onState) {
    this.onState = onState;
    this.token = document.querySelector('meta[name="csrf-token"]').content;
  }

  /** Post until the server has decided; resolves to its answer: {ok, status, reply}. */
  async insist(address, body, headers = {}) {
    let wait = FIRST_WAIT;
    for (;;) {
      this.onState("saving");
      const found = await this.post(address, body, headers);
      if (found !== null) return found;
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }

  /** Post once; null means: keep it and try again. */
  async post(address, body, headers) {
    let response;
    try {
      response = await fetch(address, {
        method: "POST",
        headers: { "X-CSRF-Token": this.token, Accept: "application/json", ...headers },
        body,
      });
    } catch {
      this.onState("offline");
      return null;
    }
    const reply = await response.json().catch(() => null);
    if (response.ok && reply && !response.redirected) return { ok: true, status: response.status, reply };
    const lost = response.redirected || [400, 401, 404].includes(response.status);
    if (lost) {
      this.onState((await this.renew()) ? "offline" : "signed-out");
      return null;
    }
    if (reply && [409, 413, 422].includes(response.status)) return { ok: false, status: response.status, reply };
    this.onState("offline");
    return null;
  }

  /** After a new sign-in elsewhere the page needs the new token; tells whether it got one. */
  async renew() {
    try {
      const page = await fetch(location.pathname, { headers: { Accept: "text/html" } });
      const found = /name="csrf-token" content="([0-9a-f]+)"/.exec(await page.text());
      if (!found || page.redirected || !page.ok || found[1] === this.token) return false;
      this.token = found[1];
      return true;
    } catch {
      return false;
    }
  }
}
