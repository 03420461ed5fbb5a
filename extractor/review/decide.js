// What a person decides: sent to the page's server, or kept here until it is downloaded.

async function decide(action, fields = {}) {
  const one = report(), index = state.fact;
  if (index < 0 || (action === "undo" && !one.decided[index])) return true;
  const decision = { digest: one.digest, fact: index, action, fields, report: one.id, at: new Date().toISOString() };
  let outcome;
  try {
    outcome = data.token ? await send(decision) : kept(decision, one.facts[index]);
  } catch (error) {
    const line = index === state.fact && byId("detail").querySelector(".error");
    if (line) line.textContent = error.message; else say(`not saved: ${error.message}`);
    return false;
  }
  stand(one, index, outcome);
  if (!data.token) remember(one, index, outcome);
  if (one === report()) redraw(index);
  return true;
}

function stand(one, index, outcome) {
  if (outcome.action === "undo") delete one.decided[index]; else one.decided[index] = outcome;
}

async function send(decision) {
  let answer;
  try {
    answer = await fetch("decisions", {
      method: "POST", body: JSON.stringify(decision),
      headers: { "Content-Type": "application/json", "X-Review-Token": data.token },
    });
  } catch {
    throw new Error("the server does not answer");
  }
  const told = await answer.json().catch(() => ({ error: `the server says ${answer.status}` }));
  if (!answer.ok) throw new Error(told.error);
  return told;
}

// Without a server a correction can't be judged here: it is shown as it was typed.
function kept(decision, fact) {
  const outcome = { action: decision.action, fields: decision.fields, at: decision.at };
  if (decision.action !== "correct") return outcome;
  const fields = { ...fact.fields, ...decision.fields };
  const wrong = ["value", "value_to"].find(name => fields[name] !== null && !new RegExp(`^(?:${data.number})$`).test(fields[name]));
  if (wrong || fields.value === null) throw new Error(`${wrong ?? "value"}: not a plain decimal number`);
  if (fields.period !== null && !new RegExp(`^(?:${data.period})$`).test(fields.period)) throw new Error("period: none of the contract's forms");
  if (!fields.metric) throw new Error("metric: is missing");
  const shown = [fields.value, fields.value_to].filter(Boolean).join(" ~ ") + (fields.unit ? ` ${fields.unit}` : "");
  const name = fields.metric === fact.fields.metric && fields.label === fact.fields.label ? fact.name : fields.label || fields.metric;
  return { ...outcome, judged: false, fact: { ...fact, fields, shown, name, status: "uncertain", reasons: ["not checked yet"], notes: [], rows: [], text: undefined } };
}

function submitted(form) {
  const given = current(report(), state.fact).fields, first = report().facts[state.fact].fields, fields = {};
  const isCorrected = report().decided[state.fact]?.action === "correct";
  for (const name of Object.keys(given)) {
    const typed = form.elements[name].value.trim();
    const value = ["value", "value_to"].includes(name) ? typed.replace(/[,，\s]/g, "") : typed;
    const meant = value === "" ? null : value === given[name] ? given[name] : value;
    if (meant !== first[name]) fields[name] = meant;
  }
  if (!Object.keys(fields).length) return isCorrected ? decide("undo") : drawDetail();
  decide("correct", fields).then(done => done && byId("facts").focus({ preventScroll: true }));
}

const memory = one => `review:${data.run}:${one.digest}`;

function remember(one, index, outcome) {
  one.made[index] = outcome;
  try {
    localStorage.setItem(memory(one), JSON.stringify(one.made));
  } catch {
    say("kept until this page is closed: save the decisions");
  }
}

// What the browser kept counts where it is younger than what the page was made with.
function recall() {
  for (const one of data.token ? [] : data.reports) {
    one.made = {};
    try {
      for (const [index, outcome] of Object.entries(JSON.parse(localStorage.getItem(memory(one)) ?? "{}"))) {
        if (!(index in one.facts) || typeof outcome.fields !== "object") continue;
        one.made[index] = outcome;
        if (outcome.at > (one.decided[index]?.at ?? "")) stand(one, index, outcome);
      }
    } catch {
      // what the browser kept is no use, or it keeps nothing
    }
  }
}

function lines() {
  return data.reports.flatMap(one => Object.entries(one.decided).map(([index, { action, fields, at }]) =>
    JSON.stringify({ digest: one.digest, fact: Number(index), action, fields, report: one.id, at })));
}

function save() {
  const all = lines();
  if (!all.length) return say("nothing is decided yet");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(all.map(line => `${line}\n`), { type: "application/jsonl" }));
  link.download = `${data.run.replace(/^.*[\\/]/, "")}.review.jsonl`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
