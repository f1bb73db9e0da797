// What a question and its place in the list of questions say about its answer.

import { isAnswered } from "./attempt-fields.js";
import { refresh } from "./attempt-kinds.js";

/** Return what shows the state of answers on a paper; `words` are those of the page. */
export function shownOn(paper, words) {
  const placeOf = (section) => paper.querySelector(`[data-nav="${section.dataset.item}"]`);

  /** Show what became of the answer to a question: saved, waiting, refused. */
  function showItem(section, state) {
    const line = section.querySelector("[data-state]");
    if (line) {
      line.textContent = { saved: words.saved, waiting: words.waiting, refused: "" }[state];
      line.className = `item-state is-${state}`;
    }
    placeOf(section)?.classList.toggle("is-waiting", state === "waiting");
  }

  function showError(section, message) {
    const line = section.querySelector("[data-error]");
    if (!line) return;
    line.textContent = message;
    line.hidden = !message;
    section.classList.toggle("has-error", Boolean(message));
  }

  function markAnswered(section) {
    const mark = placeOf(section);
    const done = isAnswered(section);
    mark?.classList.toggle("is-answered", done);
    if (mark) mark.querySelector("[data-answered]").hidden = !done;
    refresh(section);
  }

  return { showItem, showError, markAnswered };
}
