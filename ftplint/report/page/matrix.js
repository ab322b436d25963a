
// --- the matrix
const SHORT = 16;
function short(text) {
  const letters = Array.from(text);
  return letters.length > SHORT ? letters.slice(0, SHORT / 2).join("") + "\u2026" : text || "(empty)";
}

let sorted = { column: -1, down: false };
function key(row, column) {
  if (column === 0) return named(row);
  const cell = row.cells[column - 1];
  return cell ? (cell.met ? "1" : "0") + cell.text : row.verdict;
}
function shown() {
  const text = $("filter").value.trim().toLowerCase();
  const only = $("broken").checked;
  const rows = data.matrix.filter((row) =>
    (!text || named(row).toLowerCase().includes(text)) && (!only || (row.enabled && !row.works)));
  const { column, down } = sorted;
  if (column >= 0) rows.sort((a, b) => ORDER.compare(key(a, column), key(b, column)) * (down ? -1 : 1));
  return rows;
}
function kind(row, met) {
  return met ? "yes" : row.enabled ? "no" : "off";
}
// The row of a site is made once; filtering and sorting only lay it elsewhere.
function drawn(row) {
  if (row.line) return row.line;
  const name = make("button", { type: "button", text: row.site, on: { click: () => choose(data.matrix.indexOf(row)) } });
  row.line = make("tr", {}, make("th", { scope: "row" }, name,
    data.files.length > 1 ? make("small", { class: "soft", text: " " + data.files[row.file] }) : null));
  for (const cell of row.cells) {
    row.line.append(make("td", { class: kind(row, cell.met) }, cell.met ? "\u2713 ok " : "\u2717 NO ",
      make("span", { text: short(cell.text), title: cell.text.length > SHORT ? cell.text : null }), make("small", { text: cell.level })));
  }
  row.line.append(make("td", { class: kind(row, row.works), text: row.verdict }));
  return row.line;
}
function drawMatrix() {
  const rows = shown();
  $("rows").replaceChildren(...rows.map(drawn));
  rows.forEach((row, number) => { row.line.querySelector("button").tabIndex = number ? -1 : 0; });
  $("matched").textContent = `${NUMBERS.format(rows.length)} of ${plural(data.matrix.length, "site")} shown`;
}

// One stop of the Tab key for all sites, so that a thousand of them do not stand in the way of what comes below.
$("rows").addEventListener("keydown", (event) => {
  const names = [...$("rows").querySelectorAll("th button")];
  const at = names.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: names.length - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const next = names[Math.max(0, Math.min(to, names.length - 1))];
  names[at].tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});
$("heads").append(...["site", ...data.columns, "client certificate logon"].map((name, column) => {
  const head = make("th", { scope: "col", "aria-sort": "none" });
  head.append(make("button", { type: "button", text: name, on: { click: () => {
    sorted = { column, down: sorted.column === column && !sorted.down };
    for (const other of $("heads").children) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
    drawMatrix();
  } } }));
  return head;
}));
$("filter").addEventListener("input", drawMatrix);
$("broken").addEventListener("change", drawMatrix);
drawMatrix();
