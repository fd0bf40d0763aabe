// Of the pages that one browser has open, at most three hold a stream; HTTP/1.1 allows six connections to a host, and
// the rest is for what readers click. Pages tell each other through the browser's storage.

const KEY = "dispatcherd.streams";
const MOST = 3;
const FRESH_MS = 12_000;
const RENEW_MS = 4_000;

export class Slots {
  #id = `${Date.now()}-${Math.random()}`;
  #timer = 0;

  /** Whether this page may open a stream; it is to give the slot back. */
  take() {
    const held = this.#held();
    if (!(this.#id in held) && Object.keys(held).length >= MOST) {
      return false;
    }
    this.#renew();
    this.#timer = setInterval(() => this.#renew(), RENEW_MS);
    return true;
  }

  release() {
    clearInterval(this.#timer);
    const held = this.#held();
    if (this.#id in held) {
      delete held[this.#id];
      this.#write(held);
    }
  }

  #renew() {
    this.#write({ ...this.#held(), [this.#id]: Date.now() });
  }

  // Pages that were closed without a word are forgotten after a while.
  #held() {
    try {
      const all = Object.entries(JSON.parse(localStorage.getItem(KEY) ?? "{}"));
      const now = Date.now();
      return Object.fromEntries(all.filter(([, at]) => Math.abs(now - at) < FRESH_MS));
    } catch {
      return {};
    }
  }

  #write(held) {
    try {
      localStorage.setItem(KEY, JSON.stringify(held));
    } catch {
      // Without storage each page has a stream of its own.
    }
  }
}
