// A page of a draft follows the files: it reloads when a newer draft is there, keeping place and focus.
const panel = document.querySelector("[data-draft]");
const EVERY = 2000; // milliseconds between looks, while the page is visible
const KEPT = "aftercare.draft";
const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]";

let isLooking = false;
let hasTyped = false; // a form that was begun is not thrown away by a reload

const focusable = () => [...document.querySelectorAll(FOCUSABLE)];

function reload() {
  const focused = document.activeElement;
  const kept = { url: location.href, top: scrollY, id: focused?.id, index: focusable().indexOf(focused), tag: focused?.tagName };
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  location.reload();
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (kept?.url !== location.href) return;
  const target = kept.id ? document.getElementById(kept.id) : focusable()[kept.index];
  if (target?.tagName === kept.tag) target.focus({ preventScroll: true });
  scrollTo({ top: kept.top, behavior: "instant" });
}

async function look() {
  if (isLooking || document.visibilityState === "hidden") return;
  isLooking = true;
  try {
    const response = await fetch("/authoring/draft", { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!response.ok) return clearInterval(timer); // signed out, or no author any more
    const draft = await response.json();
    const notice = panel.querySelector("[data-notice]");
    if (notice.textContent !== draft.notice) notice.textContent = draft.notice;
    if (draft.release === null || String(draft.release) === panel.dataset.draft) return;
    if (hasTyped) panel.querySelector("[data-newer]").hidden = false;
    else reload();
  } catch {
    // The server is away for a moment; the next look will find it.
  } finally {
    isLooking = false;
  }
}

if (panel) {
  restore();
  document.addEventListener("input", (event) => {
    hasTyped ||= !event.target.matches("[type=radio], [type=checkbox]");
  });
  document.addEventListener("visibilitychange", look);
  panel.querySelector("[data-newer] button").addEventListener("click", reload);
}
const timer = panel && setInterval(look, EVERY);
