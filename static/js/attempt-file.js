// The file of answers: what staff bring in when the network never returns; made in the browser, without any network.

const FORMAT = "aftercare-answers/1";

/** JSON with sorted keys and no spaces: the server computes the same check sum from it. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const pairs = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${pairs.join(",")}}`;
}

const root = (value, power) => Math.floor((value ** (1 / power) % 1) * 2 ** 32) | 0;
const turned = (word, by) => (word >>> by) | (word << (32 - by));

function constants() {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  return [primes.slice(0, 8).map((prime) => root(prime, 2)), primes.map((prime) => root(prime, 3))];
}

function mix(state, words, steps) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    if (i > 15) {
      const [x, y] = [words[i - 15], words[i - 2]];
      const low = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      const high = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
      words[i] = (words[i - 16] + low + words[i - 7] + high) | 0;
    }
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + steps[i] + words[i]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word + state[index]) | 0);
}

/** SHA-256 (FIPS 180-4); the browser's own is withheld from pages that came without TLS. */
function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  let [state, steps] = constants();
  for (let start = 0; start < padded.length; start += 64) {
    state = mix(state, Array.from({ length: 16 }, (_, index) => view.getInt32(start + 4 * index)), steps);
  }
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Write the file of one client's events; `about` says to which paper and person they belong. */
export function answerFile({ attempt, paper, person }, client, events) {
  const sent = events.map(({ seq, item, answer, lang, at }) => ({ seq, item, answer, lang, at }));
  const made = { format: FORMAT, attempt, paper, person, client, events: sent, made_at: new Date().toISOString() };
  return JSON.stringify({ ...made, digest: sha256(canonical(made)) });
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Fill a place with one button for each page of this browser that left answers; tells how many answers wait. */
export async function offerFiles(place, journal, about, words, onSaved = () => {}) {
  const found = await journal.read();
  const buttons = [...found.keys()].map((client, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = found.size > 1 ? words.saveOne.replace("{number}", index + 1) : words.save;
    button.addEventListener("click", async () => {
      const events = (await journal.read()).get(client);
      if (!events) return;
      const number = found.size > 1 ? `-${index + 1}` : "";
      save(`answers-${about.attempt}-${about.person}${number}.json`, answerFile(about, client, events));
      onSaved();
    });
    return button;
  });
  if (place.childElementCount !== buttons.length) place.replaceChildren(...buttons);
  return new Set([...found.values()].flat().map((event) => event.item)).size;
}
