// --- the sites: can anybody get in, is it encrypted, does certificate logon work, and what is worst
part("matrix-part", "Sites");
const MARKS = { yes: "\u2713 ", no: "\u2717 ", part: "\u25d0 ", off: "" };
function cell(label, kind, text, ...more) {
  return make("td", { class: kind, "data-label": label }, make("span", { "aria-hidden": "true", text: MARKS[kind] }), text, ...more);
}
function siteName(row) {
  return make("th", { scope: "row" },
    make("button", { type: "button", text: row.site, on: { click: () => {
      const same = $("filter").value === row.site && (!MANY_SERVERS || $("server").value === data.files[row.file].name);
      set({ site: same ? "" : row.site, ...(MANY_SERVERS ? { server: same ? "" : data.files[row.file].name } : {}) });
    } } }),
    make("small", { class: "soft", text: MANY_SERVERS ? data.files[row.file].name : row.bindings.join(", ") || "no binding" }));
}
const ASKED = ["can anybody get in?", "is it encrypted?", "certificate logon"];
const showSites = listing("", [["site", named], ...ASKED.map((name, at) => [name, (row) => `${"no part yes off".indexOf(row.cells[at][0])} ${row.cells[at][1]}`]),
  ["worst finding", (row) => (row.rule ? `${SEVERITIES.indexOf(row.severity)} ${row.rule}` : "9")]], (row) => {
  if (row.line) return row.line;
  const more = SEVERITIES.map((severity, at) => row.n[at] ? plural(row.n[at], severity) : "").filter(Boolean).join(", ");
  row.line = make("tr", {}, siteName(row), ...row.cells.map(([kind, text], at) => cell(ASKED[at], kind, text)),
    make("td", { "data-label": "worst finding" }, ...worst(row.file, row.site, row.rule, row.severity), more ? make("small", { class: "soft", text: more }) : null));
  return row.line;
});
listeners.push(({ rows }) => {
  showSites(rows);
  $("matched").textContent = `${NUMBERS.format(rows.length)} of ${plural(data.rows.length, "FTP site")} shown, the worst first. A name shows what belongs to its site alone.`;
});

// --- the prerequisites of certificate logon, one by one
const SHORT = 16;
function short(text) {
  const letters = Array.from(text);
  return letters.length > SHORT ? letters.slice(0, SHORT / 2).join("") + "\u2026" : text || "(empty)";
}
if (data.rows.some((row) => row.logon.enabled)) {
  const nobody = (row) => row.cells[0][0] === "no";
  const showLogon = listing("logon-", [["site", named], ...data.columns.map((name, at) => [name, (row) => row.logon.enabled ? (row.logon.cells[at].met ? "1" : "0") : "2"]),
    ["certificate logon", (row) => row.cells[2][1]]], (row) => {
    if (row.needs) return row.needs;
    row.needs = make("tr", {}, siteName(row), ...(row.logon.enabled
      ? row.logon.cells.map((one, at) => cell(data.columns[at], one.met ? (nobody(row) ? "off" : "yes") : "no", one.met ? "" : "no: ",
        make("span", { text: short(one.text), title: one.text.length > SHORT ? one.text : null }), make("small", { text: one.level === "schema" ? "default" : one.level })))
      : [make("td", { class: "off", colspan: data.columns.length, text: "not used" })]),
      row.logon.enabled ? cell("certificate logon", row.cells[2][0], row.cells[2][1].split(":")[0]) : make("td", { class: "off", text: "not used" }));
    return row.needs;
  });
  part("logon-part", "Certificate logon");
  listeners.push(({ rows }) => {
    const used = rows.filter((row) => row.logon.enabled);
    showLogon(MANY_SERVERS ? used : [...used, ...rows.filter((row) => !row.logon.enabled)]);
    $("logon-said").textContent = `${NUMBERS.format(used.length)} of ${plural(rows.length, "FTP site")} ${used.length === 1 ? "uses" : "use"} it. Each needs all five settings, each with its value and the level that gives it.`;
  });
} else $("logon-part").hidden = true;
