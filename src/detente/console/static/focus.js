// Keeps the focus where a page renews itself: what had it may be gone, and then what took its place has it, not nothing.
// What is folded or unfolded stays so; only what comes to be needed meanwhile, like an item under way or a peer out of reach,
// unfolds.
"use strict";

(() => {
  const stops = () => [...document.querySelectorAll("main a[href], main button, main input, main select, main textarea, main summary, main [tabindex]")]
    .filter(one => !one.disabled && one.type !== "hidden" && one.tabIndex >= 0 && one.checkVisibility());
  const needed = () => new Set(document.querySelectorAll("main details[data-needed]"));
  let place = -1, before = needed();

  document.addEventListener("focusin", event => { place = stops().indexOf(event.target); });

  document.addEventListener("htmx:after:swap", () => setTimeout(() => {
    const now = needed();
    for (const one of now) if (!before.has(one)) one.open = true;
    before = now;
    if (place < 0 || document.activeElement && document.activeElement !== document.body) return;
    const left = stops(), next = left[Math.min(place, left.length - 1)] || document.getElementById("main");
    if (next) next.focus({ preventScroll: true });
  }));
})();
