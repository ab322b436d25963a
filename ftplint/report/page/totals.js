
// --- totals
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
function card(number, words, ...more) {
  return make("li", {}, number === "" ? null : make("strong", { text: number }), make("span", { class: "soft", text: words }), ...more);
}
function legend(parts) {
  return make("ul", { class: "legend" }, ...parts.map(([kind, text]) => make("li", { class: kind || null, text })));
}
function chart(rows) {
  return make("dl", { class: "chart" }, ...rows.flatMap(([name, parts, told]) =>
    [make("dt", { text: name }), make("dd", {}, bar(parts, `${name}: ${told}`)), make("dd", { class: "soft", text: told })]));
}

const counts = data.counts;
const wanted = data.matrix.filter((row) => row.enabled);
const works = wanted.filter((row) => row.works).length;
const can = data.obstacles.length ? "could" : "can"; // as long as IIS cannot read the file, nothing works
const levels = ["error", "warning", "info"].map((level) => [level, counts[level]]);
$("totals").append(
  card(NUMBERS.format(data.findings), (data.findings === 1 ? "finding in " : "findings in ") + plural(data.files.length, "file"),
    bar(levels, levels.map(([level, count]) => plural(count, level)).join(", ")),
    legend([...levels.map(([level, count]) => [level, plural(count, level)]), ...(data.suppressed ? [["", `${NUMBERS.format(data.suppressed)} suppressed`]] : [])])),
  card(`${NUMBERS.format(works)} of ${NUMBERS.format(wanted.length)}`, `sites with certificate logon ${can} work`,
    bar([["good", works], ["lack", wanted.length - works]], `${works} ${can} work, ${wanted.length - works} cannot`),
    legend([["good", `${NUMBERS.format(works)} ${can} work`], ["lack", `${NUMBERS.format(wanted.length - works)} cannot`],
      ["off", `${NUMBERS.format(data.matrix.length - wanted.length)} switched off`]])));
if (wanted.length) {
  $("totals").append(card("", "What these sites have", chart(data.columns.map((name, column) => {
    const met = wanted.filter((row) => row.cells[column].met).length;
    return [name, [["good", met], ["lack", wanted.length - met]], `${NUMBERS.format(met)} of ${NUMBERS.format(wanted.length)}`];
  }))));
}
if (data.obstacles.length) {
  $("obstacles").hidden = false;
  $("obstacles").append(...data.obstacles.map((text) => make("p", { text })));
}
