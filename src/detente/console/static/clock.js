// Lets clocks go on from the time that the node said: above a page, and at each time until which something is to be
// done. The node's time counts, not this machine's.
"use strict";

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const UNITS = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
const two = number => String(number).padStart(2, "0");
const names = new Map();
let said = "", base = 0, since = 0;

function span(seconds) {
  const found = [];
  for (const [size, unit] of UNITS) {
    const number = Math.floor(seconds / size);
    seconds -= number * size;
    if (!number) continue;
    if (!names.has(unit)) {
      names.set(unit, new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }));
    }
    found.push(names.get(unit).format(number));
  }
  return found.slice(0, 2).join(" ");
}

function run(place, now) {
  const seconds = Math.round((Date.parse(place.dataset.until) - now) / 1000);
  const past = seconds < 0;
  // The last second belongs to what is left; a page that the node has just made says it in its own words.
  const words = (past ? place.dataset.past : place.dataset.left).replace("{}", span(Math.max(1, Math.abs(seconds))));
  if (place.textContent !== words) place.textContent = words;
  // Calm while hours are left: amber is for what is soon, and for what is past.
  if (seconds < Number(place.dataset.soon) && place.classList.contains("calm")) place.classList.replace("calm", "waiting");
  // An objective of the watch that is past is no alarm: red is for what rings, and for what is owed.
  if (past && place.classList.contains("waiting") && !place.classList.contains("mild")) place.classList.replace("waiting", "alarm");
}

function tick() {
  const clock = document.querySelector("[data-now]");
  // Where the node is not heard its clock stands. So do the others, for what they run to may have changed.
  if (!clock || document.documentElement.dataset.heard === "no") return;
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
  const written = time => [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()].map(two).join(":");
  put("utc", written(at));
  // The machine's clock is the node's, which a forwarded page may be far from; its day is the node's to write.
  const here = clock.querySelector("[data-offset]");
  if (here) put("here", here.textContent.replace(/\d\d:\d\d:\d\d/, written(new Date(at.getTime() + here.dataset.offset * 1000))));
  put("group", `${two(at.getUTCDate())}${minute}Z ${MONTHS[at.getUTCMonth()]} ${two(at.getUTCFullYear() % 100)}`);
  for (const place of document.querySelectorAll("[data-until]")) run(place, at.getTime());
}

setInterval(tick, 500);
