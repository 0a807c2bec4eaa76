// Lets the clock above a page go on from the time that the node said; the node's time counts, not this machine's.
"use strict";

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const two = number => String(number).padStart(2, "0");
let said = "", base = 0, since = 0;

function tick() {
  const clock = document.querySelector("[data-now]");
  if (!clock) return;
  if (clock.dataset.now !== said) {
    said = clock.dataset.now;
    base = Date.parse(said);
    since = performance.now();
  }
  const at = new Date(base + performance.now() - since);
  const put = (name, text) => {
    const place = clock.querySelector(`[data-clock=${name}]`);
    if (place && place.textContent !== text) place.textContent = text;
  };
  const minute = two(at.getUTCHours()) + two(at.getUTCMinutes());
  put("utc", `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`);
  put("group", `${two(at.getUTCDate())}${minute}Z ${MONTHS[at.getUTCMonth()]} ${two(at.getUTCFullYear() % 100)}`);
}

setInterval(tick, 500);
