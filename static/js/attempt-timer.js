// The time left: counted from what the server said, announced at a few moments, hidden on request.

const MOMENTS = [30, 15, 10, 5, 2];
const STORE = "aftercare-hide-time";

function isHidden() {
  try {
    return localStorage.getItem(STORE) === "1";
  } catch {
    return false;
  }
}

function remember(hidden) {
  try {
    localStorage.setItem(STORE, hidden ? "1" : "0");
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Count down; `say` announces politely, `onEnd` runs once when the time is over. */
export class Timer {
  constructor({ remaining, output, toggle, words, say, onEnd }) {
    this.output = output;
    this.toggle = toggle;
    this.words = words;
    this.say = say;
    this.onEnd = onEnd;
    this.hidden = isHidden();
    this.toggle.hidden = false;
    this.toggle.addEventListener("click", () => this.flip());
    this.set(remaining);
    this.show();
    this.beat = setInterval(() => this.tick(), 1000);
  }

  /** The server's word counts; performance.now is not moved by a changed clock. */
  set(remaining) {
    this.end = performance.now() + remaining * 1000;
    this.last ??= this.left();
  }

  left() {
    return Math.max(0, Math.ceil((this.end - performance.now()) / 1000));
  }

  flip() {
    this.hidden = !this.hidden;
    remember(this.hidden);
    this.show();
  }

  show() {
    const left = this.left();
    const minutes = Math.floor(left / 60);
    this.output.textContent = `${minutes}:${String(left % 60).padStart(2, "0")}`;
    this.output.hidden = this.hidden && left > 60;
    this.toggle.textContent = this.hidden ? this.words.showTime : this.words.hideTime;
  }

  tick() {
    const left = this.left();
    for (const minutes of MOMENTS) {
      if (this.last > minutes * 60 && left <= minutes * 60) {
        this.say(this.words.timeLeft.replace("{minutes}", minutes));
      }
    }
    if (this.last > 60 && left <= 60) this.say(this.words.lastMinute);
    this.last = left;
    this.show();
    if (left === 0) {
      clearInterval(this.beat);
      this.say(this.words.timeOver);
      this.onEnd();
    }
  }
}
