// --- a running server compared with the file: what the file says, what the server does
const PROBED = data.probed || [];
const result = (verdict) => verdict === "differs" ? make("span", { class: "badge error", text: verdict }) : make("span", { text: verdict });
const showProbed = (count) => $("probed").replaceChildren(...PROBED.slice(0, count).map(([site, fact, verdict, says, does]) => make("tr", {},
  make("th", { scope: "row", text: site }), ...[fact, says, does].map((text) => make("td", { text })), make("td", {}, result(verdict)))));
if (PROBED.length) {
  part("probed-part", "Server");
  const count = (verdict) => PROBED.filter((row) => row[2] === verdict).length;
  $("probed-said").textContent = `${plural(count("differs"), "fact")} differ${count("differs") === 1 ? "s" : ""}, ${NUMBERS.format(count("agrees"))} agree${count("agrees") === 1 ? "s" : ""}, ${NUMBERS.format(count("not seen"))} could not be seen.`;
  showProbed(MANY);
  if (PROBED.length > MANY) {
    const more = make("button", { type: "button", class: "more", text: `Show all ${NUMBERS.format(PROBED.length)}`, on: { click: () => { showProbed(PROBED.length); more.remove(); } } });
    $("probed-part").append(more);
    tables.push(() => { if (printing) showProbed(PROBED.length); });
  }
}

