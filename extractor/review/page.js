// Choosing reports and figures, by pointer and by key.

function openReport(at) {
  state.at = at;
  state.fact = state.mark = -1;
  drawn = {};
  drawFacts();
  drawSource();
  drawDetail();
  drawBar();
  refilter();
  for (const item of byId("reports").children) item.setAttribute("aria-current", Number(item.dataset.at) === at);
  byId("reports").children[at]?.scrollIntoView({ block: "nearest" });
}

function drawList() {
  byId("reports").replaceChildren(...data.reports.map((one, at) => {
    const { institution, published, company } = one.header;
    const item = button("", "", make("b", "", company || one.path?.split(/[\\/]/).pop() || one.id), make("span", "", institution ?? ""),
      make("time", "", published ?? ""), make("span", "counts"));
    item.dataset.at = at;
    return item;
  }));
  document.body.classList.toggle("single", data.reports.length === 1);
}

function drawBar() {
  const one = report(), counts = countOf(one), { company, institution, published } = one.header;
  const name = [company, institution, published].filter(Boolean).join(" ") || one.path || one.id;
  byId("listed").textContent = data.reports.length > 1 ? `${state.at + 1}/${data.reports.length} ${name}` : name;
  for (const chip of byId("verdicts").children) {
    const count = counts[chip.dataset.status ?? chip.dataset.only];
    chip.querySelector(".count").textContent = count;
    chip.classList.toggle("none", !count);
  }
  byId("save").hidden = Boolean(data.token);
  data.reports.forEach((each, at) => {
    const { verified, refuted, unsupported, uncertain, unclaimed, decided } = countOf(each);
    const told = [["✓", verified, "verified"],
      ["✗", refuted, "refuted"], ["∅", unsupported, "unsupported"], ["?", uncertain, "uncertain"], ["□", unclaimed, "unclaimed"], ["●", decided, "decided"]];
    byId("reports").children[at].lastChild.replaceChildren(...told.filter(([, count]) => count).map(([mark, count, word]) => {
      const item = make("span", word, `${mark}${count}`);
      item.title = `${count} ${word}`;
      return item;
    }));
  });
}

// Everything that shows one fact, after a decision on it.
function redraw(index) {
  paintFact(index);
  drawBar();
  refilter();
  if (index === state.fact) drawDetail();
}

function choose(fact, mark, from) {
  const before = [state.fact, state.mark];
  state.fact = fact;
  state.mark = mark;
  drawn.facts[before[0]]?.classList.remove("chosen");
  for (const element of drawn.marks[before[1]] ?? []) element.classList.remove("chosen");
  drawn.facts[fact]?.classList.add("chosen");
  for (const element of drawn.marks[mark] ?? []) element.classList.add("chosen");
  drawDetail();
  if (from !== "source") reveal(shownMark(mark));
  if (from !== "facts") reveal(drawn.facts[fact]);
  if (from === "keys") drawn.facts[fact]?.focus({ preventScroll: true });
}

const shownMark = mark => drawn.marks[mark]?.find(element => element.closest(".view")?.id === state.view);

function reveal(element) {
  element?.scrollIntoView({ block: "center", inline: "nearest" });
}

const markOf = fact => report().marks.findIndex(mark => !mark.again && mark.facts.includes(fact));

function chooseFact(fact, from) {
  if (state.view === "charts" && from !== "charts") showView(report().pages.length ? "pages" : "text");
  choose(fact, markOf(fact), from);
}

// A figure on which several facts stand gives them in turn, doubtful ones first.
function chooseMark(mark, from) {
  const one = report(), facts = [...one.marks[mark].facts].sort((a, b) => isDoubtful(one, b) - isDoubtful(one, a));
  choose(facts[(facts.indexOf(state.fact) + 1) % facts.length] ?? -1, mark, from);
}

// All that the filters show, in order of the source: facts, and figures that none claims.
function sequence() {
  const one = report(), seen = new Set(), found = [];
  one.marks.forEach((mark, place) => {
    if (mark.unclaimed && drawn.shownMarks.has(place)) found.push([-1, place]);
    for (const index of mark.facts) {
      seen.add(index);
      if (drawn.shown.has(index)) found.push([index, place]);
    }
  });
  one.facts.forEach((_, index) => { if (!seen.has(index) && drawn.shown.has(index)) found.push([index, -1]); });
  return found;
}

function move(step) {
  const found = sequence();
  if (!found.length) return say("no figure is shown");
  const at = found.findIndex(([fact, mark]) => fact === state.fact && mark === state.mark);
  const next = at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length;
  choose(...found[next], "keys");
}

// Doubtful figures of this report from here on, then those of the next reports.
function doubtful(step) {
  const start = state.at, count = data.reports.length;
  for (let away = 0; away <= count; away++) {
    const at = (start + step * away + count * away) % count;
    if (at !== state.at) openReport(at);
    const found = sequence(), here = found.findIndex(([fact, mark]) => fact === state.fact && mark === state.mark);
    const range = step > 0 ? found.slice(here + 1) : here < 0 ? found.reverse() : found.slice(0, here).reverse();
    const next = (away === count ? found : range).find(([fact]) => fact >= 0 && isDoubtful(report(), fact));
    if (next) return choose(...next, "keys");
  }
  say("no doubtful figure is left");
}

function side(name) {
  document.body.dataset.side = name;
  for (const tab of byId("sides").children) tab.setAttribute("aria-pressed", tab.dataset.side === name);
  reveal(name === "source" ? shownMark(state.mark) : drawn.facts[state.fact]);
}

function showList(shown) {
  document.body.classList.toggle("listing", shown);
  byId("listed").setAttribute("aria-expanded", document.body.classList.contains("listing"));
}

function closeAll() {
  showList(false);
  choose(-1, -1, "keys");
}

const ACTS = {
  doubtful: () => doubtful(1),
  save,
  help: () => byId("help").showModal(),
  close: closeAll,
  accept: () => decide("accept"),
  undo: () => decide("undo"),
  correct: () => { if (state.fact >= 0 && !byId("detail").querySelector("form")) drawForm(); },
  cancel: drawDetail,
  there: () => side("source"),
};

function switchView(name) {
  showView(name);
  reveal(shownMark(state.mark));
}

function cycleViews() {
  const views = availableViews();
  switchView(views[(views.indexOf(state.view) + 1) % views.length]);
}

const KEYS = {
  j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
  n: () => doubtful(1), N: () => doubtful(-1),
  a: ACTS.accept, c: ACTS.correct, u: ACTS.undo,
  "/": () => { byId("search").focus(); byId("search").select(); },
  "?": ACTS.help, Escape: closeAll, v: cycleViews,
  r: () => showList(!document.body.classList.contains("listing")),
  "[": () => openReport((state.at - 1 + data.reports.length) % data.reports.length),
  "]": () => openReport((state.at + 1) % data.reports.length),
};

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  const field = event.target.closest("input, select, textarea");
  if (field) {
    if (event.key === "Escape") { field.blur(); if (field.form?.className === "correction") drawDetail(); }
    if (event.key === "Enter" && field.id === "search") { event.preventDefault(); field.blur(); move(1); }
    return;
  }
  const act = KEYS[event.key];
  if (act) { event.preventDefault(); act(); }
});

function toggle(chip) {
  const chosen = chip.dataset.status ? state.statuses : state.only, name = chip.dataset.status ?? chip.dataset.only;
  if (!chosen.delete(name)) chosen.add(name);
  chip.setAttribute("aria-pressed", chosen.has(name));
  refilter();
}

document.addEventListener("click", event => {
  const at = name => event.target.closest(`[data-${name}]`)?.dataset[name];
  const chip = event.target.closest(".chip");
  if (chip) toggle(chip);
  else if (at("act")) ACTS[at("act")]();
  else if (at("mark")) chooseMark(Number(at("mark")), "source");
  else if (at("fact")) chooseFact(Number(at("fact")), "facts");
  else if (at("go")) chooseFact(Number(at("go")), "keys");
  else if (at("view")) switchView(at("view"));
  else if (event.target.closest("#sides")) side(at("side"));
  else if (event.target.closest("#listed")) showList(!document.body.classList.contains("listing"));
  else if (at("at")) { openReport(Number(at("at"))); showList(false); }
});

document.addEventListener("submit", event => {
  if (event.target.method === "dialog") return;
  event.preventDefault();
  if (event.target.className === "correction") submitted(event.target);
});

byId("filters").addEventListener("input", () => {
  [state.group, state.decided, state.words] = [byId("group").value, byId("decided").value, byId("search").value];
  refilter();
});

recall();
drawList();
openReport(0);
document.documentElement.dataset.ready = "";
