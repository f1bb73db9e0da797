// Which of the learner's words are meant: a selection, else the sentence in focus or clicked last.

/** Characters as the server counts them: whole ones, not halves of a surrogate pair. */
const lengthOf = (text) => [...text].length;

/** Where a point of the page lies in the words of a turn, in characters. */
function offsetIn(turn, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(turn);
  range.setEnd(node, offset);
  return lengthOf(range.toString());
}

function trimmed(turn, start, end) {
  const chars = [...turn.textContent];
  let [from, to] = [start, end];
  while (from < to && !chars[from].trim()) from += 1;
  while (to > from && !chars[to - 1].trim()) to -= 1;
  return from < to ? { start: from, end: to, words: chars.slice(from, to).join("") } : null;
}

/** The evidence of a criterion as a list of boxes; the same words are listed once. */
export function evidenceItem(list, criterion, place, turnWords) {
  const value = `${place.turn}:${place.start}:${place.end}`;
  const known = list.querySelector(`input[value="${value}"]`);
  if (known) return known.closest("li");
  const item = document.createElement("li");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: `evidence-${criterion}`, value });
  box.id = `evidence-${criterion}-${value.replaceAll(":", "-")}`;
  const label = Object.assign(document.createElement("label"), { htmlFor: box.id });
  const quote = Object.assign(document.createElement("q"), { textContent: place.words });
  const small = Object.assign(document.createElement("small"), { textContent: ` ${turnWords}` });
  label.append(quote, small);
  item.append(box, label);
  list.append(item);
  return item;
}

export class Places {
  constructor(form) {
    this.form = form;
    this.parts = [...form.querySelectorAll(".part")];
    this.selected = null;
    this.active = null;
  }

  begin() {
    for (const part of this.parts) {
      part.tabIndex = 0;
      part.addEventListener("focus", () => this.activate(part));
      part.addEventListener("click", () => getSelection().isCollapsed && this.activate(part));
    }
    document.addEventListener("selectionchange", () => this.select());
    this.mark();
  }

  activate(part) {
    this.parts.forEach((one) => one.classList.toggle("is-active", one === part));
    this.active = this.placeOf(part);
    this.selected = null;
  }

  placeOf(part) {
    const { start, end } = part.dataset;
    return { turn: this.turnOf(part), start: Number(start), end: Number(end), words: part.textContent };
  }

  turnOf(node) {
    return Number(node.closest("[data-turn]").dataset.turn);
  }

  /** Remember a selection inside one turn: on a tablet it is gone when the button is pressed. */
  select() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const [from, to] = [range.startContainer, range.endContainer].map((node) =>
      (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-words]"),
    );
    if (!from || from !== to) return;
    const start = offsetIn(from, range.startContainer, range.startOffset);
    const found = trimmed(from, start, offsetIn(from, range.endContainer, range.endOffset));
    if (found) this.selected = { turn: this.turnOf(from), ...found };
  }

  /** The whole of a turn, or its active sentence when one is. */
  choose(turn) {
    if (this.current()?.turn === turn) return;
    const words = this.form.querySelector(`[data-turn="${turn}"] [data-words]`);
    const end = lengthOf(words.textContent);
    this.selected = { turn, start: 0, end, words: words.textContent };
  }

  current() {
    return this.selected ?? this.active;
  }

  /** Go to the next or previous sentence, when one is in focus. */
  step(by) {
    const at = this.parts.indexOf(document.activeElement);
    if (at < 0) return false;
    this.parts[Math.min(Math.max(at + by, 0), this.parts.length - 1)].focus();
    return true;
  }

  focus() {
    (this.parts.find((part) => part.classList.contains("is-active")) ?? this.parts[0])?.focus();
  }

  /** Underline the sentences that are evidence for something. */
  mark() {
    const used = [...this.form.querySelectorAll("[data-evidence] input:checked")].map((box) => box.value.split(":").map(Number));
    for (const part of this.parts) {
      const { turn, start, end } = this.placeOf(part);
      const isUsed = used.some(([number, from, to]) => number === turn && from < end && to > start);
      part.classList.toggle("is-evidence", isUsed);
    }
  }
}
