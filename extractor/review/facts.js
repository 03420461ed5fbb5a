// The right side: header, findings and groups of facts, and which of them the filters show.

const FIELDS = [
  ["institution", "Institution"], ["analysts", "Analysts"], ["published", "Published"], ["rating", "Rating"],
  ["rating_change", "Change"], ["previous_rating", "Before"], ["ticker", "Ticker"],
];

function drawFacts() {
  const one = report();
  drawn.facts = one.facts.map(() => null);
  drawn.rows = [];
  drawn.groupOf = one.facts.map(() => "");
  byId("facts").scrollTop = 0;
  byId("facts").replaceChildren(drawHeader(one), ...drawFindings(one), ...one.groups.map(drawGroup), ...drawLists(one));
  byId("group").replaceChildren(
    new Option("any group", ""), ...one.groups.map(group => new Option(group.title, group.key)));
  if (!one.groups.some(group => group.key === state.group)) state.group = "";
  byId("group").value = state.group;
}

function drawHeader(one) {
  const list = make("dl", "head");
  for (const [field, name] of FIELDS) {
    const value = one.header[field];
    const wrong = one.findings.filter(finding => finding[2] === field);
    if (!value && !wrong.length) continue;
    const cell = make("dd", wrong.length ? "refuted" : "", wrong.length ? "✗ " : "", value || "–");
    if (wrong.length) cell.title = wrong.map(finding => finding[1]).join("; ");
    list.append(make("div", "", make("dt", "", name), cell));
  }
  const title = one.header.title ? [make("p", "title", one.header.title)] : [];
  return make("section", "header", make("h1", "", one.header.company || one.header.ticker || "Report"), ...title, list,
    one.read ? make("p", "soft read", one.read) : "");
}

function drawFindings(one) {
  if (!one.findings.length) return [];
  const items = one.findings.map(([code, message, , facts]) => {
    const links = facts.filter(index => index in one.facts).map(index => drawLink(index));
    return make("li", "", make("b", "", `! ${code}`), ` ${message} `, ...links);
  });
  return [make("section", "findings", make("h2", "", "Findings"), make("ul", "plain", ...items))];
}

function drawLink(index, words = `[${index}]`) {
  const link = button("link", "", words);
  link.dataset.go = index;
  link.title = told(report(), index);
  return link;
}

function drawGroup(group) {
  const table = make("table", `group ${group.key}`), heads = group.heads.length;
  const names = [...group.heads, ...group.columns].map((name, place) => {
    const head = make("th", place < heads ? "name" : "", name);
    head.scope = "col";
    return head;
  });
  table.append(make("thead", "", make("tr", "", ...names)));
  for (const [title, rows] of Object.entries(group.parts)) table.append(drawPart(title, rows, group));
  const section = make("section", "", make("h2", "", group.title), make("div", "wide", table));
  section.dataset.group = group.key;
  return section;
}

function drawPart(title, rows, group) {
  const body = make("tbody", "");
  if (title) {
    const head = make("th", "part", make("span", "", title));
    head.colSpan = group.heads.length + group.columns.length;
    head.scope = "rowgroup";
    body.append(make("tr", "", head));
  }
  let last = "";
  for (const row of rows) {
    const line = make("tr", "", ...row.head.map((name, place) => {
      const head = make("th", `name${place === 0 && name === last ? " again" : ""}${name.length > 12 ? " long" : ""}`, name);
      head.scope = "row";
      return head;
    }));
    last = row.head[0];
    const facts = row.cells.flat().flatMap(entry => [entry.fact, ...(entry.before ?? [])]);
    for (const index of facts) drawn.groupOf[index] = group.key;
    line.append(...row.cells.map(cell => make("td", "", ...cell.map(drawEntry))));
    drawn.rows.push([line, facts]);
    body.append(line);
  }
  return body;
}

function drawEntry(entry) {
  const box = make("div", "entry", drawFact(entry.fact));
  if (entry.tag) box.append(make("span", "tag", entry.tag));
  for (const index of entry.before ?? []) {
    box.append(make("div", "before", make("span", "tag", "old"), drawFact(index), make("span", "tag", entry.revision)));
  }
  return box;
}

function drawFact(index) {
  const element = button("fact", "");
  element.dataset.fact = index;
  drawn.facts[index] = element;
  paintFact(index);
  return element;
}

function paintFact(index) {
  const one = report(), fact = current(one, index), decided = one.decided[index], element = drawn.facts[index];
  element.className = `fact ${fact.status}${decided ? " decided" : ""}${index === state.fact ? " chosen" : ""}`;
  if (decided) element.classList.add(decided.action);
  element.replaceChildren(fact.shown);
  if (isDoubtful(one, index)) element.append(make("small", "", [fact.status, fact.reasons.join(", ")].filter(Boolean).join(": ")));
  element.title = told(one, index);
  element.setAttribute("aria-label", element.title);
}

function drawLists(one) {
  const events = one.events.map(([day, type, summary]) => make("li", "", make("b", "", `${day ?? "–"} ${type}`), ` ${summary}`));
  const risks = one.risks.map(risk => make("li", "", risk));
  return [["Events", events], ["Risks", risks]].filter(([, items]) => items.length).map(([title, items]) =>
    make("section", "list", make("h2", "", title), make("ul", "plain", ...items)));
}

// Chips of verdicts, "unclaimed" and "findings" add up; none of them means all. The other filters narrow.
function refilter() {
  const one = report(), chosen = state.statuses.size + state.only.size > 0;
  const named = new Set(state.only.has("findings") ? one.findings.flatMap(finding => finding[3]) : []);
  const words = state.words.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = new Set();
  one.facts.forEach((fact, index) => {
    const kind = !chosen || state.statuses.has(fact.status) || named.has(index);
    if (kind && isInGroup(index) && isAsDecided(one, index) && holds(textOf(fact), words)) shown.add(index);
  });
  const unclaimed = (!chosen || state.only.has("unclaimed")) && !state.group && ["", "open"].includes(state.decided);
  drawn.shown = shown;
  drawn.shownMarks = new Set();
  one.marks.forEach((mark, place) => {
    const fits = mark.unclaimed ? unclaimed && !words.length : mark.facts.some(index => shown.has(index));
    if (fits) drawn.shownMarks.add(place);
  });
  showFiltered(shown);
}

function showFiltered(shown) {
  const one = report();
  one.facts.forEach((_, index) => drawn.facts[index].classList.toggle("off", !shown.has(index)));
  for (const [row, facts] of drawn.rows) row.hidden = !facts.some(index => shown.has(index));
  for (const body of byId("facts").querySelectorAll("tbody")) {
    body.hidden = [...body.rows].every(row => row.hidden || row.firstChild.className === "part");
  }
  for (const section of byId("facts").querySelectorAll("section[data-group]")) {
    section.hidden = [...section.querySelectorAll("tbody")].every(body => body.hidden);
  }
  one.marks.forEach((_, mark) => paintMark(mark));
  const all = shown.size === one.facts.length, decided = Object.keys(one.decided).length;
  const told = all ? `${shown.size} facts` : `${shown.size} of ${one.facts.length} facts`;
  byId("found").textContent = decided ? `${told}, ${decided} decided` : told;
}

const isInGroup = index => !state.group || drawn.groupOf[index] === state.group;

function isAsDecided(one, index) {
  const action = one.decided[index]?.action ?? "open";
  return !state.decided || action === state.decided;
}

function textOf(fact) {
  const { metric, label, subject, period, basis, measure } = fact.fields;
  fact.text ??= [fact.name, metric, label, subject, period, basis, measure, fact.shown, ...fact.quote].join(" ").toLowerCase();
  return fact.text;
}

const holds = (text, words) => words.every(word => text.includes(word));
