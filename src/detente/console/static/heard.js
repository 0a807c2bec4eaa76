// Says on every page when this party's own node is not heard, and renews the page when something new comes.
//
// The page asks the node every few seconds if it is there. A stream, one for all windows of a browser, says at once that
// something changed: where it breaks its window asks at once, and where it is silent the next answers show what was missed.
// No form is sent, and no link followed, before the node has answered.
"use strict";

(() => {
  const { place, events, since } = document.currentScript.dataset;
  const root = document.documentElement;
  const EVERY_MS = 5000, AGAIN_MS = 1000, AWAY_MS = 2500, PATIENCE_MS = 8000, RETRY_MS = 10000, LEFT_MS = 5000;
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
    if (holds && events) open();
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

  // A browser gives one host six connections, and each open stream takes one: one window listens for all.
  const channel = new BroadcastChannel("detente-stream");
  let stream = null, last = since || "", told = last, seen = "", late = true;
  const numbers = marks => marks.split("-").map(Number);
  const ahead = (one, other) => numbers(one).some((number, at) => number > (numbers(other)[at] || 0));
  const tell = name => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));
  const renew = () => { tell("acts"); tell("record"); };

  function hear({ name, marks }) {
    document.dispatchEvent(new CustomEvent("told", { detail: name }));
    // A window in the background shows what is new when it is looked at again.
    if (document.hidden) return;
    told = marks;
    tell(name);
  }

  // What an answer shows to be new twice was not told; once is enough for a page just made or just looked at again.
  function missed(marks) {
    const fresh = told && (late ? ahead(marks, told) : seen && ahead(seen, told));
    late = false;
    seen = marks;
    if (!fresh) return;
    told = marks;
    renew();
  }

  function open() {
    if (stream) stream.close();
    const address = new URL(events, location);
    if (last) address.searchParams.set("since", last);
    const mine = stream = new EventSource(address);
    mine.addEventListener("open", () => { root.dataset.listens = "yes"; });
    for (const name of ["acts", "record"]) {
      mine.addEventListener(name, event => {
        last = event.lastEventId || last;
        const news = { name, marks: last };
        channel.postMessage(news);
        hear(news);
      });
    }
    mine.addEventListener("error", () => {
      look();
      if (mine.readyState === EventSource.CLOSED) setTimeout(() => { if (stream === mine && !away()) open(); }, RETRY_MS);
    });
  }

  let holds = !navigator.locks;

  function listen() {
    if (!events) return;
    channel.onmessage = ({ data }) => hear(data);
    if (holds) open();
    else navigator.locks.request("detente-stream", () => { holds = true; open(); return new Promise(() => {}); }).catch(() => {});
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

  // Who leaves a page while it renews itself ends its requests. That is no failure: what was only asked is told of as
  // failed some seconds later, when such a page is gone.
  const patient = work => work.catch(error => new Promise((_, fail) => setTimeout(fail, LEFT_MS, error)));
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (ctx.request.method !== "GET") return;
    const ask = ctx.fetch;
    ctx.fetch = (...words) => patient(ask(...words)).then(answer => {
      const text = answer.text.bind(answer);
      answer.text = () => patient(text());
      return answer;
    });
  });

  // A page that renews itself asks nothing of a node that is away; what was sent as it went has an end nobody knows.
  document.addEventListener("htmx:before:request", event => { if (away()) event.preventDefault(); });
  document.addEventListener("htmx:error", async event => {
    const sent = event.detail && event.detail.ctx && event.detail.ctx.request;
    if (!await look() && !await look() && sent && sent.method === "POST") undone("unsure");
  });

  document.addEventListener("visibilitychange", () => { if (!document.hidden) { late = true; look(); } });

  listen();
  look();
})();
