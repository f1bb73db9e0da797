// Draws the charts of analysis pages from JSON blocks; plotly.js is loaded when the first one comes near.
const holders = [...document.querySelectorAll("[data-figure]")];
const address = document.querySelector("script[data-plotly]").dataset.plotly;
const dark = matchMedia("(prefers-color-scheme: dark)");
const drawn = new Set();
let loading;

function load() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.Plotly);
    script.onerror = failed;
    document.head.append(script);
  });
  return loading;
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Colours and fonts come from the stylesheet, so that a figure follows light and dark.
function dressed(figure) {
  const axis = { gridcolor: token("--line"), linecolor: token("--line"), zerolinecolor: token("--line") };
  const { family } = { family: getComputedStyle(document.body).fontFamily };
  const data = figure.data.map((trace) => ({
    ...trace,
    marker: { color: token(trace.meta.token) },
    textfont: { color: token(trace.meta.token + "-text") },
    outsidetextfont: { color: token("--text") },
    hoverlabel: { bgcolor: token("--surface"), bordercolor: token("--edge"), font: { color: token("--text"), family } },
  }));
  const layout = {
    ...figure.layout,
    font: { color: token("--muted"), family, size: 13 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    xaxis: { ...axis, ...figure.layout.xaxis },
    yaxis: { ...axis, ...figure.layout.yaxis },
  };
  return [data, layout, { displayModeBar: false, responsive: true, scrollZoom: false }];
}

async function draw(holder) {
  const plotly = await load();
  const figure = JSON.parse(document.getElementById(`figure-${holder.dataset.figure}`).textContent);
  await plotly.react(holder.firstElementChild, ...dressed(figure));
  holder.dataset.drawn = "";
  drawn.add(holder);
}

const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      // Without the script the tables say the same.
      draw(target).catch(() => target.remove());
    }
  },
  { rootMargin: "300px" },
);
holders.forEach((holder) => watcher.observe(holder));
dark.addEventListener("change", () => drawn.forEach(draw));
addEventListener("beforeprint", () => holders.forEach((holder) => drawn.has(holder) || draw(holder)));
