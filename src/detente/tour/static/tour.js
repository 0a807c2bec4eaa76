// Turns the two windows to what a card shows, once for each click; without this script the page is loaded anew instead.
"use strict";

let turn = document.getElementById("told").dataset.turn;

function follow() {
  const told = document.getElementById("told");
  if (!told || told.dataset.turn === turn) return;
  turn = told.dataset.turn;
  for (const frame of document.querySelectorAll("iframe")) frame.src = told.dataset[frame.name];
  for (const button of document.querySelectorAll("[data-card]:is(button)")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.card === told.dataset.card) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

document.addEventListener("submit", event => event.target.querySelector("[data-card]:is(button)")?.setAttribute("aria-busy", "true"));
new MutationObserver(follow).observe(document.getElementById("main"), {childList: true, subtree: true, attributeFilter: ["data-turn"]});
