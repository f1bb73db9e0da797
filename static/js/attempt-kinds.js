// Conveniences of single kinds of question: picking on a picture, counting words. The form works without them.

const HAN = "\\p{Script=Han}";
const COUNTED = new RegExp(`${HAN}|(?:(?!${HAN})[\\p{L}\\p{N}])+(?:['’.,-](?:(?!${HAN})[\\p{L}\\p{N}])+)*`, "gu");

/** Show on the picture what is picked in the list, and under a text how long it is. */
export function refresh(section) {
  for (const place of section.querySelectorAll("[data-pick]")) {
    place.classList.toggle("is-picked", document.getElementById(place.dataset.pick).checked);
  }
  for (const line of section.querySelectorAll("[data-count]")) {
    const text = document.getElementById(line.dataset.count).value;
    line.textContent = line.dataset.words.replace("{count}", (text.match(COUNTED) || []).length);
    line.hidden = false;
  }
}

/** Let a click or tap on a place of a picture pick its line in the list. */
export function listen(paper, sections) {
  paper.addEventListener("click", (event) => {
    const place = event.target.closest("[data-pick]");
    if (place) document.getElementById(place.dataset.pick).click();
  });
  for (const section of sections) refresh(section);
}
