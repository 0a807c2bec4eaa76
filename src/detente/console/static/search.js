// Lets the key / go to the words of a search: those of the page where it has some, else the box above every page.
"use strict";

document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const at = event.target;
  if (at instanceof Element && (at.closest("input, textarea, select") || at.isContentEditable)) return;
  const box = document.querySelector("#f-words") || document.querySelector("#seek");
  if (!box) return;
  event.preventDefault();
  if (box.id === "seek") document.querySelector(".top .menu").open = true;
  box.focus();
  box.select();
});
