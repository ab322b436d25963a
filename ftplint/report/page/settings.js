
// --- the effective configuration
const LEVELS = {
  site: "Written on the site itself",
  siteDefaults: "Inherited from siteDefaults, which every site has that does not write its own",
  server: "Inherited from the server level, which every site has",
  location: "Written in a location element",
};
function origin(site, level, line, column) {
  const told = `${LEVELS[level] || level}: ${data.files[site.file].path}, line ${line}, column ${column}`;
  return make("td", {}, make("span", { class: "origin", tabindex: "0", "aria-describedby": "tip", text: level, on: telling(told) }),
    make("small", { text: `line ${line}` }));
}
function settingRows(row, text) {
  const rows = data.blocks[row.block].filter(([path, value]) => !text || `${path} ${value}`.toLowerCase().includes(text));
  if (!rows.length) return [make("tr", {}, make("td", { colspan: "3", class: "soft", text: "No written setting fits." }))];
  return rows.map(([path, value, level, line, column, location]) => make("tr", {},
    make("th", { scope: "row" }, location ? make("code", { class: "soft", text: location + " " }) : null, make("code", { text: path })),
    make("td", {}, make("code", { text: value })),
    origin(row, level, line, column)));
}
const bound = (row) => `${named(row)}, bound to ${row.bindings.join(", ") || "nothing"}.`;
let drawnSite = "";
function drawSite() {
  hush();
  const wanted = $("site").value + " " + $("setting").value;
  if (wanted === drawnSite) return;
  drawnSite = wanted;
  const row = data.rows[Number($("site").value || -1)];
  if (!row) { $("settings").replaceChildren(); $("bindings").textContent = "No site fits."; return; }
  $("bindings").textContent = bound(row) + " Settings that nobody writes have their defaults and are left out.";
  $("settings").replaceChildren(...settingRows(row, $("setting").value.trim().toLowerCase()));
}
$("site").addEventListener("change", drawSite);
$("setting").addEventListener("input", drawSite);
const CHOICE = 100;
let choice = null;
if (data.rows.length) part("settings-part", "Configuration");
else $("settings-part").hidden = true;
listeners.push(({ rows }) => {
  const now = rows.slice(0, CHOICE);
  if (!choice || !same(now, choice)) $("site").replaceChildren(...now.map((row) => make("option", { value: row.at, text: named(row) })));
  choice = now;
  drawSite();
});

// --- on paper all is open and all is drawn, as far as it was chosen above
const PAPER = 40; // so many sites with their settings
const IN_FULL = 500; // so many findings with their source lines and scripts
addEventListener("beforeprint", () => {
  printing = true;
  brief = shown.rules.reduce((sum, [, findings]) => sum + findings.length, 0) > IN_FULL;
  for (const show of tables) show();
  for (const block of blocks()) block.querySelector(".body")?.remove();
  openAll(true);
  const rows = shown.rows;
  $("printed").replaceChildren(...(rows.length > PAPER
    ? [make("p", { text: `The settings of ${plural(rows.length, "site")} are not printed: filter for a server or a site to have them on paper.` })]
    : rows.flatMap((row) => [make("h3", { text: bound(row) }), make("table", {}, make("tbody", {}, ...settingRows(row, "")))])));
  if (brief) $("printed").prepend(make("p", { text: `More than ${IN_FULL} findings: without source lines and scripts. Filter for a server to have them on paper.` }));
  printing = brief = false;
});
addEventListener("afterprint", () => {
  $("printed").replaceChildren();
  for (const show of tables) show();
  filter();
});
