// The watch board by keys: two strokes for what an officer does most. Every key is a button or a link on the page too.
"use strict";

(() => {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("detente-keys") || "on"; } catch { return "on"; } };
  // What is folded away is not among them.
  const rows = () => [...document.querySelectorAll(".board .watch-row")].filter(row => row.checkVisibility());
  const here = () => document.activeElement && document.activeElement.closest(".board .watch-row");
  let keys = kept(), last = 0;

  function say() {
    root.dataset.keys = keys;
    const button = document.querySelector("[data-do=keys]");
    if (button) button.setAttribute("aria-pressed", String(keys === "on"));
  }

  function move(by) {
    const all = rows(), now = all.indexOf(here());
    const next = all[now < 0 ? (by > 0 ? Math.min(last, all.length - 1) : all.length - 1) : now + by];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    last = all.indexOf(next);
  }

  // Where nothing is chosen yet, the key only chooses: nobody acknowledges what they have not looked at.
  const chosen = work => () => { const row = here(); if (row) work(row); else move(1); };
  // What cannot be reached now is said to be so, as for a link: heard.js.
  const go = (name, hash = "") => row => {
    const place = row.dataset[name];
    if (place && root.dataset.heard === "no") document.dispatchEvent(new CustomEvent("unsent", { detail: row }));
    else if (place) location.assign(place + (place.includes("#") ? "" : hash));
  };

  function acknowledge() {
    const form = document.getElementById("board");
    if (form && form.querySelector("input[name=ref]:checked")) {
      form.requestSubmit(document.querySelector(".chosen button") || undefined);
      return;
    }
    chosen(row => { const button = row.querySelector("button[name=one]"); if (button) form.requestSubmit(button); })();
  }

  const KEYS = {
    j: () => move(1), k: () => move(-1), a: acknowledge, p: chosen(go("pass")), r: chosen(go("answer", "#fill")), o: chosen(go("open")),
    x: chosen(row => { const box = row.querySelector("input[name=ref]"); if (box) box.checked = !box.checked; }),
    "?": help,
  };
  const ON_A_ROW = { ArrowDown: KEYS.j, ArrowUp: KEYS.k, Enter: KEYS.o };

  function help() {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
  }

  document.addEventListener("keydown", event => {
    if (keys !== "on" || event.ctrlKey || event.altKey || event.metaKey || event.repeat && event.key === "a") return;
    if (document.querySelector("dialog[open]")) return;
    const target = event.target;
    if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const row = target.classList && target.classList.contains("watch-row");
    const work = KEYS[event.key] || row && ON_A_ROW[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  });

  document.addEventListener("click", event => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    if (button.dataset.do === "help") help();
    if (button.dataset.do === "keys") {
      keys = keys === "on" ? "off" : "on";
      try { localStorage.setItem("detente-keys", keys); } catch { /* for this page only */ }
      say();
    }
  });

  // A row that is done goes; who had chosen it goes on with the one that took its place.
  let held = null;
  document.addEventListener("focusin", event => {
    const row = event.target.closest(".board .watch-row");
    if (row) { held = row.id; last = rows().indexOf(row); }
    else if (event.target !== document.body) held = null;
  });
  document.addEventListener("htmx:after:swap", () => {
    if (held && (!document.activeElement || document.activeElement === document.body)) {
      const row = document.getElementById(held) || rows()[Math.min(last, rows().length - 1)];
      if (row) row.focus({ preventScroll: true });
    }
  });

  say();
})();
