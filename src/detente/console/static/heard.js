// Says on every page when this party's own node is not heard, and renews the page when something new comes.
//
// The page asks the node every few seconds if it is there. A stream beside it says at once that something changed:
// where it breaks the page asks at once, and where it is open but silent the next answer shows what it missed.
// No form is sent, and no link followed, before the node has answered.
"use strict";

(() => {
  const { place, events, since } = document.currentScript.dataset;
  const root = document.documentElement;
  const EVERY_MS = 5000, AGAIN_MS = 1000, AWAY_MS = 2500, PATIENCE_MS = 8000, RETRY_MS = 10000;
  let heardAt = Date.now(), failed = 0, next = 0, asking = null;

  // --- what the page says -----------------------------------------------------------------------

  const bar = () => document.getElementById("unheard");
  const away = () => root.dataset.heard === "no";
  let title = "";

  function written(at) {
    const day = new Date(at).toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
    const as = zone => new Intl.DateTimeFormat(root.lang, {
      ...day, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZoneName: "short", ...zone,
    }).format(at);
    const here = new Date(at).getTimezoneOffset() ? ` (${as({})})` : "";
    return as({ timeZone: "UTC" }) + here;
  }

  function lose() {
    if (!away()) {
      root.dataset.heard = "no";
      title = document.title;
      if (stream) stream.close();
      const says = bar().querySelector(".says");
      says.textContent = says.dataset.says.replace("{at}", written(heardAt));
      bar().hidden = false;
      document.dispatchEvent(new Event("unheard"));
    }
    const loud = `▲ ${bar().dataset.title} · ${title}`;
    if (document.title !== loud) document.title = loud;
  }

  function find() {
    delete root.dataset.heard;
    document.title = title;
    bar().hidden = true;
    for (const one of document.querySelectorAll("[data-undone]")) delete one.dataset.undone;
    bar().querySelector(".undone").textContent = "";
    document.dispatchEvent(new Event("heard"));
    listen();
    renew();
  }

  // --- is it there -------------------------------------------------------------------------

  async function ask() {
    try {
      const answer = await fetch(place, {
        headers: { "HX-Request": "true" }, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!answer.ok) throw new Error(answer.statusText);
      const { marks, wires } = await answer.json();
      heardAt = Date.now();
      failed = 0;
      if (away()) find();
      else missed(marks);
      const strip = document.getElementById("strip");
      if (strip && strip.dataset.wires !== wires) tell("wires");
      return true;
    } catch {
      failed += 1;
      if (failed > 1 || Date.now() - heardAt > PATIENCE_MS) lose();
      return false;
    } finally {
      asking = null;
      clearTimeout(next);
      next = setTimeout(look, away() ? AWAY_MS : failed ? AGAIN_MS : EVERY_MS);
    }
  }

  const look = () => asking || (asking = ask());

  // --- what is new ------------------------------------------------------------------------------

  let stream = null, told = since || "", seen = "";
  const numbers = marks => marks.split("-").map(Number);
  const ahead = (one, other) => numbers(one).some((number, at) => number > (numbers(other)[at] || 0));
  const tell = name => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  const renew = () => { tell("acts"); tell("record"); };

  function missed(marks) {
    if (told && seen && ahead(seen, told)) {
      told = marks;
      listen();
      renew();
    }
    seen = marks;
  }

  function listen() {
    if (stream) stream.close();
    stream = null;
    if (!events || document.hidden) return;
    const address = new URL(events, location);
    if (told) address.searchParams.set("since", told);
    const mine = stream = new EventSource(address);
    for (const name of ["acts", "record"]) {
      mine.addEventListener(name, event => { told = event.lastEventId || told; tell(name); });
    }
    mine.addEventListener("error", () => {
      look();
      if (mine.readyState === EventSource.CLOSED) setTimeout(() => { if (stream === mine && !away()) listen(); }, RETRY_MS);
    });
  }

  // --- nothing is sent into the void ------------------------------------------------------------

  let sure = null;
  const waiting = new Set();

  function undone(word, pressed) {
    const says = bar().querySelector(".undone");
    says.textContent = says.dataset[word];
    if (pressed) pressed.dataset.undone = bar().dataset.word;
  }

  document.addEventListener("submit", async event => {
    const form = event.target, button = event.submitter;
    const method = form.getAttribute("method");
    if (method === "dialog" || sure === form || method !== "post" && !away()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (method !== "post") { undone("unsent", button || form); return; }
    if (waiting.has(form)) return;
    waiting.add(form);
    const there = await look() || await look();
    waiting.delete(form);
    if (!there) {
      lose();
      undone("unsent", button || form);
    } else if (form.isConnected) {
      sure = form;
      form.requestSubmit(button && button.isConnected ? button : undefined);
      sure = null;
    }
  }, true);

  document.addEventListener("click", event => {
    const link = away() && event.target.closest("a[href]:not([href^='#'])");
    if (!link) return;
    event.preventDefault();
    undone("unsent", link);
  }, true);

  document.addEventListener("unsent", event => undone("unsent", event.detail));

  // A page that renews itself asks nothing of a node that is away; what was sent as it went has an end nobody knows.
  document.addEventListener("htmx:before:request", event => { if (away()) event.preventDefault(); });
  document.addEventListener("htmx:error", async event => {
    const sent = event.detail && event.detail.ctx && event.detail.ctx.request;
    if (!await look() && !await look() && sent && sent.method === "POST") undone("unsure");
  });

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      if (stream) stream.close();
      stream = null;
    } else {
      listen();
      look();
    }
  });

  if (told) listen();
  next = setTimeout(look, EVERY_MS);
})();
