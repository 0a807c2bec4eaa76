// The map of an incident that moves. Everything on it comes from this node; what one lays over it oneself stays in the window.
import { Map as Chart, Marker, ScaleControl } from "/maplibre-gl.mjs";

const WATER = "#e6eff4", LAND = "#f3ecd9", SHORE = "#7b7059", NET = "#9db2bf", INK = "#14181d", ZONE = "#5b3f86", LAYER = "#5d5d5d";
const DASHES = {recorded: [1], reconstructed: [4, 2.5], inject: [1, 2], "basis not stated": [7, 2, 1.5, 2]};
const STEPS = [30, 20, 10, 5, 2, 1, 0.5, 1 / 6, 1 / 12, 1 / 30, 1 / 60];
const OWN_BYTES_MAX = 5_000_000, OWN_NAMES_MAX = 300, PLAY_SECONDS = 20, DEGREE_M = 111_320, NEAREST = 9, LINES_APART = 110;
const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]], RINGS = [0, 16, 34, 56, 84], HALF_MARK = 10;

const room = document.getElementById("chart");
const part = name => document.querySelector(`[data-${name}]`);
const parts = name => document.querySelectorAll(`[data-${name}]`);
const reveal = (name, shown = true) => parts(name).forEach(one => { one.hidden = !shown; });
const notice = name => { room.querySelector(`[data-notice=${name}]`).hidden = false; };
// What stays still is the whole sheet, with its legend, and not the map alone.
const still = why => { parts("bare").forEach(one => one.remove()); part("ground").hidden = true; room.dataset.state = "still"; notice(why); };
const feature = (geometry, properties = {}) => ({type: "Feature", geometry, properties});
const collection = features => ({type: "FeatureCollection", features});
const utc = seconds => new Date(seconds * 1000).toISOString().replace(".000Z", "Z").replace("T", " ");

function able() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2"));
}

async function asked(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}

// --- what is on the map ------------------------------------------------------------------------------------------------

function tracksOf(features) {
  return features.filter(one => one.properties.what === "track").map(one => {
    const {geometry: {type, coordinates}, properties} = one;
    const lines = type === "MultiLineString" ? coordinates : type === "Point" ? [[coordinates]] : [coordinates];
    const times = type === "MultiLineString" ? properties.coordTimes : [properties.coordTimes];
    return {...properties, lines, times: times.map(part => part.map(at => Date.parse(at) / 1000))};
  });
}

function until(track, at) {
  // The lines of a track up to a time, and its last position.
  const lines = [];
  let last = null;
  track.lines.forEach((line, index) => {
    const count = track.times[index].filter(time => time <= at).length;
    if (count) last = {place: line[count - 1], at: track.times[index][count - 1]};
    if (count > 1) lines.push(line.slice(0, count));
  });
  return {lines, last};
}

function around([lon, lat], metres) {
  // A circle on the map; what is measured is measured by the node.
  const corners = [];
  for (let step = 0; step <= 64; step++) {
    const turn = step * Math.PI / 32;
    corners.push([lon + metres * Math.sin(turn) / (DEGREE_M * Math.cos(lat * Math.PI / 180)), lat + metres * Math.cos(turn) / DEGREE_M]);
  }
  return corners;
}

function rounds(found) {
  return found.filter(one => one.uncertainty_m).map(one =>
    feature({type: "Polygon", coordinates: [around(one.place, one.uncertainty_m)]}, {side: one.side}));
}

function bounds(coordinates, box = [180, 90, -180, -90]) {
  if (typeof coordinates[0] === "number") {
    const [lon, lat] = coordinates;
    return [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)];
  }
  return coordinates.reduce((found, one) => bounds(one, found), box);
}

function whole(features) {
  // All that is shown, with how far it may be off round it.
  const places = features.filter(one => one.geometry.coordinates.length).map(one => one.geometry.coordinates);
  const stated = features.filter(one => one.properties.what === "position").map(one => ({...one.properties, place: one.geometry.coordinates}));
  const last = tracksOf(features).map(one => ({...one, place: until(one, Infinity).last.place}));
  return bounds([...places, ...rounds([...stated, ...last]).flatMap(one => one.geometry.coordinates)]);
}

// --- the map -----------------------------------------------------------------------------------------------------------

const sides = [...document.querySelectorAll("fieldset[data-side]")];
const colours = Object.fromEntries(sides.map(one => [one.dataset.side, one.dataset.colour]));
const markOf = side => sides.find(one => one.dataset.side === side).querySelector("svg").cloneNode(true);
const coloured = sides.length ? ["match", ["get", "side"], ...Object.entries(colours).flat(), INK] : INK;

function styleOf(world) {
  const line = (id, source, paint, more = {}) => ({id, type: "line", source, paint, ...more});
  const of = what => ({filter: ["==", ["get", "what"], what]});
  return {
    version: 8,
    sources: Object.fromEntries([["coast", world], ...["net", "round", "doubt", "tracks", "places", "near", "areas", "own", "measured"].map(name => [name, collection([])])]
      .map(([name, data]) => [name, {type: "geojson", data, ...(name === "coast" ? {tolerance: 0.2} : {})}])),
    layers: [
      {id: "water", type: "background", paint: {"background-color": WATER}},
      {id: "land", type: "fill", source: "coast", paint: {"fill-color": LAND, "fill-antialias": false}, ...of("land")},
      {id: "lakes", type: "fill", source: "coast", paint: {"fill-color": WATER, "fill-antialias": false}, ...of("lakes")},
      line("shores", "coast", {"line-color": SHORE, "line-width": 0.8}, of("shores")),
      line("net", "net", {"line-color": NET, "line-width": 0.6}),
      line("own", "own", {"line-color": LAYER, "line-width": 1.1, "line-dasharray": [7, 2, 1.5, 2]}),
      line("areas", "areas", {"line-color": ZONE, "line-width": 1.8}),
      ...["round", "doubt"].flatMap(name => [
        {id: name, type: "fill", source: name, paint: {"fill-color": coloured, "fill-opacity": 0.06}},
        line(`${name}-edge`, name, {"line-color": coloured, "line-width": 1, "line-opacity": 0.6}),
      ]),
      ...Object.entries(DASHES).map(([basis, dashes]) =>
        line(`tracks-${basis}`, "tracks", {"line-color": coloured, "line-width": 2, ...(dashes.length > 1 ? {"line-dasharray": dashes} : {})}, {filter: ["==", ["get", "basis"], basis]})),
      {id: "stops", type: "circle", source: "tracks", filter: ["==", ["geometry-type"], "Point"], paint: {"circle-radius": 2.2, "circle-color": coloured}},
      line("near", "near", {"line-color": INK, "line-width": 1.6, "line-dasharray": [2, 1.5]}),
      line("measured", "measured", {"line-color": "#b3201a", "line-width": 2.2}),
    ],
  };
}

function pin(chart, place, words, {mark, kind = "", shown = true} = {}) {
  const element = document.createElement("div");
  element.className = `pin ${kind}`;
  if (mark) element.append(mark);
  const text = document.createElement("span");
  text.textContent = words;
  element.append(text);
  element.hidden = !shown;
  return new Marker({element, anchor: "center"}).setLngLat(place).addTo(chart);
}

function beside([x, y], wide, high) {
  // Where words may stand round a dot, the best first: beside it, then further off.
  return RINGS.flatMap(ring => SIDES.map(([across, down]) => {
    const gap = (HALF_MARK + 2 + ring) / (across && down ? Math.SQRT2 : 1);
    const left = x + across * gap - (1 - across) * wide / 2, top = y + down * gap - (1 - down) * high / 2;
    return {left, top, right: left + wide, bottom: top + high, far: ring > 0};
  }));
}

function apart(chart, pins) {
  // Words keep off each other and off all marks, as on the picture; those that stand further off have a line to their mark.
  const dots = pins.map(one => chart.project(one.getLngLat())).map(({x, y}) => [x, y]);
  const taken = dots.map(([x, y]) => ({left: x - HALF_MARK, top: y - HALF_MARK, right: x + HALF_MARK, bottom: y + HALF_MARK}));
  const free = one => taken.every(other => one.left >= other.right || one.right <= other.left || one.top >= other.bottom || one.bottom <= other.top);
  // All are measured before any is moved: a measure after each move would have the page laid out anew each time.
  const sizes = pins.map(one => one.getElement().querySelector("span")).map(words => [words.offsetWidth, words.offsetHeight]);
  pins.forEach((one, index) => {
    const element = one.getElement(), words = element.querySelector("span"), [x, y] = dots[index];
    const places = beside(dots[index], ...sizes[index]), found = places.find(free) ?? places[0];
    taken.push(found);
    words.style.transform = `translate(${found.left - x}px, ${found.top - y}px)`;
    const [across, down] = [Math.min(Math.max(x, found.left), found.right) - x, Math.min(Math.max(y, found.top), found.bottom) - y];
    element.querySelector("i")?.remove();
    if (!found.far) return;
    const lead = document.createElement("i");
    lead.style.width = `${Math.hypot(across, down)}px`;
    lead.style.transform = `rotate(${Math.atan2(down, across)}rad)`;
    element.prepend(lead);
  });
}

class Shown {
  constructor(chart, found) {
    this.chart = chart;
    this.features = found.features;
    this.tracks = tracksOf(found.features);
    this.hidden = new Set();
    this.at = Infinity;
    this.pins = [];
    this.stops = [];
    this.fixed();
    this.moving();
    chart.on("moveend", () => this.apart());
  }

  apart() { apart(this.chart, [...this.pins, ...this.stops]); }

  visible(side) { return !this.hidden.has(`side:${side}`); }
  put(name, features) { this.chart.getSource(name).setData(collection(features)); }
  of(what) { return this.features.filter(one => one.properties.what === what); }

  fixed() {
    // What does not move: positions that are stated, zones, nearest approaches.
    this.pins.forEach(one => one.remove());
    const stated = this.of("position").filter(one => this.visible(one.properties.side));
    const near = this.hidden.has("nearest") ? [] : this.of("nearest approach");
    this.put("round", rounds(stated.map(one => ({place: one.geometry.coordinates, ...one.properties}))));
    this.put("near", near);
    this.put("areas", this.hidden.has("area") ? [] : this.of("outline of a zone"));
    this.pins = [
      ...stated.map(one => pin(this.chart, one.geometry.coordinates, one.properties.sign, {mark: markOf(one.properties.side)})),
      ...near.filter(one => one.geometry.type === "LineString").map(one => {
        const [[west, south], [east, north]] = one.geometry.coordinates;
        return pin(this.chart, [(west + east) / 2, (south + north) / 2], one.properties.sign, {kind: "near"});
      }),
    ];
  }

  moving() {
    this.stops.forEach(one => one.remove());
    const found = this.tracks.filter(one => this.visible(one.side)).map(one => ({track: one, ...until(one, this.at)}));
    this.put("tracks", found.flatMap(({track, lines}) => [
      feature({type: "MultiLineString", coordinates: lines}, {side: track.side, basis: track.basis}),
      feature({type: "MultiPoint", coordinates: lines.flat()}, {side: track.side}),
    ]));
    this.put("doubt", rounds(found.filter(one => one.last).map(({track, last}) => ({...track, place: last.place}))));
    this.stops = found.filter(one => one.last).map(({track, last}) => pin(this.chart, last.place, track.sign, {mark: markOf(track.side), kind: "last"}));
    this.apart();
    return found;
  }
}

// --- time --------------------------------------------------------------------------------------------------------------

function follow(shown) {
  const slider = part("time");
  if (!slider || !shown.tracks.length) return;
  const times = shown.tracks.flatMap(one => one.times.flat());
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  const list = part("last"), said = part("moment"), play = part("play"), words = play.textContent;
  let running = 0;

  slider.max = Math.max(1, Math.round(last - first));
  const put = () => {
    const at = first + Number(slider.value);
    shown.at = Number(slider.value) >= Number(slider.max) ? Infinity : at;
    said.textContent = utc(Math.round(at));
    slider.setAttribute("aria-valuetext", said.textContent);
    list.replaceChildren(...shown.moving().map(({track, last: stop}) => {
      const row = document.createElement("li"), sign = document.createElement("b");
      sign.textContent = track.sign;
      row.append(sign, ` ${stop ? `${utc(stop.at)}${at - stop.at >= 1 ? `, ${span(Math.round(at - stop.at))} ${list.dataset.before}` : ""}` : list.dataset.after}`);
      return row;
    }));
  };
  const halt = () => { clearInterval(running); running = 0; play.textContent = words; };
  slider.value = slider.max;
  slider.addEventListener("input", put);
  part("whole").addEventListener("click", () => { halt(); slider.value = slider.max; put(); });
  play.addEventListener("click", () => {
    if (running) return halt();
    if (slider.value === slider.max) slider.value = 0;
    play.textContent = play.dataset.pause;
    running = setInterval(() => {
      slider.value = Number(slider.value) + Math.max(1, slider.max / PLAY_SECONDS / 10);
      put();
      if (slider.value === slider.max) halt();
    }, 100);
  });
  reveal("moving");
  put();
}

// --- graticule, pointer, base --------------------------------------------------------------------------------------------

function half(value, [plus, minus], digits) {
  const tenths = Math.round(Math.abs(value) * 600);
  return `${String(Math.floor(tenths / 600)).padStart(digits, "0")}°${(tenths % 600 / 10).toFixed(1).padStart(4, "0")}′${value < 0 ? minus : plus}`;
}
const written = ({lat, lng}) => `${half(lat, "NS", 2)} ${half(((lng + 540) % 360) - 180, "EW", 3)}`;

function graticule(chart, pins) {
  pins.splice(0).forEach(one => one.remove());
  const box = chart.getBounds(), [west, east, south, north] = [box.getWest(), box.getEast(), Math.max(-84, box.getSouth()), Math.min(84, box.getNorth())];
  const step = STEPS.findLast(one => (east - west) / one <= chart.getContainer().clientWidth / LINES_APART) ?? 30, lines = [];
  const marks = (from, to) => { const found = []; for (let at = Math.ceil(from / step); at * step <= to; at++) found.push(at * step); return found; };
  for (const lon of marks(west, east)) {
    lines.push(feature({type: "LineString", coordinates: [[lon, south], [lon, north]]}));
    pins.push(pin(chart, chart.unproject([chart.project([lon, 0]).x, chart.getContainer().clientHeight - 10]), half(((lon + 540) % 360) - 180, "EW", 3).replace(/00\.0′|\.0(?=′)/, ""), {kind: "net"}));
  }
  for (const lat of marks(south, north)) {
    lines.push(feature({type: "LineString", coordinates: [[west, lat], [east, lat]]}));
    // In the corner stands a meridian's name alone.
    if (chart.project([west, lat]).y > chart.getContainer().clientHeight - 24) continue;
    pins.push(pin(chart, chart.unproject([36, chart.project([west, lat]).y]), half(lat, "NS", 2).replace(/00\.0′|\.0(?=′)/, ""), {kind: "net"}));
  }
  chart.getSource("net").setData(collection(lines));
}

function base(chart, world) {
  // The finer coast where it can be told from the other and covers what is seen; it is asked for then.
  const [south, west, north, east] = room.dataset.bounds.split(" ").map(Number);
  let fine = null, used = "world";
  return async () => {
    const box = chart.getBounds(), metres = (box.getNorth() - box.getSouth()) * DEGREE_M / chart.getContainer().clientHeight;
    const inside = box.getSouth() >= south && box.getNorth() <= north && box.getWest() >= west && box.getEast() <= east;
    const wanted = inside && metres < Number(room.dataset.fine) ? "europe" : "world";
    if (wanted === used) return;
    used = wanted;
    if (wanted === "europe") fine ??= JSON.parse(await asked(room.dataset.europe));
    if (used !== wanted) return;
    chart.getSource("coast").setData(wanted === "europe" ? fine : world);
    document.querySelectorAll("[data-words]").forEach(one => { one.hidden = one.dataset.words !== wanted; });
  };
}

// --- measure -----------------------------------------------------------------------------------------------------------

function measuring(chart) {
  const form = part("measure"), pick = part("pick"), said = part("measured");
  const ends = [form.elements.from, form.elements.to];
  let taken = 0;
  const ask = async () => {
    const address = `/maps/measure?${new URLSearchParams({from: ends[0].value, to: ends[1].value})}`;
    const found = JSON.parse(await asked(address));
    said.textContent = found.words || found.refused;
    const line = found.points.length ? [feature({type: "LineString", coordinates: found.points.map(([lat, lon]) => [lon, lat])})] : [];
    chart.getSource("measured").setData(collection(line));
  };
  form.addEventListener("submit", event => { event.preventDefault(); ask(); });
  const picking = on => {
    pick.setAttribute("aria-pressed", String(on));
    chart.getCanvas().style.cursor = on ? "crosshair" : "";
    taken = 0;
  };
  pick.addEventListener("click", () => picking(pick.getAttribute("aria-pressed") !== "true"));
  chart.on("click", event => {
    if (pick.getAttribute("aria-pressed") !== "true") return;
    ends[taken].value = `${event.lngLat.lat.toFixed(5)}, ${(((event.lngLat.lng + 540) % 360) - 180).toFixed(5)}`;
    taken += 1;
    if (taken === 2) { picking(false); ask(); }
  });
  reveal("pick");
  if (ends.every(one => one.value)) ask();
}

// --- a layer of one's own ------------------------------------------------------------------------------------------------

function owned(chart) {
  const file = part("own-file"), source = part("own-source"), said = part("own-said");
  let names = [];
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    names.splice(0).forEach(one => one.remove());
    chart.getSource("own").setData(collection([]));
    said.textContent = "";
    if (!chosen) return;
    if (!source.value.trim()) { said.textContent = said.dataset.source; file.value = ""; source.focus(); return; }
    if (chosen.size > OWN_BYTES_MAX) { said.textContent = said.dataset.large; return; }
    try {
      const found = JSON.parse(await chosen.text());
      const features = (found.type === "FeatureCollection" ? found.features : [found.type === "Feature" ? found : feature(found)]);
      const box = bounds(features.map(one => one.geometry.coordinates));
      if (!(box[0] >= -180 && box[1] >= -90 && box[2] <= 180 && box[3] <= 90)) throw new Error("beyond the earth");
      chart.getSource("own").setData(collection(features.filter(one => one.geometry.type !== "Point")));
      names = features.filter(one => one.geometry.type === "Point" && one.properties?.name).slice(0, OWN_NAMES_MAX)
        .map(one => pin(chart, one.geometry.coordinates, String(one.properties.name).slice(0, 60), {kind: "own"}));
      said.textContent = `${chosen.name}: ${source.value}`;
    } catch {
      said.textContent = said.dataset.wrong;
    }
  });
  reveal("own");
}

// --- begin -------------------------------------------------------------------------------------------------------------

async function begin() {
  if (!able()) return still("none");
  const [first, world] = await Promise.all([asked(room.dataset.features), asked(room.dataset.world).then(JSON.parse)]);
  const found = JSON.parse(first), ground = part("ground");
  const box = whole(found.features);
  ground.hidden = false;
  const chart = new Chart({
    container: ground, style: styleOf(world), attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxZoom: 15,
    renderWorldCopies: true, bounds: box, fitBoundsOptions: {padding: 40, maxZoom: NEAREST}, fadeDuration: 0,
    locale: {"ScaleControl.NauticalMiles": "nmi", "Map.Title": room.querySelector("img").alt},
  });
  chart.touchZoomRotate.disableRotation();
  chart.addControl(new ScaleControl({unit: "nautical"}), "bottom-right");
  chart.addControl(new ScaleControl({unit: "metric"}), "bottom-right");
  chart.on("mousemove", event => { part("where").textContent = written(event.lngLat); });
  await new Promise(done => chart.once("load", done));
  const shown = new Shown(chart, found), net = [], ashore = base(chart, world);
  const moved = () => { graticule(chart, net); ashore(); part("where").textContent = written(chart.getCenter()); };
  chart.on("moveend", moved);
  chart.on("resize", moved);
  moved();
  follow(shown);
  measuring(chart);
  owned(chart);
  for (const one of parts("zoom")) {
    one.addEventListener("click", () => {
      if (one.dataset.zoom === "0") chart.fitBounds(box, {padding: 40, maxZoom: NEAREST, animate: false});
      else chart.zoomTo(chart.getZoom() + Number(one.dataset.zoom), {animate: !matchMedia("(prefers-reduced-motion: reduce)").matches});
    });
  }
  for (const one of parts("layer")) {
    // Without scripts it would do nothing, so it is not there.
    one.hidden = false;
    one.addEventListener("change", () => {
      const name = one.dataset.layer === "side" ? `side:${one.value}` : one.dataset.layer;
      if (one.checked) shown.hidden.delete(name); else shown.hidden.add(name);
      shown.fixed();
      shown.moving();
    });
  }
  // Who cannot be asked now, or has left the page, is asked again at the next arrival. Up to when the record was read
  // differs each time, and is nothing new.
  const shows = text => JSON.stringify(JSON.parse(text).features);
  document.body.addEventListener("acts", async () => {
    if (shows(await asked(room.dataset.features).catch(() => first)) !== shows(first)) notice("new");
  });
  await new Promise(done => chart.once("idle", done));
  part("picture").hidden = true;
  reveal("pointer");
  room.dataset.state = "shown";
}

let left = false;
addEventListener("pagehide", () => { left = true; });

begin().catch(mistake => {
  if (left) return;
  console.error(mistake);
  still("failed");
});
