// What a form does while somebody types in it: it keeps itself, says what is wrong with it, and takes files with progress.
// Without this script every button does the same by loading a page.
"use strict";
(() => {
  const form = document.querySelector("form[data-compose]");
  if (!form) return;
  const PAUSE = 900, AGAIN = 5000, LAST = 60000;
  const said = document.getElementById("kept"), touched = new Set();
  let timer = 0, saving = null, dirty = false, unkept = false, sending = false, typing = "", wrong = {};

  const hidden = name => form.elements.namedItem(name);
  const field = name => document.getElementById(`f-${name.replaceAll(".", "-")}`);
  const say = text => { if (said.textContent !== text) said.textContent = text; };
  const words = name => said.dataset[name];

  // --- keeping -----------------------------------------------------------------------------------------------------

  // One window, one form: what it sends says which window this is and how often it sent before, so what a closing
  // window sends twice, or out of order, is one change after the other and no second form.
  let turn = 0;
  hidden("window").value = crypto.randomUUID();
  const stamp = () => { hidden("turn").value = ++turn; };

  const typed = () => {
    stamp();
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    return data;
  };

  const soon = () => { dirty = true; clearTimeout(timer); timer = setTimeout(save, PAUSE); };

  function save() {
    clearTimeout(timer);
    if (sending) return Promise.resolve();
    if (saving) return saving.then(save);
    dirty = false;
    saving = keep(true).catch(() => { dirty = unkept = true; say(words("lost")); timer = setTimeout(save, AGAIN); })
      .finally(() => { saving = null; });
    return saving;
  }

  async function keep(again) {
    const answer = await fetch(`${form.getAttribute("action")}/typing`, {method: "POST", body: typed(), redirect: "error"});
    if (answer.status === 403 && again && await renewed()) return keep(false);
    // What the node does not keep is in this window alone: whoever closes it is asked first.
    unkept = !answer.ok;
    if (answer.status === 403) { dirty = true; say(words("out")); timer = setTimeout(save, AGAIN); return; }
    if (answer.status === 413) { say(await answer.text()); return; }
    if (answer.status === 409) { say((await answer.json()).lost); return; }
    if (!answer.ok) throw new Error(`${answer.status}`);
    show(await answer.json());
  }

  // Whoever signed in anew in another window has another cookie, and this page's proof was made from the old one.
  async function renewed() {
    const page = await fetch("/forms", {redirect: "follow"});
    const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("input[name=proof]");
    if (!page.ok || page.url.includes("/sign-in") || !found) return false;
    for (const one of document.querySelectorAll("input[name=proof]")) one.value = found.value;
    return true;
  }

  function show(found) {
    hidden("number").value = found.number;
    moved(found.id);
    say(found.kept);
    document.getElementById("apart").hidden = !found.apart;
    if (found.apart) document.getElementById("apart-other").href = `/act/${found.apart}`;
    const unasked = document.getElementById("unasked");
    if (unasked) unasked.textContent = found.unasked;
    errors(found.errors);
    listed(found);
    finds(found.finds);
    for (const one of form.querySelectorAll("[data-remark]")) one.textContent = found.remarks[one.dataset.remark] || "";
    for (const one of form.querySelectorAll("[data-read]")) one.textContent = found.read[one.dataset.read] || "";
    const refusal = document.getElementById("refusal");
    if (refusal.dataset.said !== found.refusal) {
      refusal.dataset.said = found.refusal;
      refusal.textContent = found.refusal;
      for (const way of found.ways) {
        const link = document.createElement("a");
        link.href = way.path;
        link.textContent = way.words;
        refusal.append(" ", link);
      }
    }
  }

  // What the agreement's rules find of the form as it is typed, a line each.
  function finds(lines) {
    const list = document.getElementById("finds");
    if (!list || [...list.children].map(one => one.textContent).join("\n") === lines.join("\n")) return;
    list.replaceChildren(...lines.map(line => Object.assign(document.createElement("li"), {textContent: line})));
  }

  function moved(id) {
    const old = form.getAttribute("action"), now = `/act/${id}`;
    if (old !== now) {
      form.setAttribute("action", now);
      for (const one of form.querySelectorAll("[formaction]"))
        one.setAttribute("formaction", one.getAttribute("formaction").replace(old, now));
    }
    if (location.pathname !== now || location.search) history.replaceState(null, "", now);
  }

  // --- what is wrong -----------------------------------------------------------------------------------------------

  function errors(found) {
    wrong = found;
    for (const note of form.querySelectorAll(".error")) {
      const name = note.dataset.of;
      if (name && !(name in found)) clear(name, note);
    }
    for (const [name, text] of Object.entries(found)) if (touched.has(name) || shown(name)) mark(name, text);
  }

  // The list above the form says what is still wrong; once nothing is, it goes.
  function listed(found) {
    const box = document.getElementById("errors");
    if (!box) return;
    const ids = Object.keys(found.errors).map(name => `#f-${name.replaceAll(".", "-")}`);
    for (const one of box.querySelectorAll("li")) {
      const at = one.querySelector("a")?.getAttribute("href") || "";
      one.hidden = !ids.some(id => at === id || at === `${id}-1`);
    }
    box.hidden = !ids.length && !found.refusal;
  }

  function left(name) {
    if (!name) return;
    touched.add(name);
    if (name in wrong) mark(name, wrong[name]);
  }

  const shown = name => document.getElementById(`f-${name.replaceAll(".", "-")}-error`);

  function clear(name, note) {
    const one = field(name);
    note.closest(".field, .group, .rows")?.classList.remove("wrong");
    note.remove();
    one?.removeAttribute("aria-invalid");
  }

  function mark(name, text) {
    const one = field(name);
    if (!one) return;
    let note = shown(name);
    if (!note) {
      note = document.createElement("p");
      note.className = "error";
      note.id = `${one.id}-error`;
      note.dataset.of = name;
      const place = one.closest(".field") || one;
      const after = place.querySelector(":scope > .help") || place.querySelector(":scope > label, :scope > legend");
      if (after) after.after(note); else place.prepend(note);
      place.classList.add("wrong");
      one.setAttribute("aria-invalid", "true");
      const told = one.getAttribute("aria-describedby") || "";
      if (!told.includes(note.id)) one.setAttribute("aria-describedby", `${told} ${note.id}`.trim());
    }
    if (note.textContent !== text) note.textContent = text;
  }

  // --- times, channels ---------------------------------------------------------------------------------------------

  // English days stand as the rest of these pages has them: the day before the month.
  const tongue = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const two = number => String(number).padStart(2, "0");

  function local(input) {
    const output = input.parentElement.querySelector(".local");
    const at = input.value ? new Date(`${input.value}Z`) : null;
    if (!output) return;
    if (!at || Number.isNaN(at.getTime())) { output.textContent = ""; return; }
    const day = (one, zone) => one.toLocaleDateString(tongue, {weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: zone});
    const here = at.getTimezoneOffset() ? `, ${day(at)} ${two(at.getHours())}:${two(at.getMinutes())} ${words("here")}` : "";
    output.textContent = `= ${day(at, "UTC")} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())} UTC${here}`;
  }

  function channel() {
    const chosen = form.elements.namedItem("channel")?.value || "";
    for (const row of form.querySelectorAll("[data-channel]")) row.hidden = chosen !== "" && row.dataset.channel !== chosen;
  }

  // A row of an ordered list changes places with the one above or below it; the button goes along, with the focus.
  function move(row, verb) {
    const other = verb === "up" ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    const [one, two] = [row, other].map(each => each.querySelector("input"));
    if (!one.value.trim() || !two.value.trim()) return;
    [one.value, two.value] = [two.value, one.value];
    other.querySelector(`button[value^="${verb}:"]`).focus();
    touched.add(one.name);
    soon();
  }

  // --- files -------------------------------------------------------------------------------------------------------

  function files() {
    const input = document.getElementById("f-file");
    if (!input) return;
    document.getElementById("attach").hidden = true;
    input.addEventListener("change", () => { if (input.files.length) upload(input); });
  }

  function upload(input) {
    const most = Number(input.dataset.most), large = [...input.files].find(one => one.size > most);
    const bar = document.getElementById("bar"), line = document.getElementById("coming");
    if (large) { line.textContent = `${large.name}: ${words("large")}`; input.value = ""; return; }
    const after = saving || Promise.resolve();
    after.then(() => {
      clearTimeout(timer);
      sending = true;
      const request = new XMLHttpRequest(), stop = document.getElementById("stop");
      const done = text => { sending = false; bar.hidden = stop.hidden = true; line.textContent = text; if (dirty) soon(); };
      request.open("POST", `${form.getAttribute("action")}/files`);
      request.upload.addEventListener("progress", event => {
        bar.max = event.total; bar.value = event.loaded;
        line.textContent = `${words("coming")} ${Math.floor(100 * event.loaded / event.total)} %`;
      });
      request.addEventListener("load", () => { if (!taken(request)) done(words("broken")); else { sending = false; if (dirty) soon(); } });
      for (const name of ["error", "abort"]) request.addEventListener(name, () => done(words("broken")));
      stop.onclick = () => request.abort();
      bar.hidden = stop.hidden = false; bar.removeAttribute("value");
      stamp();
      request.send(new FormData(form));
    });
  }

  // The answer is the page of the form as it stands then; of it this one takes the list of files, and what was refused.
  function taken(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.getElementById("files"), other = page.querySelector("form[data-compose]");
    if (request.status !== 200 || !fresh || !other) return false;
    document.getElementById("files").replaceWith(document.adoptNode(fresh));
    hidden("number").value = other.elements.namedItem("number").value;
    moved(other.getAttribute("action").slice("/act/".length));
    document.getElementById("errors")?.remove();
    const summary = page.getElementById("errors");
    if (summary) { form.before(document.adoptNode(summary)); document.getElementById("errors").focus(); }
    else document.getElementById("files").focus();
    files();
    return true;
  }

  // --- what happens ------------------------------------------------------------------------------------------------

  form.addEventListener("input", event => {
    if (event.target.type === "file") return;
    if (event.target.type === "datetime-local") local(event.target);
    // Who types elsewhere has left a field, also where the browser said nothing of it.
    if (typing !== event.target.name) left(typing);
    typing = event.target.name;
    channel();
    soon();
  });
  form.addEventListener("focusout", event => {
    if (event.target.type !== "file") left(event.target.name);
    if (dirty && !saving) soon();
  });
  form.addEventListener("click", event => {
    const [verb, name, ...at] = (event.target.closest("button[name=do]")?.value || "").split(":");
    if (verb === "up" || verb === "down") { event.preventDefault(); move(event.target.closest("li"), verb); }
    if (verb !== "time") return;
    event.preventDefault();
    const input = form.elements.namedItem(name);
    input.value = at.join(":");
    local(input);
    input.focus();
    touched.add(name);
    soon();
  });
  form.addEventListener("submit", event => {
    clearTimeout(timer);
    if (!saving && !sending) { sending = true; dirty = false; stamp(); return; }
    event.preventDefault();
    const button = event.submitter, line = document.getElementById("coming");
    if (saving) saving.then(() => form.requestSubmit(button));
    else if (line) line.textContent = words("wait");
  });
  window.addEventListener("visibilitychange", () => {
    if (dirty && !sending && document.visibilityState === "hidden") save();
  }, true);
  // What is on its way while a page closes may be broken off, so it goes once more.
  window.addEventListener("pagehide", () => {
    if ((!dirty && !saving) || sending) return;
    dirty = false;
    fetch(`${form.getAttribute("action")}/typing`, {method: "POST", body: typed(), keepalive: true});
  }, true);
  window.addEventListener("pageshow", event => { sending = false; if (event.persisted) location.reload(); });
  // What goes out while a page closes has its bound in browsers; of more than that, and of what the node does not keep,
  // the person is asked to stay.
  window.addEventListener("beforeunload", event => {
    if (!sending && (unkept || dirty && typed().toString().length > LAST)) event.preventDefault();
  });

  for (const input of form.querySelectorAll("input[type='datetime-local']")) local(input);
  channel();
  files();
  // Who comes by the key that answers goes on typing: the first field has the focus.
  if (location.hash === "#fill") form.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  // What was typed before this script was here, or stands again after going back, is kept and checked like the rest.
  for (const one of form.elements) {
    if (!one.name || one.type === "file" || one.type === "hidden" || one.defaultValue === undefined) continue;
    if (one.value === one.defaultValue) continue;
    if (one !== document.activeElement) touched.add(one.name);
    soon();
  }
})();
