// Where a narrow window has the row of a section's pages in one line, begins it at the page that is open; and folds there
// what elsewhere stands open, unless the address leads into it or a person is needed there.
"use strict";

for (const row of document.querySelectorAll(".inside ul")) {
  const here = row.querySelector("[aria-current]");
  if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft;
}

if (matchMedia("(max-width: 48rem)").matches) {
  const goal = document.getElementById(location.hash.slice(1));
  for (const one of document.querySelectorAll("details[data-slim]:not([data-needed])")) one.open = one.contains(goal);
}
