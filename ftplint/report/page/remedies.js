
// --- the remedy of a rule in each language
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
    button.focus();
  }
  button.textContent = "Copied";
  $("said").textContent = "Copied to the clipboard";
  setTimeout(() => { button.textContent = "Copy"; $("said").textContent = ""; }, 1500);
}
function remedies(rule, scripts) {
  let given = scripts[0];
  let chosen = Object.keys(given.said)[0];
  const block = make("pre", { tabindex: "0", role: "region", "aria-label": `script for ${rule.id}` });
  const copier = make("button", { type: "button", class: "copy", text: "Copy", on: { click: () => copy(given.said[chosen], copier) } });
  const languages = make("span", { class: "buttons", role: "group", "aria-label": "Language" });
  const note = make("p", { class: "soft" });
  function draw() {
    if (!(chosen in given.said)) chosen = Object.keys(given.said)[0];
    languages.replaceChildren(...Object.keys(given.said).map((name) =>
      make("button", { type: "button", text: data.languages[name] || name, "aria-pressed": String(name === chosen),
        on: { click: () => { chosen = name; draw(); languages.querySelector("[aria-pressed=true]").focus(); } } })));
    block.textContent = visible(given.said[chosen]);
    note.hidden = !given.cut;
    note.textContent = `It sets the first ${given.cut} settings; "ftplint fix ${data.files[given.file].path}${rule.options} --select ${rule.id} --as ${chosen}" sets all.`;
  }
  const files = !MANY_SERVERS ? null : make("select", { "aria-label": "File", on: { change: () => { given = scripts[Number(files.value)]; draw(); } } },
    ...scripts.map((one, number) => make("option", { value: number, text: data.files[one.file].name })));
  draw();
  return make("div", { class: "remedy" }, make("h3", { text: "The remedy as a script for the live server" }),
    make("div", { class: "tools" }, files, languages, copier), note, block);
}
