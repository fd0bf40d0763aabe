// Keeps the page up to date. Most pages have a stream of server-sent events; a browser that has several pages open at
// once gives only some of them a stream, as HTTP/1.1 allows few connections, and the others look every few seconds.

import { morphFragments, morphPage } from "./morph.js";
import { Slots } from "./slots.js";

const LOOK_MS = 5_000;
const SILENCE_MS = 15_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 20_000;
const PAUSED = "dispatcherd.paused";

export class Live {
  #panel;
  #slots = new Slots();
  #source = null;
  #look = null;
  #silence = 0;
  #timer = 0;
  #pause = FIRST_PAUSE_MS;
  #lastAt = new Date();
  #isStale = false;

  constructor(panel) {
    this.#panel = panel;
  }

  start() {
    this.#button.hidden = false;
    this.#button.addEventListener("click", () => this.#toggle());
    document.addEventListener("visibilitychange", () => this.#follow());
    addEventListener("pagehide", () => this.#stop());
    addEventListener("pageshow", (event) => event.persisted && this.#follow());
    addEventListener("online", () => this.#follow());
    this.#follow();
  }

  /** Brings the page up to date once, whatever its state. */
  async refresh() {
    const response = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "manual" });
    if (response.type === "opaqueredirect" || response.status === 401) {
      location.reload();
      return;
    }
    if (!response.ok) {
      throw new Error(`HTTP ${response.status}`);
    }
    morphPage(await response.text(), this.#panel.dataset.fragments.split(" "));
    this.#arrived();
  }

  get #button() {
    return this.#panel.querySelector("button");
  }

  get #isPaused() {
    return sessionStorage.getItem(PAUSED) === "yes";
  }

  #toggle() {
    sessionStorage.setItem(PAUSED, this.#isPaused ? "no" : "yes");
    this.#follow();
  }

  // The one place that decides what is open: nothing while hidden or paused, else a stream or a look now and then.
  #follow() {
    this.#stop();
    if (this.#isPaused) {
      this.#show("paused");
    } else if (!document.hidden) {
      this.#pause = FIRST_PAUSE_MS;
      this.#show(this.#isStale ? "stale" : "live");
      this.#open();
    }
  }

  #stop() {
    this.#source?.close();
    this.#source = null;
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    this.#slots.release();
  }

  #open() {
    const address = this.#panel.dataset.stream;
    if (!address || !this.#slots.take()) {
      this.#lookLater(LOOK_MS);
      return;
    }
    const source = new EventSource(address);
    this.#source = source;
    source.addEventListener("message", (event) => {
      morphFragments(event.data);
      this.#arrived();
    });
    source.addEventListener("beat", () => this.#arrived());
    source.addEventListener("open", () => this.#listen());
    source.addEventListener("gone", () => location.reload());
    source.addEventListener("error", () => this.#lost());
    this.#listen();
  }

  #arrived() {
    this.#lastAt = new Date();
    this.#isStale = false;
    this.#pause = FIRST_PAUSE_MS;
    if (!this.#isPaused) {
      this.#show("live");
    }
    if (this.#source) {
      this.#listen();
    }
  }

  #listen() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lost(), SILENCE_MS);
  }

  #lost() {
    this.#stop();
    this.#stale();
    this.#lookLater(this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #stale() {
    this.#isStale = true;
    this.#show("stale");
  }

  // A look says whether the server is there; then a stream may be opened again.
  #lookLater(after) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      try {
        await (this.#look ??= this.refresh());
        if (!this.#isPaused && !document.hidden && !this.#source) {
          this.#open();
        }
      } catch {
        this.#lost();
      } finally {
        this.#look = null;
      }
    }, after);
  }

  #show(state) {
    const text = {
      live: "Live",
      paused: "Paused",
      stale: `Stale since ${this.#clock()}`,
    }[state];
    this.#panel.dataset.state = state;
    const label = this.#panel.querySelector("[data-label]");
    if (label.textContent !== text) {
      label.textContent = text;
    }
    this.#button.textContent = this.#isPaused ? "Resume" : "Pause";
  }

  // In the page's zone, as all of its times.
  #clock() {
    const zone = this.#panel.dataset.zone;
    return this.#lastAt.toLocaleTimeString("en-GB", { timeZone: zone });
  }
}
