// The fields of a question: read, written and compared as part → values, the shape that a form without scripts sends.

const FIELDS = "input, select, textarea";

function partOf(section, field) {
  const prefix = `q-${section.dataset.item}`;
  if (field.name === prefix) return "";
  return field.name.startsWith(`${prefix}:`) ? field.name.slice(prefix.length + 1) : null;
}

/** Half of a character outside the basic plane is no text, and would spoil a whole batch. */
function whole(text) {
  return text.toWellFormed ? text.toWellFormed() : text;
}

function collect(section, isChecked, valueOf) {
  const answer = {};
  for (const field of section.querySelectorAll(FIELDS)) {
    const part = partOf(section, field);
    const isPick = field.type === "radio" || field.type === "checkbox";
    const value = isPick ? field.value : valueOf(field);
    if (part === null || (isPick && !isChecked(field)) || value.trim() === "") continue;
    (answer[part] ??= []).push(whole(value));
  }
  return answer;
}

export function answerOf(section) {
  return collect(section, (field) => field.checked, (field) => field.value);
}

function renderedValue(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  return [...field.options].find((option) => option.defaultSelected)?.value ?? field.options[0]?.value ?? "";
}

/** The answer as the server wrote it into the page, whatever has been typed since. */
export function renderedOf(section) {
  return collect(section, (field) => field.defaultChecked, renderedValue);
}

export function isAnswered(section) {
  return Object.keys(answerOf(section)).length > 0;
}

/** Write an answer into the fields. */
export function fill(section, answer) {
  for (const field of section.querySelectorAll(FIELDS)) {
    const part = partOf(section, field);
    if (part === null) continue;
    const values = answer[part] || [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[0] || "";
  }
  for (const group of section.querySelectorAll("[data-places]")) rememberPlaces(group);
}

export function isSame(one, other) {
  const tidy = (answer) => JSON.stringify(Object.entries(answer).sort(([a], [b]) => (a < b ? -1 : 1)));
  return tidy(one) === tidy(other);
}

/** In a question of order, a place that another step holds is swapped rather than taken twice. */
export function swapPlaces(select) {
  const group = select.closest("[data-places]");
  if (!group) return;
  const before = select.dataset.before ?? "";
  for (const other of group.querySelectorAll("select")) {
    if (other !== select && select.value && other.value === select.value) other.value = before;
  }
  rememberPlaces(group);
}

export function rememberPlaces(group) {
  for (const select of group.querySelectorAll("select")) select.dataset.before = select.value;
}
