"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const MANY = 100;

  function make(tag, given, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(given || {})) {
      if (name === "text") node.textContent = value;
      else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
      else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function bar(parts, told) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 100 10");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", told);
    const total = parts.reduce((sum, [, count]) => sum + count, 0) || 1;
    let at = 0;
    for (const [kind, count] of parts) {
      const piece = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      piece.setAttribute("x", at);
      piece.setAttribute("width", (100 * count) / total);
      piece.setAttribute("height", 10);
      piece.setAttribute("class", "fill-" + kind);
      svg.append(piece);
      at += (100 * count) / total;
    }
    return svg;
  }

  function plural(count, noun) {
    return `${count} ${noun}${count === 1 || noun === "info" ? "" : "s"}`;
  }
  function card(number, words, ...more) {
    return make("li", {}, make("strong", {}, String(number), " ", make("small", { text: words })), ...more);
  }
  function legend(parts) {
    return make("ul", { class: "legend" }, ...parts.map(([kind, text]) => make("li", { class: kind, text })));
  }
  function chart(rows) {
    return make("dl", { class: "chart" }, ...rows.flatMap(([name, parts, told]) =>
      [make("dt", { text: name }), make("dd", {}, bar(parts, `${name}: ${told}`)), make("dd", { class: "soft", text: told })]));
  }

  // --- totals
  const counts = data.counts;
  const wanted = data.matrix.filter((row) => row.enabled);
  const works = wanted.filter((row) => row.works).length;
  const levels = ["error", "warning", "info"].map((level) => [level, counts[level]]);
  $("totals").append(
    card(data.findings, data.findings === 1 ? "finding" : "findings", bar(levels, levels.map(([level, count]) => plural(count, level)).join(", ")),
      legend([...levels.map(([level, count]) => [level, plural(count, level)]), ...(data.suppressed ? [["", `${data.suppressed} suppressed`]] : [])])),
    card(`${works} of ${wanted.length}`, "sites with certificate logon switched on can work",
      bar([["good", works], ["error", wanted.length - works]], `${works} can work, ${wanted.length - works} cannot`),
      legend([["good", `${works} can work`], ["error", `${wanted.length - works} cannot`], ["", `${plural(data.matrix.length, "FTP site")} in ${plural(data.files.length, "file")}`]])));
  if (wanted.length) {
    $("totals").append(card("", "What these sites have", chart(data.columns.map((name, column) => {
      const met = wanted.filter((row) => row.cells[column].met).length;
      return [name, [["good", met], ["error", wanted.length - met]], `${met} of ${wanted.length}`];
    }))));
  }
  if (data.obstacles.length) {
    $("obstacles").hidden = false;
    $("obstacles").append(...data.obstacles.map((text) => make("p", { text })));
  }

  function short(text) {
    const letters = Array.from(text);
    return letters.length > 16 ? letters.slice(0, 8).join("") + "\u2026" : text || "(empty)";
  }

  // --- the matrix
  let sorted = { column: -1, down: false };
  function named(site) {
    return data.files.length > 1 ? `${site.name ?? site.site} (${data.files[site.file]})` : site.name ?? site.site;
  }
  function cells(row) {
    return [named(row), ...row.cells.map((cell) => (cell.met ? "1" : "0") + cell.text), row.verdict];
  }
  function shown() {
    const text = $("filter").value.trim().toLowerCase();
    const only = $("broken").checked;
    const rows = data.matrix.filter((row) =>
      (!text || named(row).toLowerCase().includes(text)) && (!only || (row.enabled && !row.works)));
    if (sorted.column >= 0) {
      rows.sort((a, b) => cells(a)[sorted.column].localeCompare(cells(b)[sorted.column], "en", { numeric: true }) * (sorted.down ? -1 : 1));
    }
    return rows;
  }
  function drawMatrix() {
    const rows = shown();
    const body = document.createDocumentFragment();
    for (const row of rows) {
      const line = make("tr", {}, make("th", { scope: "row" },
        make("button", { type: "button", text: row.site, on: { click: () => choose(data.matrix.indexOf(row)) } }),
        data.files.length > 1 ? make("small", { class: "soft", text: " " + data.files[row.file] }) : null));
      for (const cell of row.cells) {
        line.append(make("td", { class: cell.met ? "yes" : row.enabled ? "no" : "off" },
          (cell.met ? "\u2713 ok " : "\u2717 NO "), make("span", { text: short(cell.text), title: cell.text.length > 16 ? cell.text : null }), make("small", { text: cell.level })));
      }
      line.append(make("td", { class: row.works ? "yes" : row.enabled ? "no" : "off", text: row.verdict }));
      body.append(line);
    }
    $("rows").replaceChildren(body);
    $("matched").textContent = `${rows.length} of ${data.matrix.length} sites shown`;
  }
  const heads = ["site", ...data.columns, "client certificate logon"];
  $("heads").append(...heads.map((name, column) => {
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

  // --- findings by rule
  function excerpt(finding) {
    return make("pre", { tabindex: "0" }, finding.before, make("mark", { text: finding.marked }), finding.after);
  }
  function item(finding) {
    const reach = finding.sites > 1 ? ` (${finding.sites} sites)` : "";
    return make("li", {},
      make("p", { text: finding.message + reach }),
      make("p", { class: "soft" }, make("code", { text: `${finding.path}:${finding.line}:${finding.column}` }),
        finding.setting ? " " : null, finding.setting ? make("code", { text: finding.setting }) : null,
        finding.origin ? ` from ${finding.origin}` : null),
      excerpt(finding),
      finding.related.length ? make("ul", { class: "also" }, ...finding.related.map((also) =>
        make("li", { text: also.note + ": " }, make("code", { text: also.place })))) : null);
  }
  async function copy(text, button) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", { readonly: true, class: "silent" });
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = "Copied";
    $("said").textContent = "Copied to the clipboard";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  }
  function remedies(rule) {
    let given = rule.scripts[0];
    let chosen = Object.keys(given.said)[0];
    const block = make("pre", { tabindex: "0", "aria-label": "script" });
    const copier = make("button", { type: "button", text: "Copy", on: { click: () => copy(block.textContent, copier) } });
    const languages = make("span", { class: "buttons", role: "group", "aria-label": "Language" });
    const note = make("p", { class: "soft" });
    function draw() {
      if (!(chosen in given.said)) chosen = Object.keys(given.said)[0];
      languages.replaceChildren(...Object.keys(given.said).map((name) =>
        make("button", { type: "button", text: data.languages[name] || name, "aria-pressed": String(name === chosen),
          on: { click: () => { chosen = name; draw(); languages.querySelector("[aria-pressed=true]").focus(); } } })));
      block.textContent = given.said[chosen];
      note.hidden = !given.cut;
      note.textContent = `It mends the first ${given.cut} settings; "ftplint fix ${data.files[given.file]} --unsafe --select ${rule.id} --as ${chosen}" mends all.`;
    }
    const files = data.files.length < 2 ? null : make("select", { "aria-label": "File", on: { change: () => { given = rule.scripts[Number(files.value)]; draw(); } } },
      ...rule.scripts.map((one, number) => make("option", { value: number, text: data.files[one.file] })));
    draw();
    return make("div", {}, make("h3", { text: "The remedy as a script for the live server" }),
      make("div", { class: "tools" }, files, languages, copier), note, block);
  }
  function filled(rule) {
    const list = make("ol", { class: "findings" });
    const more = make("button", { type: "button", class: "more", on: { click: () => draw(MANY) } });
    let at = 0;
    function draw(count) {
      list.append(...rule.findings.slice(at, at + count).map(item));
      at += count;
      more.textContent = `Show ${Math.min(MANY, rule.findings.length - at)} more of ${rule.findings.length}`;
      more.hidden = at >= rule.findings.length;
    }
    draw(printing ? rule.findings.length : MANY);
    return make("div", { class: "body" },
      ...rule.why.map((text) => make("p", { text })),
      rule.client ? make("p", {}, make("strong", { text: "The client sees: " }), rule.client) : null,
      rule.fix ? make("p", {}, make("strong", { text: `Fix (${rule.safety}): ` }), rule.fix) : null,
      rule.href ? make("p", {}, make("a", { href: rule.href, rel: "noreferrer", text: "Documentation" })) : null,
      list, more,
      rule.scripts.length ? remedies(rule) : null);
  }
  function drawRules() {
    const text = $("search").value.trim().toLowerCase();
    const level = $("level").value;
    $("rules").replaceChildren(...data.rules.filter((rule) =>
      (!level || rule.severity === level) && (!text || `${rule.id} ${rule.name} ${rule.title}`.toLowerCase().includes(text)))
      .map((rule) => {
        const block = make("details", {}, make("summary", {},
          make("span", { class: "badge " + rule.severity, text: rule.severity }), make("strong", { text: rule.id }),
          make("span", { text: rule.title }), make("span", { class: "count soft", text: `${rule.findings.length}` })));
        block.fill = () => { if (!block.querySelector(".body")) block.append(filled(rule)); };
        block.firstChild.addEventListener("click", () => block.fill());
        block.addEventListener("toggle", () => { if (block.open) block.fill(); });
        return block;
      }));
    if (!$("rules").children.length) $("rules").append(make("p", { class: "soft", text: data.rules.length ? "No rule fits." : "No problems found." }));
  }
  let printing = false;
  const blocks = () => [...$("rules").querySelectorAll("details")];
  function openAll(open) {
    for (const block of blocks()) {
      if (open) block.fill();
      block.open = open;
    }
    $("all").textContent = open ? "Close all" : "Open all";
  }
  $("all").addEventListener("click", () => openAll(!blocks().every((block) => block.open)));
  $("search").addEventListener("input", drawRules);
  $("level").addEventListener("change", drawRules);
  drawRules();

  // --- the effective configuration
  $("site").append(...data.sites.map((site, number) => make("option", { value: number, text: named(site) })));
  function choose(number) {
    $("site").value = String(number);
    $("setting").value = "";
    drawSite();
    $("effective-title").scrollIntoView();
    $("site").focus({ preventScroll: true });
  }
  function drawSite() {
    const site = data.sites[Number($("site").value)];
    const text = $("setting").value.trim().toLowerCase();
    if (!site) { $("settings").replaceChildren(); return; }
    const rows = data.blocks[site.block].filter(([path]) => !text || path.toLowerCase().includes(text));
    $("bindings").textContent = `${named(site)}, bound to ${site.bindings.join(", ") || "nothing"}. Settings that nobody writes have their schema defaults and are left out.`;
    $("settings").replaceChildren(...rows.map(([path, value, level, line, column, location]) => make("tr", {},
      make("th", { scope: "row" }, make("code", { text: (location ? location + " " : "") + path })),
      make("td", {}, make("code", { text: value })),
      make("td", {}, make("span", { class: "origin", tabindex: "0", title: `line ${line}, column ${column}`, text: level }),
        make("small", { text: ` line ${line}` })))));
  }
  $("site").addEventListener("change", drawSite);
  $("setting").addEventListener("input", drawSite);
  drawSite();

  // On paper everything is open, as far as it was chosen above.
  addEventListener("beforeprint", () => {
    printing = true;
    for (const block of blocks()) block.querySelector(".body")?.remove();
    openAll(true);
    printing = false;
  });
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
})();
