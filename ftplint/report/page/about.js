// --- what the report was made of: date, settings, hashes, suppressions
part("about-part", "About");
$("about").append(...data.about.flatMap(([name, text]) => [make("dt", { text: name }), make("dd", { text })]));
const showFiles = (count) => $("files").replaceChildren(...data.files.slice(0, count).map((file) => make("tr", {},
  make("th", { scope: "row", text: file.path }), make("td", {}, make("code", { text: file.sha256 || "not asked for" })))));
showFiles(MANY);
if (data.files.length > MANY) {
  const more = make("button", { type: "button", class: "more", text: `Show all ${NUMBERS.format(data.files.length)}`, on: { click: () => { showFiles(data.files.length); more.remove(); } } });
  $("files-title").after(more);
  tables.push(() => { if (printing) showFiles(data.files.length); });
}
$("suppressions").append(data.suppressions.length
  ? make("table", { "aria-labelledby": "suppressions-title" }, make("thead", {}, make("tr", {}, ...["rule", "by", "reason", "until", "findings"].map((text) => make("th", { scope: "col", text })))),
    make("tbody", {}, ...data.suppressions.map(([rule, kind, reason, until, count]) => make("tr", {},
      make("th", { scope: "row", text: rule }), ...[kind, reason, until || "no end", NUMBERS.format(count)].map((text) => make("td", { text }))))))
  : make("p", { class: "soft", text: "None: no finding is suppressed." }));

fromAddress();
filter(true);
document.documentElement.dataset.ready = String(Math.round(performance.now()));
