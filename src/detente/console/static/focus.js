// Keeps the focus where a page renews itself: what had it may be gone, and then what took its place has it, not nothing.
// What is folded or unfolded stays so; only what comes under way meanwhile, like an item of a meeting, unfolds.
"use strict";

(() => {
  const stops = () => [...document.querySelectorAll("main a[href], main button, main input, main select, main textarea, main summary, main [tabindex]")]
    .filter(one => !one.disabled && one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility());
  const underWay = () => document.querySelector("main details[data-under-way]");
  let place = -1, at = underWay()?.id;

  document.addEventListener("focusin", event => { place = stops().indexOf(event.target); });

  document.addEventListener("htmx:after:swap", () => setTimeout(() => {
    const now = underWay();
    if (now && now.id !== at) now.open = true;
    at = now?.id;
    if (place < 0 || document.activeElement && document.activeElement !== document.body) return;
    const left = stops(), next = left[Math.min(place, left.length - 1)] || document.getElementById("main");
    if (next) next.focus({ preventScroll: true });
  }));
})();
