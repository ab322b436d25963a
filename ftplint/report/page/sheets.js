// --- the controls of a profile, and what changed since an earlier report
const STATUS = { failed: "no", "not checked": "part", "not visible": "part", passed: "yes", "not applicable": "off" };
const NAMED = 12;
const nameOf = new Map(data.files.map((file) => [file.path, file.name]));
function places(list) {
  const told = list.slice(0, printing ? list.length : NAMED).map(([path, sites]) => (MANY_SERVERS ? (nameOf.get(path) ?? path) + (sites.length ? ": " : "") : "") + sites.join(", ")).filter(Boolean).join("; ");
  return told + (list.length > NAMED ? ` and ${plural(list.length - NAMED, "server")} more` : "");
}
if (data.controls.length) {
  part("controls-part", "Controls");
  $("controls-title").textContent = `Controls of ${data.profile}`;
  $("controls").append(make("div", { class: "scroll", tabindex: "0", role: "region", "aria-labelledby": "controls-title" }, make("table", { class: "cells sheet", "aria-labelledby": "controls-title" },
    make("thead", {}, make("tr", {}, ...["control", "result", "looked for", "where"].map((text) => make("th", { scope: "col", text })))),
    make("tbody", {}, ...data.controls.map(([id, status, titles, rules, results]) => make("tr", {},
      make("th", { scope: "row", text: id }), cell("result", STATUS[status], status),
      make("td", { "data-label": "looked for" }, titles.join("; ") + " ", ...rules.map((rule) => make("code", { text: rule + " " }))),
      make("td", { "data-label": "where" }, ...results.map(([one, reason, list]) => make("p", { text: [
        MANY_SERVERS ? `${one} on ${plural(list.length, "server")}` : "", reason, one === "failed" ? places(list) : ""].filter(Boolean).join(". ") })))))))));
  $("controls").append(make("p", { class: "soft", text: "Not visible: the file does not tell. Not checked: the settings of this run leave it out. An accepted finding counts as failed." }));
}
if (data.since) {
  part("since-part", "Since");
  $("since").append(make("p", {}, make("strong", { text: data.since.said })), ...data.since.notes.map((text) => make("p", { class: "soft", text })));
  for (const [name, list] of [["new", data.since.new], ["fixed", data.since.fixed]]) {
    const fill = (count) => list.slice(0, count).map(([rule, severity, message, place]) => make("li", {},
      badge(severity), " ", make("strong", { text: rule }), ` ${message} `, make("code", { text: place })));
    if (!list.length) continue;
    const items = make("ul", { class: "changes" }, ...fill(FIRST));
    const more = make("button", { type: "button", class: "more", text: `Show all ${NUMBERS.format(list.length)}`, on: { click: () => { items.replaceChildren(...fill(list.length)); more.hidden = true; } } });
    more.hidden = list.length <= FIRST;
    tables.push(() => { if (printing) more.click(); });
    $("since").append(make("h3", { text: `${NUMBERS.format(list.length)} ${name}` }), items, more);
  }
}
