// The phrase book: a tap on what to say copies it.

const PAUSE = 2500; // ms
const told = document.querySelector("[data-told]");

async function copy(words) {
  try {
    await navigator.clipboard.writeText(words.textContent.trim());
    return true;
  } catch {
    getSelection().selectAllChildren(words); // without https the browser offers nothing but this
    return document.execCommand("copy");
  }
}

for (const place of document.querySelectorAll("[data-copy]")) {
  const words = place.querySelector("[data-words]");
  const button = document.createElement("button");
  const hint = document.createElement("span");
  button.type = "button";
  button.className = place.className;
  hint.className = "aid-hint";
  hint.textContent = place.dataset.copy;
  button.append(...place.childNodes, hint);
  place.replaceWith(button);
  let timer;
  button.addEventListener("click", async () => {
    const word = (await copy(words)) ? place.dataset.copied : place.dataset.selected;
    clearTimeout(timer);
    hint.textContent = word;
    button.classList.add("is-copied");
    told.textContent = word;
    timer = setTimeout(() => {
      hint.textContent = place.dataset.copy;
      button.classList.remove("is-copied");
      told.textContent = "";
    }, PAUSE);
  });
}
