// Rings while a flash act waits: the title of every window, and a sound in one of them, until it is answered.
//
// One window of a browser looks for all (a lock says which), also in the background, and tells the others. One of
// those that may sound does so. What rings, and in which words, is the node's to say.
"use strict";

(() => {
  const { place, council } = document.currentScript.dataset;
  const root = document.documentElement;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const channel = new BroadcastChannel(`detente-ring ${council}`);
  const HUSH_MS = 120000, LOOK_MS = 15000;
  const AHEAD_S = 75;  // A window in the background wakes once a minute.
  let state = { ring: "", refs: [], unread: [], title: "", says: "" };
  let told = new Set();

  // --- what this browser remembers --------------------------------------------------------------

  const kept = name => { try { return localStorage.getItem(`detente-${name}`) || ""; } catch { return ""; } };
  const keep = (name, text) => { try { localStorage.setItem(`detente-${name}`, text); } catch { /* for this page only */ } };
  let wanted = kept("sound") === "on";

  const unheard = () => root.dataset.heard === "no";
  const calling = () => unheard() ? ["unheard"] : state.unread;

  function hushed() {
    const [until, ...refs] = kept("hush").split(" ");
    return Date.now() < Number(until) && calling().every(ref => refs.includes(ref));
  }

  // --- the title --------------------------------------------------------------------------------

  let base = document.title, shown = document.title, turn = false;

  function retitle() {
    if (unheard()) return;
    if (document.title !== shown) base = document.title;
    const loud = state.ring && state.title;
    turn = loud && state.ring === "call" && !still.matches ? !turn : Boolean(loud);
    shown = !loud ? base : turn ? `▲ ${state.title}` + (state.ring === "call" && !still.matches ? "" : ` · ${base}`) : base;
    if (document.title !== shown) document.title = shown;
  }

  // --- the sound --------------------------------------------------------------------------------

  let audio = null, out = null, until = 0, sounding = "", mine = false, asked = false, elsewhere = false;
  const may = () => audio !== null && audio.state === "running";

  function open() {
    if (audio === null && window.AudioContext) {
      audio = new AudioContext();
      audio.onstatechange = sound;
    }
    if (audio !== null && !may()) audio.resume().catch(() => {});
  }

  function tone(at, hertz, seconds, loud) {
    const voice = audio.createOscillator(), gain = audio.createGain();
    voice.type = "triangle";
    voice.frequency.value = hertz;
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(loud, at + 0.02);
    gain.gain.setValueAtTime(loud, at + seconds - 0.04);
    gain.gain.linearRampToValueAtTime(0, at + seconds);
    voice.connect(gain).connect(out);
    voice.start(at);
    voice.stop(at + seconds);
  }

  const PATTERNS = {
    call: { every: 4, play: at => [0, 1, 2].forEach(n => { tone(at + n * 0.44, 880, 0.2, 0.4); tone(at + n * 0.44 + 0.22, 698, 0.2, 0.4); }) },
    reminder: { every: 30, play: at => tone(at, 698, 0.35, 0.15) },
    // The own node is not heard: two long low tones, falling.
    unheard: { every: 10, play: at => { tone(at, 330, 0.7, 0.3); tone(at + 0.8, 220, 0.9, 0.3); } },
  };

  function silence() {
    if (out !== null) out.disconnect();
    out = null;
    sounding = "";
  }

  function ring(name) {
    if (sounding !== name) {
      silence();
      out = audio.createGain();
      out.connect(audio.destination);
      sounding = name;
      until = audio.currentTime + 0.05;
    }
    for (const { every, play } = PATTERNS[name]; until < audio.currentTime + AHEAD_S; until += every) play(until);
  }

  function sound() {
    if (wanted && may() && !asked) {
      asked = true;
      alone("sound", () => { mine = true; channel.postMessage({ sounder: true }); sound(); });
    }
    const call = unheard() ? "unheard" : state.ring;
    const now = !wanted ? "off" : mine && !may() ? "blocked" : !mine && elsewhere ? "elsewhere" : !may() ? "blocked"
      : !mine ? "elsewhere" : call && hushed() ? "hushed" : call ? "ringing" : "ready";
    if (root.dataset.sound !== now) root.dataset.sound = now;
    if (now === "ringing") ring(call);
    else if (sounding && sounding !== "test") silence();
  }

  function alone(name, work) {
    const held = () => { work(); return new Promise(() => {}); };
    if (navigator.locks) navigator.locks.request(`detente-${name} ${council}`, held).catch(() => {});
    else work();
  }

  async function test() {
    switchOn(true);
    open();
    await Promise.race([audio ? audio.resume() : null, new Promise(done => setTimeout(done, 1000))]);
    if (may() && !state.ring) {
      silence();
      out = audio.createGain();
      out.connect(audio.destination);
      sounding = "test";
      PATTERNS.call.play(audio.currentTime + 0.05);
      root.dataset.tested = "played";
      setTimeout(() => { if (sounding === "test") silence(); }, 2000);
    }
    sound();
  }

  function switchOn(on) {
    wanted = on;
    keep("sound", on ? "on" : "");
    channel.postMessage({ wanted });
    if (!on) silence();
    sound();
  }

  function hush() {
    keep("hush", [Date.now() + HUSH_MS, ...calling()].join(" "));
    channel.postMessage({ hush: true });
    sound();
  }

  // --- what rings -------------------------------------------------------------------------------

  // A window in the background hears no stream; what it shows is renewed when it rings, and when it is looked at again.
  const renew = () => document.body.dispatchEvent(new CustomEvent("acts"));

  function take(next) {
    const fresh = next.unread.filter(ref => !told.has(ref));
    if (JSON.stringify(next) !== JSON.stringify(state)) renew();
    state = next;
    root.dataset.ring = state.ring || "none";
    root.dataset.ringing = state.refs.join(" ");
    if (fresh.length) {
      fresh.forEach(ref => told.add(ref));
      const place = document.getElementById("told");
      if (place) place.textContent = state.says;
    }
    retitle();
    sound();
  }

  async function look() {
    if (unheard()) return;
    try {
      const answer = await fetch(place, { headers: { "HX-Request": "true" }, cache: "no-store" });
      if (!answer.ok) return;
      const next = await answer.json();
      channel.postMessage({ state: next });
      take(next);
    } catch { /* The node is away: the next look says more. */ }
  }

  channel.onmessage = ({ data }) => {
    if (data.state) take(data.state);
    if ("wanted" in data) { wanted = data.wanted; if (wanted) open(); else silence(); sound(); }
    if ("sounder" in data) { elsewhere = data.sounder; sound(); }
    if (data.who && mine) channel.postMessage({ sounder: true });
    if (data.hush) sound();
  };

  document.addEventListener("click", event => {
    const button = event.target.closest("button[data-do]");
    const work = button && { test, hush, sound: () => { switchOn(true); open(); }, off: () => switchOn(false) }[button.dataset.do];
    if (work) work();
  });
  for (const name of ["pointerdown", "keydown"]) document.addEventListener(name, () => { if (wanted && !may()) open(); });
  addEventListener("pagehide", () => { if (mine) channel.postMessage({ sounder: false }); });
  document.addEventListener("unheard", sound);
  document.addEventListener("heard", () => { look(); sound(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { look(); renew(); } });

  root.dataset.scripts = "yes";
  root.dataset.ring = "none";
  channel.postMessage({ who: true });
  if (wanted) open();
  sound();
  look();
  alone("look", () => {
    document.addEventListener("told", event => { if (event.detail === "acts") look(); });
    setInterval(look, LOOK_MS);
  });
  setInterval(() => { retitle(); sound(); }, 1000);
})();
