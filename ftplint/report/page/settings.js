
// --- the effective configuration
const LEVELS = {
  site: "Written on the site itself",
  siteDefaults: "Inherited from siteDefaults, which every site has that does not write its own",
  server: "Inherited from the server level, which every site has",
  location: "Written in a location element",
};
$("site").append(...data.sites.map((site, number) => make("option", { value: number, text: named(site) })));
function choose(number) {
  $("site").value = String(number);
  $("setting").value = "";
  drawSite();
  $("settings-part").scrollIntoView();
  $("site").focus({ preventScroll: true });
}
function origin(site, level, line, column) {
  const told = `${LEVELS[level] || level}: ${data.files[site.file]}, line ${line}, column ${column}`;
  return make("td", {}, make("span", { class: "origin", tabindex: "0", "aria-describedby": "tip", text: level, on: telling(told) }),
    make("small", { text: `line ${line}` }));
}
function drawSite() {
  hush();
  const site = data.sites[Number($("site").value)];
  const text = $("setting").value.trim().toLowerCase();
  if (!site) { $("settings").replaceChildren(); return; }
  const rows = data.blocks[site.block].filter(([path, value]) => !text || `${path} ${value}`.toLowerCase().includes(text));
  $("bindings").textContent = `${named(site)}, bound to ${site.bindings.join(", ") || "nothing"}. Settings that nobody writes have their schema defaults and are left out.`;
  $("settings").replaceChildren(...rows.map(([path, value, level, line, column, location]) => make("tr", {},
    make("th", { scope: "row" }, location ? make("code", { class: "soft", text: location + " " }) : null, make("code", { text: path })),
    make("td", {}, make("code", { text: value })),
    origin(site, level, line, column))));
  if (!rows.length) $("settings").append(make("tr", {}, make("td", { colspan: "3", class: "soft", text: "No written setting fits." })));
}
$("site").addEventListener("change", drawSite);
$("setting").addEventListener("input", drawSite);
drawSite();
document.documentElement.dataset.ready = String(Math.round(performance.now()));
