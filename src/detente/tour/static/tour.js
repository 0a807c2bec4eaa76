// Turns the two windows to what a card shows, once for each click; without this script the page is loaded anew instead.
"use strict";

const abreast = matchMedia("(min-width: 70rem)");
const turning = new Set();
let turn = document.getElementById("told").dataset.turn, place = null;

function follow() {
  const told = document.getElementById("told");
  if (!told || told.dataset.turn === turn) return;
  turn = told.dataset.turn;
  // In one column what a card tells stands below the last card.
  if (!abreast.matches) told.scrollIntoView();
  place = [scrollX, scrollY];
  for (const frame of document.querySelectorAll("iframe")) {
    turning.add(frame);
    frame.src = told.dataset[frame.name];
  }
  for (const button of document.querySelectorAll("[data-card]:is(button)")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.card === told.dataset.card) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

// A window that opens at a place within its page would take this page along; who scrolls meanwhile goes where they want.
for (const frame of document.querySelectorAll("iframe")) frame.addEventListener("load", () => { if (turning.delete(frame) && place) scrollTo(...place); });
for (const name of ["wheel", "touchmove", "keydown"]) addEventListener(name, () => { place = null; }, {passive: true});
document.addEventListener("click", event => {
  const side = event.target.closest("#told a[target]")?.target;
  if (side && !abreast.matches) document.getElementById(`window-${side}`).scrollIntoView();
});
document.addEventListener("submit", event => event.target.querySelector("[data-card]:is(button)")?.setAttribute("aria-busy", "true"));
new MutationObserver(follow).observe(document.getElementById("main"), {childList: true, subtree: true, attributeFilter: ["data-turn"]});
