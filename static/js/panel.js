// How far the judges of an open panel agree: asked for again while the page is looked at.

const PAUSE = 10_000; // ms

const place = document.querySelector("[data-agreement]");
const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(place.dataset.agreement);
    if (!answer.ok || answer.redirected) return;
    const fresh = document.createElement("div");
    fresh.innerHTML = await answer.text();
    if (words(fresh) !== words(place)) place.replaceChildren(...fresh.childNodes);
  } catch {
    // the network comes back; what is shown stays
  }
}

if (place) setInterval(refresh, PAUSE);
