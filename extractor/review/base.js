"use strict";
// The page's data, what is chosen and filtered, and making elements. Text of reports only ever becomes text nodes.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = id => document.getElementById(id);
const state = {
  at: -1, fact: -1, mark: -1, view: "text",
  statuses: new Set(), only: new Set(), group: "", decided: "", words: "",
};
// What is drawn of the chosen report: a fact's buttons and a mark's elements by index, the rows of facts, all marks' order.
let drawn = {};

const report = () => data.reports[state.at];

function make(tag, of, ...children) {
  const element = document.createElement(tag);
  if (of) element.className = of;
  element.append(...children.filter(child => child !== null && child !== ""));
  return element;
}

function button(of, label, ...children) {
  const element = make("button", of, ...children);
  element.type = "button";
  if (label) element.setAttribute("aria-label", label);
  return element;
}

function say(message) {
  byId("said").textContent = message;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { byId("said").textContent = ""; }, 6000);
}

// A fact as it now stands: corrected, if it was.
function current(one, index) {
  return one.decided[index]?.fact ?? one.facts[index];
}

function isDoubtful(one, index) {
  return one.facts[index].status !== "verified" && !one.decided[index];
}

const DECIDED = { accept: ["●", "accepted"], correct: ["◆", "corrected"] };

// What a screen reader is told of a fact, and what a pointer that rests on it shows.
function told(one, index) {
  const fact = current(one, index), { subject, period } = fact.fields;
  const what = [subject, fact.name, period].filter(Boolean).join(" ");
  const decided = one.decided[index] ? [DECIDED[one.decided[index].action][1]] : [];
  return `${what}: ${fact.shown}, ${[fact.status, ...fact.reasons, ...decided].join(", ")}`;
}

function countOf(one) {
  const counts = { verified: 0, uncertain: 0, unsupported: 0, refuted: 0, decided: Object.keys(one.decided).length };
  for (const fact of one.facts) counts[fact.status] += 1;
  counts.unclaimed = one.marks.filter(mark => mark.unclaimed).length;
  counts.findings = one.findings.length;
  return counts;
}
