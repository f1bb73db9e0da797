// Lists of job aids: shows what fits while one types, as the server does for ?q= where no script runs.

const form = document.querySelector("[data-find]");
const told = document.querySelector("[data-found]");
const cards = [...document.querySelectorAll("[data-card]")];
const groups = [...document.querySelectorAll("[data-group]")];
const fold = (text) => text.normalize("NFKC").toLowerCase();

const texts = new Map(
  cards.map((card) => {
    const group = card.closest("[data-group]");
    return [card, fold([card.textContent, card.dataset.with, group?.dataset.with].join(" "))];
  }),
);

function show(query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  let count = 0;
  for (const card of cards) {
    card.hidden = !words.every((word) => texts.get(card).includes(word));
    if (!card.hidden) count += 1;
  }
  for (const group of groups) group.hidden = !group.querySelector("[data-card]:not([hidden])");
  for (const link of document.querySelectorAll("[data-jump]")) {
    link.hidden = document.getElementById(link.hash.slice(1)).hidden;
  }
  if (!words.length) told.textContent = "";
  else told.textContent = count ? form.dataset.some.replace("{count}", count) : form.dataset.none;
}

function remember(query) {
  const address = new URL(location.href);
  if (query.trim()) address.searchParams.set("q", query.trim());
  else address.searchParams.delete("q");
  address.hash = "";
  history.replaceState(null, "", address);
}

if (form) {
  const box = form.elements.q;
  const refresh = () => {
    show(box.value);
    remember(box.value);
  };
  box.addEventListener("input", refresh);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    refresh();
    box.blur(); // the keyboard of a phone goes away and what was found is seen
  });
  if (box.value) show(box.value); // a browser that restores the page restores what was typed, too
}

for (const filters of document.querySelectorAll("[data-send]")) {
  filters.querySelector("button").hidden = true;
  filters.addEventListener("change", () => filters.requestSubmit());
}
