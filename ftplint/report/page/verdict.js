// --- the verdict, and the figures below it
function bar(parts, told) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 10");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", told);
  const some = parts.filter(([, count]) => count);
  const total = some.reduce((sum, [, count]) => sum + count, 0);
  const gap = 0.6; // so that pieces are told apart without colour
  let at = 0;
  for (const [kind, count] of some) {
    const size = (100 * count) / total;
    const piece = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    piece.setAttribute("x", at);
    piece.setAttribute("width", Math.max(gap, size - (at + size < 99.9 ? gap : 0)));
    piece.setAttribute("y", kind === "lack" ? 3 : 0); // thinner, so that it is told apart without colour
    piece.setAttribute("height", kind === "lack" ? 4 : 10);
    piece.setAttribute("class", "fill-" + kind);
    svg.append(piece);
    at += size;
  }
  return svg;
}
function card(number, words, parts) {
  const some = parts.filter(([, count]) => count);
  return make("li", {}, make("strong", { text: number }), make("span", { class: "soft", text: words }),
    some.length ? bar(parts, parts.map(([, , text]) => text).join(", ")) : null,
    make("ul", { class: "legend" }, ...parts.map(([kind, , text]) => make("li", { class: kind, text }))));
}

const n = NUMBERS.format;
const lines = data.headline;
$("verdict").append(...lines.map((text, at) => make("p", { class: at ? "soft" : "headline", text })));
const obstacles = data.files.filter((file) => file.obstacle);
if (obstacles.length) {
  $("obstacles").hidden = false;
  $("obstacles").append(...(obstacles.length > 3
    ? [make("p", { text: `IIS cannot use ${n(obstacles.length)} of these files, so no site of theirs works. They stand first in the table of servers.` })]
    : obstacles.map((file) => make("p", { text: file.obstacle }))));
}
const counts = data.counts;
const told = SEVERITIES.map((severity) => [severity, counts[severity], plural(counts[severity], severity)]);
if (data.suppressed) told.push(["off", 0, `${n(data.suppressed)} suppressed`]);
$("totals").append(card(n(data.findings), data.findings === 1 ? "finding" : "findings", told));
if (MANY_SERVERS) {
  const bad = data.files.filter((file) => file.n[0]).length;
  const weak = data.files.filter((file) => !file.n[0] && file.n[1]).length;
  const rest = data.files.length - bad - weak;
  $("totals").append(card(`${n(bad)} of ${n(data.files.length)}`, "servers have errors",
    [["error", bad, `${n(bad)} with errors`], ["warning", weak, `${n(weak)} with warnings only`], ["good", rest, `${n(rest)} without`]]));
}
if (data.rows.length) {
  const closed = data.rows.filter((row) => row.cells[0][0] === "no").length;
  const open = data.rows.length - closed;
  $("totals").append(card(`${n(closed)} of ${n(data.rows.length)}`, `FTP ${data.rows.length === 1 ? "site lets" : "sites let"} nobody in`,
    [["lack", closed, `${n(closed)} let nobody in`], ["good", open, `${n(open)} let somebody in`]]));
}
const wanted = data.rows.filter((row) => row.logon.enabled);
if (wanted.length) {
  const works = wanted.filter((row) => row.cells[2][0] === "yes").length;
  const lack = wanted.length - works;
  $("totals").append(card(`${n(works)} of ${n(wanted.length)}`, "sites with certificate logon can work",
    [["good", works, `${n(works)} can work`], ["lack", lack, `${n(lack)} cannot`], ["off", 0, `${n(data.rows.length - wanted.length)} do not use it`]]));
}
if (data.unchecked) {
  $("unchecked").hidden = false;
  $("unchecked").textContent = `${data.unchecked}.`;
}
if (data.limits) {
  $("limits").hidden = false;
  $("limits").textContent = data.limits;
}
