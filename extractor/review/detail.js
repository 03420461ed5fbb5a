// The chosen figure: what is claimed, what the source reads, why the verdict is what it is, and what to do with it.

function drawDetail() {
  const panel = byId("detail"), chosen = state.fact >= 0 || state.mark >= 0;
  panel.hidden = !chosen;
  if (!chosen) return;
  panel.replaceChildren(...(state.fact >= 0 ? detailOf(state.fact) : unclaimedDetail(state.mark)));
  panel.scrollTop = 0;
}

function unclaimedDetail(mark) {
  const text = drawn.marks[mark][0]?.textContent || "";
  return [make("header", "", make("h2", "unclaimed", `□ unclaimed  ${text}`), closer()),
    make("p", "", "No fact claims this figure: it was overlooked, or it is none that a report states.")];
}

function closer() {
  const element = button("close", "Close", "×");
  element.dataset.act = "close";
  return element;
}

function detailOf(index) {
  const one = report(), given = one.facts[index], decided = one.decided[index], fact = current(one, index);
  const verdict = `${data.marks[fact.status]} ${[fact.status, ...fact.reasons].join(" · ")}`;
  const head = make("header", "", make("h2", "", fact.shown, " ", make("span", "name", fact.name)),
    make("span", `verdict ${fact.status}`, verdict), closer());
  const parts = [head, buttons(decided)];
  if (decided) parts.push(decidedLine(given, decided));
  parts.push(quoteOf(given));
  if (fact.notes.length) parts.push(make("p", "notes", fact.notes.join("; ")));
  parts.push(alsoOf(fact), ...evidence(fact), ...besides(given));
  return parts;
}

function buttons(decided) {
  const acts = [["accept", "Accept", "a"], ["correct", "Correct", "c"], ...(decided ? [["undo", "Undo", "u"]] : [])];
  const row = make("div", "acts", ...acts.map(([act, name, key]) => {
    const element = button("", "", `${name} `, make("kbd", "", key));
    element.dataset.act = act;
    return element;
  }));
  const there = button("there", "", "In the source");
  there.dataset.act = "there";
  row.append(there);
  return row;
}

function decidedLine(given, decided) {
  const line = make("p", "decided", `${DECIDED[decided.action].join(" ")} ${decided.at ?? ""}`);
  if (decided.action === "correct") {
    const changes = Object.entries(decided.fields).map(([name, value]) => `${name}: ${given.fields[name] ?? "–"} → ${value ?? "–"}`);
    line.append(make("span", "", ` · ${changes.join("; ") || "nothing changed"}`));
    if (!decided.judged) line.append(make("span", "soft", " · checked anew when it is written out"));
  }
  return line;
}

function quoteOf(fact) {
  const [before, number, after] = fact.quote;
  const cut = before.length > 160 ? `…${before.slice(-160)}` : before;
  const rest = after.length > 160 ? `${after.slice(0, 160)}…` : after;
  return make("blockquote", "", cut, number ? make("mark", "", number) : "", rest);
}

function alsoOf(fact) {
  const list = make("p", "also");
  const { label, qualifier, base, credited_to: credited, value, value_to: upper, unit } = fact.fields;
  const exact = [value, upper].filter(Boolean).join(" ~ ") + (unit ? ` ${unit}` : "");
  const told = [["exactly", fact.rows.length ? "" : exact], ["label", label], ["qualifier", qualifier === "exact" ? "" : qualifier],
    ["base", base], ["credited to", credited]];
  for (const [name, words] of told) {
    if (words) list.append(make("span", "", make("span", "soft", `${name} `), words));
  }
  return list;
}

function evidence(fact) {
  if (!fact.rows.length) return [];
  const table = make("table", "evidence");
  table.append(make("thead", "", make("tr", "", ...["", "", "claimed", "source reads", "from", "because"].map(name => make("th", "", name)))));
  const body = make("tbody", "");
  for (const [field, claimed, standing, readings] of fact.rows) {
    const head = [make("td", standing, data.marks[standing]), make("th", "", field), make("td", "", claimed)];
    head[0].title = standing;
    const lines = readings.length ? readings : [["nothing", "", "no words say it", false]];
    lines.forEach(([read, words, why, same], place) => {
      const start = place === 0 ? head : [make("td", ""), make("td", ""), make("td", "soft", "or")];
      body.append(make("tr", "", ...start, make("td", same ? "soft" : standing, same ? "the same" : read),
        make("td", "", words || "–"), make("td", "soft", why)));
    });
  }
  table.append(body);
  return [make("div", "wide", table)];
}

function besides(fact) {
  if (!fact.beside.length) return [];
  const items = fact.beside.map(place => {
    const [holdsGood, name, message, operands] = report().relations[place];
    const item = make("li", holdsGood ? "verified" : "refuted", make("b", "", `${holdsGood ? "✓" : "✗"} ${name}`), ` ${message}`);
    const list = operands.map(([index, words]) => make("li", "", index in report().facts ? drawLink(index, words) : words));
    item.append(make("ul", "plain operands", ...list));
    return item;
  });
  return [make("ul", "plain besides", ...items)];
}

const LONG = ["label", "subject"];

function drawForm() {
  const fact = current(report(), state.fact), form = make("form", "correction");
  form.append(...Object.entries(fact.fields).map(([name, value]) => {
    const control = name in data.choices ? make("select", "", ...data.choices[name].map(choice => new Option(choice))) : make("input", "");
    control.name = name;
    control.value = value ?? "";
    if (control.tagName === "INPUT") Object.assign(control, { autocomplete: "off", spellcheck: false });
    if (["value", "value_to"].includes(name)) control.inputMode = "decimal";
    return make("label", LONG.includes(name) ? "long" : "", make("span", "", name.replaceAll("_", " ")), control);
  }));
  const save = make("button", "", "Save");
  save.type = "submit";
  const cancel = button("", "", "Cancel");
  cancel.dataset.act = "cancel";
  form.append(make("p", "error"), make("div", "acts", save, cancel, make("span", "soft", "numbers in the base unit: 7.34亿元 is 734000000 CNY")));
  byId("detail").querySelector(".acts").replaceWith(form);
  form.elements.value.focus();
  form.elements.value.select();
}
