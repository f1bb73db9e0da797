// The journal of this browser: an answer stands here before it is sent, and until the server has acknowledged it.

const NAME = "aftercare-journal";
const STORE = "events";
const LOCAL = "aftercare-attempt:"; // the small storage, for browsers without a database
const PATIENCE = 2000; // ms; in some private windows a database never opens and never fails
const MOST_ATTEMPTS = 6; // of which leftovers are kept: counted, because a clock may be wrong

function opened() {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer")), PATIENCE);
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["attempt", "client", "seq"] });
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

/** Where unsent answers of one attempt are kept; `onWeaker` hears that there is no database: "storage" or "memory". */
export class Journal {
  constructor(attempt, onWeaker = () => {}) {
    this.attempt = attempt;
    this.onWeaker = onWeaker;
    this.memory = new Map(); // key → events, the copy of what stands in the small storage
    this.kind = "database";
    this.ready = this.open();
  }

  async open() {
    try {
      this.database = await opened();
      await this.dropOld();
    } catch {
      this.weaken();
    }
  }

  weaken() {
    this.database = null;
    this.kind = "storage";
    try {
      localStorage.setItem(`${LOCAL}probe`, "[]");
      localStorage.removeItem(`${LOCAL}probe`);
    } catch {
      this.kind = "memory";
    }
    this.onWeaker(this.kind);
  }

  /** Run one transaction; resolves when it is on the disk. */
  change(deed) {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(STORE, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve();
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      deed(transaction.objectStore(STORE));
    });
  }

  all(range) {
    return new Promise((resolve, reject) => {
      const request = this.database.transaction(STORE).objectStore(STORE).getAll(range);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /** Keep an event; `stale` are numbers of the same client whose unsent answers it replaces. */
  async write(event, stale = []) {
    await this.ready;
    if (this.database) {
      try {
        return await this.change((store) => {
          store.put({ attempt: this.attempt, ...event });
          for (const seq of stale) store.delete([this.attempt, event.client, seq]);
        });
      } catch {
        this.weaken();
      }
    }
    const rest = this.local(event.client).filter((other) => !stale.includes(other.seq));
    return this.keepLocal(event.client, [...rest, event]);
  }

  /** Forget what the server has answered for. */
  async remove(client, seqs) {
    await this.ready;
    if (this.database) {
      await this.change((store) => {
        for (const seq of seqs) store.delete([this.attempt, client, seq]);
      }).catch(() => {}); // it will be sent once more, and taken only once
    }
    const held = this.local(client);
    if (held.length) this.keepLocal(client, held.filter((event) => !seqs.includes(event.seq)));
  }

  /** Return what waits of this attempt, as client → events in their order. */
  async read() {
    await this.ready;
    const range = this.database && IDBKeyRange.bound([this.attempt], [this.attempt, []]);
    const kept = this.database ? await this.all(range).catch(() => []) : [];
    const found = new Map();
    const events = [...kept.map(({ attempt, ...event }) => event), ...this.locals()];
    for (const event of events.sort((a, b) => a.seq - b.seq)) {
      if (!found.has(event.client)) found.set(event.client, []);
      found.get(event.client).push(event);
    }
    return found;
  }

  /** Forget all of this attempt. */
  async clear() {
    for (const [client, events] of await this.read()) await this.remove(client, events.map((event) => event.seq));
  }

  async dropOld() {
    const events = await this.all();
    const attempts = [...new Set(events.map((event) => event.attempt))].sort((a, b) => b - a);
    const old = attempts.slice(MOST_ATTEMPTS).filter((attempt) => attempt !== this.attempt);
    if (old.length) {
      await this.change((store) => {
        for (const attempt of old) store.delete(IDBKeyRange.bound([attempt], [attempt, []]));
      });
    }
  }

  local(client) {
    const key = `${LOCAL}${this.attempt}:${client}`;
    if (this.memory.has(key)) return this.memory.get(key);
    try {
      return JSON.parse(localStorage.getItem(key) || "[]");
    } catch {
      return [];
    }
  }

  keepLocal(client, events) {
    const key = `${LOCAL}${this.attempt}:${client}`;
    try {
      if (events.length) localStorage.setItem(key, JSON.stringify(events));
      else localStorage.removeItem(key);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, events); // then it lives as long as the page
      if (this.kind === "storage") this.onWeaker((this.kind = "memory"));
    }
  }

  locals() {
    const prefix = `${LOCAL}${this.attempt}:`;
    let keys = [...this.memory.keys()];
    try {
      keys = [...new Set([...keys, ...Object.keys(localStorage)])];
    } catch {
      // No storage: what stands in memory is all.
    }
    return keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(prefix.length))
      .flatMap((client) => this.local(client).map((event) => ({ client, ...event })));
  }
}
