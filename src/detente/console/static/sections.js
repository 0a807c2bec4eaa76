// Where a narrow window has the row of a section's pages in one line, begins it at the page that is open.
"use strict";

for (const row of document.querySelectorAll(".inside ul")) {
  const here = row.querySelector("[aria-current]");
  if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft;
}
