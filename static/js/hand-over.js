// What this browser still holds of a paper: offered as a file on its own page, hinted at on the receipt.

import { offerFiles } from "./attempt-file.js";
import { Journal } from "./attempt-journal.js";

const place = document.getElementById("hand-over");
const { dataset } = place;
const attempt = Number(dataset.attempt);
const journal = new Journal(attempt);

async function show() {
  const told = place.querySelector("[data-told]");
  const about = { attempt, paper: dataset.paper, person: dataset.person };
  const count = await offerFiles(place.querySelector("[data-files]"), journal, about, dataset, () => {
    told.textContent = dataset.fileSaved;
    place.querySelector("[data-forget]").hidden = false;
  });
  told.textContent = count ? dataset.some.replace("{count}", count) : dataset.none;
  if (!count) place.querySelector("[data-forget]").hidden = true;
}

if (place.dataset.paper) {
  place.querySelector("[data-forget] button").addEventListener("click", () => journal.clear().then(show));
  show();
} else {
  journal.read().then((found) => {
    place.hidden = found.size === 0;
  });
}
