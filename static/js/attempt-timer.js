// The time left: counted from what the server said, announced at a few moments, hidden on request.

const MOMENTS = [10, 5]; // minutes; half of the time and the last minute have words of their own
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

/** Count down; `say` announces politely, `onEnd` runs each time that the time ends (it may be given more). */
export class Timer {
  constructor({ remaining, total, output, toggle, words, say, onEnd }) {
    Object.assign(this, { output, toggle, words, say, onEnd });
    this.half = Math.floor(total / 2);
    this.hidden = isHidden();
    this.toggle.hidden = false;
    this.toggle.addEventListener("click", () => this.flip());
    this.set(remaining);
    this.last = this.left();
    setInterval(() => this.tick(), 1000);
  }

  /** The server's word counts; performance.now is not moved by a changed clock. */
  set(remaining) {
    this.end = performance.now() + remaining * 1000;
    if (remaining > (this.last ?? 0)) this.last = remaining; // more was given: what comes is announced again
    this.show();
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
    this.output.parentElement.classList.toggle("is-hidden", this.hidden && left > 60);
    this.toggle.textContent = this.hidden ? this.words.showTime : this.words.hideTime;
  }

  tick() {
    const left = this.left();
    const passes = (seconds) => this.last > seconds && left <= seconds;
    const minutes = MOMENTS.find((moment) => passes(moment * 60));
    if (this.half > 60 && passes(this.half)) {
      this.say(this.words.halfTime.replace("{minutes}", Math.ceil(this.half / 60)));
    } else if (minutes) this.say(this.words.timeLeft.replace("{minutes}", minutes));
    else if (passes(60)) this.say(this.words.lastMinute);
    const ends = passes(0);
    this.last = left;
    this.show();
    if (ends) {
      this.say(this.words.timeOver);
      this.onEnd();
    }
  }
}
