// The reader: self-checks answered in place, the reading position kept by the server. Everything works without it.
const article = document.getElementById("lesson");
const token = document.querySelector('meta[name="csrf-token"]').content;
const url = article.dataset.url;
const headings = [...article.querySelectorAll("h2[id], h3[id]")];
const PAUSE = 1500; // milliseconds without scrolling that count as a pause

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function showEnd(html) {
  const end = document.getElementById("end");
  if (html && end) end.replaceWith(fragment(html));
}

async function send(path, values) {
  const body = new URLSearchParams({ csrf_token: token, ...values });
  const headers = { Accept: "application/json", "X-CSRF-Token": token };
  const response = await fetch(url + path, { method: "POST", body, headers, credentials: "same-origin" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

// ── self-checks ──
article.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-check]")) return;
  event.preventDefault();
  const button = form.querySelector("button");
  const problem = form.querySelector('[role="status"]');
  const chosen = new FormData(form).get("choice");
  if (!chosen) return;
  button.disabled = true;
  try {
    const answer = await send(new URL(form.action).pathname.slice(url.length), { choice: chosen });
    const section = form.closest("section");
    const id = section.id;
    section.replaceWith(fragment(answer.html));
    document.querySelector(`#${CSS.escape(id)} .feedback .chip`)?.focus({ preventScroll: true });
    showEnd(answer.end);
  } catch {
    problem.hidden = false;
    button.disabled = false;
  }
});

// ── stars beside headings ──
article.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-mark]")) return;
  event.preventDefault();
  const { anchor } = Object.fromEntries(new FormData(form));
  try {
    const answer = await send(new URL(form.action).pathname.slice(url.length), { anchor });
    const star = fragment(answer.html).firstElementChild;
    form.replaceWith(star);
    star.querySelector("button").focus({ preventScroll: true });
  } catch {
    form.submit();
  }
});

// ── the reading position ──
const isAtEnd = () => document.getElementById("end").getBoundingClientRect().top < innerHeight;

function place() {
  const box = article.getBoundingClientRect();
  const read = (innerHeight - box.top) / Math.max(box.height, 1);
  const above = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight * 0.4);
  const position = isAtEnd() ? 1000 : Math.max(0, Math.min(999, Math.floor(read * 1000)));
  return { anchor: above.length ? above[above.length - 1].id : "", position: String(position) };
}

let sent = "";
let timer = 0;
let hasMoved = false;

async function note() {
  const here = place();
  const key = `${here.anchor} ${here.position}`;
  if (!hasMoved || key === sent) return;
  sent = key;
  try {
    const answer = await send("/position", here);
    showEnd(answer.end);
  } catch {
    sent = "";
  }
}

function leave() {
  const here = place();
  if (!hasMoved || `${here.anchor} ${here.position}` === sent) return;
  navigator.sendBeacon(`${url}/position`, new URLSearchParams({ csrf_token: token, ...here }));
}

function mark() {
  const { anchor } = place();
  for (const link of document.querySelectorAll(".contents a")) {
    if (link.hash === `#${anchor}`) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  }
}

addEventListener(
  "scroll",
  () => {
    hasMoved = true;
    clearTimeout(timer);
    timer = setTimeout(() => {
      mark();
      note();
    }, PAUSE);
  },
  { passive: true },
);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());

// ── back to where the reader stopped ──
const resume = document.getElementById("resume");
const navigated = performance.getEntriesByType("navigation")[0]?.type ?? "navigate";
if (resume && !location.hash && navigated === "navigate") {
  const target = document.getElementById(decodeURIComponent(resume.querySelector("a").hash.slice(1)));
  if (target) target.scrollIntoView({ block: "start" });
}
mark();
if (isAtEnd()) {
  // A lesson that fits the window has no scrolling to wait for.
  hasMoved = true;
  timer = setTimeout(note, PAUSE * 4);
}
