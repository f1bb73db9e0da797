// A checklist: ticks stay in this tab for four hours, so that those of the last call are not taken for this one's.

const LIFE = 4 * 60 * 60 * 1000; // ms
const form = document.querySelector("[data-ticks]");
const key = `ticks-${form.dataset.ticks}`;
const boxes = [...form.querySelectorAll("input[type=checkbox]")];
const line = form.querySelector("[data-progress]");
const warning = form.querySelector("[data-warning]");

function read() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    return kept && Date.now() - kept.at < LIFE ? kept.ticked : [];
  } catch {
    return []; // a browser that keeps nothing still ticks
  }
}

function keep() {
  const ticked = boxes.filter((box) => box.checked).map((box) => box.id);
  try {
    if (ticked.length) sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), ticked }));
    else sessionStorage.removeItem(key);
  } catch {
    // as above
  }
}

function show() {
  const done = boxes.filter((box) => box.checked).length;
  const last = boxes.findLastIndex((box) => box.checked);
  const missed = boxes.flatMap((box, index) => ("stop" in box.dataset && !box.checked && index < last ? [index + 1] : []));
  line.hidden = false;
  line.querySelector("progress").value = done;
  line.querySelector("[data-told]").textContent =
    done === boxes.length
      ? form.dataset.done
      : form.dataset.some.replace("{done}", done).replace("{total}", boxes.length);
  const words = missed.length ? form.dataset.missed.replace("{steps}", missed.join(form.dataset.and)) : "";
  if (warning.textContent !== words) warning.textContent = words;
  warning.hidden = !words;
}

const ticked = read();
for (const box of boxes) box.checked = ticked.includes(box.id);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", () => {
  keep();
  show();
});
form.addEventListener("reset", () =>
  setTimeout(() => {
    keep();
    show();
    boxes[0].focus();
  }),
);
show();
