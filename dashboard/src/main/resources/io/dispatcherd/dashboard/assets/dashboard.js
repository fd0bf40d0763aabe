// Everything works without this script, by links and forms. With it, pages live.

import { Live } from "./live.js";

const panel = document.getElementById("live");
const live = panel ? new Live(panel) : null;

// The zone of the reader's clock, for the next pages; this one is brought up to date if it has another.
function tellZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { base, zone: shown } = document.documentElement.dataset;
  if (!zone || zone === shown) {
    return;
  }
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `dispatcherd_zone=${encodeURIComponent(zone)}; Path=${base}; Max-Age=31536000; SameSite=Lax${secure}`;
  if (document.cookie.includes("dispatcherd_zone=")) {
    document.documentElement.dataset.zone = zone;
    if (panel) {
      panel.dataset.zone = zone;
    }
    live?.refresh().catch(() => {});
  }
}

// A form that is on its way isn't sent again; when the reader comes back to the page, it may be.
function sendOnce(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") {
    return;
  }
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => {
    for (const button of buttonsOf(form)) {
      button.disabled = true;
    }
  });
}

function buttonsOf(form) {
  return [...form.elements].filter((element) => element.localName === "button");
}

function allowAgain() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of buttonsOf(form)) {
      button.disabled = false;
    }
  }
}

function boxesOf(all) {
  return [...document.querySelectorAll(`input[type="checkbox"][form="${all.dataset.all}"]:not([data-all])`)];
}

function countTicked() {
  for (const all of document.querySelectorAll("[data-all]")) {
    const boxes = boxesOf(all);
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    const count = document.querySelector(`[data-ticked="${all.dataset.all}"]`);
    if (count) {
      count.textContent = ticked === 0 ? "" : `${ticked} selected`;
    }
  }
}

function tick(event) {
  const all = event.target.closest?.("[data-all]");
  if (all) {
    for (const box of boxesOf(all)) {
      box.checked = all.checked;
    }
  }
  countTicked();
}

async function copy(event) {
  const button = event.target.closest?.("[data-copy]");
  if (!button) {
    return;
  }
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1_500);
  } catch {
    // Over plain HTTP there is no clipboard for pages: select it, so that one key copies it.
    document.getSelection().selectAllChildren(source);
  }
}

// Empty fields of a filter would only make its address long.
function leaveOutEmpty(event) {
  const form = event.target;
  if (form.method !== "get") {
    return;
  }
  const left = [...form.elements].filter((field) => field.name && field.value === "");
  left.forEach((field) => (field.disabled = true));
  setTimeout(() => left.forEach((field) => (field.disabled = false)));
}

function chooseAtOnce(event) {
  if (event.target.matches?.("form[method=get] select[data-at-once]")) {
    event.target.form.requestSubmit();
  }
}

document.documentElement.classList.add("scripted");
document.addEventListener("submit", leaveOutEmpty);
document.addEventListener("submit", sendOnce);
document.addEventListener("change", tick);
document.addEventListener("change", chooseAtOnce);
document.addEventListener("click", copy);
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    allowAgain();
  }
});
document.querySelectorAll("[data-copy], [data-all]").forEach((element) => (element.hidden = false));
document.querySelector(".nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
countTicked();
tellZone();
live?.start();
