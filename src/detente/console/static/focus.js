// Keeps the focus where a page renews itself: what had it may be gone, and then what took its place has it, not nothing.
"use strict";

(() => {
  const stops = () => [...document.querySelectorAll("main a[href], main button, main input, main select, main textarea, main summary, main [tabindex]")]
    .filter(one => !one.disabled && one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility());
  let place = -1;

  document.addEventListener("focusin", event => { place = stops().indexOf(event.target); });

  document.addEventListener("htmx:after:swap", () => setTimeout(() => {
    if (place < 0 || document.activeElement && document.activeElement !== document.body) return;
    const left = stops(), next = left[Math.min(place, left.length - 1)] || document.getElementById("main");
    if (next) next.focus({ preventScroll: true });
  }));
})();
