// The heartbeat: every 20 seconds the page says that it is there and hears of time given and of other pages.

const EVERY = 20000;
const TAB = "aftercare-tab";

/** A page that was loaded again in the same tab is the same one: it must not take itself for somebody else. */
function tabOr(client) {
  try {
    const known = sessionStorage.getItem(TAB) || client;
    sessionStorage.setItem(TAB, known);
    return known;
  } catch {
    return client;
  }
}

export class Contact {
  constructor({ link, client, onReply }) {
    Object.assign(this, { link, client: tabOr(client), onReply });
    this.beating = false;
    setInterval(() => this.beat(), EVERY);
    addEventListener("online", () => this.beat());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.beat());
    this.beat();
  }

  async beat() {
    if (this.beating) return;
    this.beating = true;
    const got = await this.link.ask("contact", { client: this.client });
    this.beating = false;
    if (got?.status === 200) this.onReply(got.reply);
  }
}
