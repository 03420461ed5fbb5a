// The left side: text with its figures marked, pages of a PDF with boxes, charts. A view is built when it is first shown.

function drawSource() {
  const one = report(), views = availableViews();
  drawn.marks = one.marks.map(() => []);
  drawn.views = new Set();
  byId("source").scrollTop = 0;
  for (const name of ["text", "pages", "charts"]) {
    byId(name).replaceChildren();
    document.querySelector(`[data-view=${name}]`).hidden = !views.includes(name);
  }
  byId("views").hidden = views.length < 2;
  const kept = views.includes(state.view) && state.view !== "text";
  showView(kept ? state.view : one.pages.length ? "pages" : "text");
}

function availableViews() {
  const one = report();
  return ["text", ...(one.pages.length ? ["pages"] : []), ...(state.at in data.charts ? ["charts"] : [])];
}

function showView(name) {
  state.view = name;
  if (!drawn.views.has(name)) {
    drawn.views.add(name);
    byId(name).append(...{ text: drawText, pages: drawPages, charts: drawCharts }[name]());
    if (drawn.shownMarks) report().marks.forEach((_, mark) => paintMark(mark));
  }
  for (const view of document.querySelectorAll(".view")) view.hidden = view.id !== name;
  for (const tab of byId("views").children) tab.setAttribute("aria-pressed", tab.dataset.view === name);
}

function drawText() {
  const one = report(), rest = one.missing ? [make("p", "missing", one.missing)] : [];
  return [...rest, ...one.blocks.map(drawBlock)];
}

function drawBlock(block) {
  if (block.kind !== "table") return make(block.kind === "quote" ? "blockquote" : "p", block.kind, ...drawPieces(block.pieces));
  const body = make("tbody", "");
  for (const row of block.rows) body.append(make("tr", "", ...row.map(cell => make("td", "", ...drawPieces(cell)))));
  return make("div", "wide", make("table", "cells", body));
}

function drawPieces(pieces) {
  return pieces.map(piece => typeof piece === "string" ? piece : drawMark(piece[1], "mark", piece[0]));
}

function drawMark(mark, of, ...children) {
  const element = button(of, "", ...children);
  element.dataset.mark = mark;
  drawn.marks[mark].push(element);
  return element;
}

function drawPages() {
  return report().pages.map(page => {
    const sheet = make("div", "sheet"), picture = make("img", "");
    picture.src = page.picture;
    picture.alt = `Page ${page.number}`;
    [picture.width, picture.height] = page.size;
    sheet.append(picture);
    for (const [mark, left, top, width, height] of page.boxes) {
      const box = drawMark(mark, "mark box");
      Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
      sheet.append(box);
    }
    return make("figure", "page", sheet, make("figcaption", "soft", `page ${page.number}`));
  });
}

function drawCharts() {
  return [document.querySelector(`template[data-charts="${data.charts[state.at]}"]`).content.cloneNode(true)];
}

const GRAVITY = ["refuted", "unsupported", "uncertain", "verified"];

// A mark has the gravest verdict of its undecided facts; what is decided is at rest.
function paintMark(mark) {
  const one = report(), { facts, unclaimed } = one.marks[mark];
  const open = facts.filter(index => isDoubtful(one, index)).map(index => one.facts[index].status);
  const status = unclaimed ? "unclaimed" : GRAVITY.find(grave => open.includes(grave)) ?? "verified";
  const label = unclaimed ? "unclaimed figure" : facts.map(index => told(one, index)).join("; ");
  for (const element of drawn.marks[mark]) {
    element.className = `mark ${status}${element.classList.contains("box") ? " box" : ""}`;
    element.classList.toggle("chosen", mark === state.mark);
    element.classList.toggle("off", !drawn.shownMarks.has(mark));
    element.title = label;
    element.setAttribute("aria-label", `${element.textContent} ${label}`);
  }
}
