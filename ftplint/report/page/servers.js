// --- the servers
if (MANY_SERVERS) {
  $("of-server").hidden = false;
  part("servers-part", "Servers");
  const broken = (file) => data.broken[data.files.indexOf(file)];
  const columns = [
    ["server", (file) => file.name], ["FTP sites", (file) => file.ftp], ["let nobody in", broken],
    ["errors", (file) => file.n[0]], ["warnings", (file) => file.n[1]], ["info", (file) => file.n[2]], ["worst finding", (file) => file.rule ?? ""]];
  const figure = (label, count, kind) => make("td", { class: "figure " + (count ? kind : "soft"), "data-label": label, text: NUMBERS.format(count) });
  const show = listing("servers-", columns, (file) => {
    if (file.row) return file.row;
    const at = data.files.indexOf(file);
    file.row = make("tr", {}, make("th", { scope: "row" },
      make("button", { type: "button", text: file.name, title: file.path, on: { click: () => set({ server: $("server").value === file.name ? "" : file.name }) } }),
      file.obstacle ? make("small", { class: "bad", text: "IIS cannot use the file: no site works" }) : null),
      figure("FTP sites", file.ftp, ""), figure("let nobody in", broken(file), "bad"),
      figure("errors", file.n[0], "bad"), figure("warnings", file.n[1], "warn"), figure("info", file.n[2], ""),
      make("td", { "data-label": "worst finding" }, ...worst(at, null, file.rule, file.severity)));
    return file.row;
  });
  listeners.push(({ files }) => {
    show(files);
    const sum = (value) => files.reduce((total, file) => total + value(file), 0);
    $("servers-foot").replaceChildren(make("th", { scope: "row", text: plural(files.length, "server") }),
      ...columns.slice(1, 6).map(([name, value]) => make("td", { class: "figure", "data-label": name, text: NUMBERS.format(sum(value)) })), make("td", {}));
    $("servers-matched").textContent = `${NUMBERS.format(files.length)} of ${plural(data.files.length, "server")} shown, the worst first`;
  });
}
