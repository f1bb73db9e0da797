// The console of a sitting: asks every few seconds what changed and replaces those rows; without it one reloads.

const EVERY = 10000;
const rows = document.getElementById("rows");
const counts = document.getElementById("counts");
const freshness = document.getElementById("freshness");
const first = freshness?.textContent.trim();

/** Replace a row unless somebody is in it with the keyboard just now. */
function replace(id, html) {
  const old = document.getElementById(id);
  if (!old || old.contains(document.activeElement)) return;
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  old.replaceWith(holder.content);
}

async function look() {
  if (document.hidden) return;
  try {
    const url = `${rows.dataset.url}?after=${encodeURIComponent(rows.dataset.after)}`;
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(String(response.status));
    const news = await response.json();
    counts.innerHTML = news.counts;
    for (const [id, html] of Object.entries(news.rows)) replace(id, html);
    rows.dataset.after = news.after;
    say(freshness.dataset.live);
  } catch {
    say(freshness.dataset.stale);
  }
}

function say(text) {
  if (freshness.textContent !== text) freshness.textContent = text;
}

if (rows && first) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  say(freshness.dataset.live);
}
