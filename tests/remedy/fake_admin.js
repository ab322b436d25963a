// The admin objects of IIS as far as a script needs them: every assignment is written down, the commit prints them.
"use strict";
const fs = require("fs");
const vm = require("vm");
const given = JSON.parse(fs.readFileSync(0, "utf8"));
const operations = [];
const said = [];
let committed = 0;

function element(place) {
    return {
        ChildElements: { Item: (name) => element({ ...place, steps: [...place.steps, name] }) },
        Properties: {
            Item: (attribute) => ({
                set Value(value) { operations.push({ ...place, attribute, value: String(value) }); },
            }),
        },
        get Collection() {
            return {
                Count: given.sites.length,
                Item: (i) => ({
                    Name: "site",
                    GetPropertyByName: (name) => {
                        if (name !== "name") throw new Error("only the name is known");
                        return { Value: given.sites[i] };
                    },
                    ChildElements: element({ ...place, site: given.sites[i] }).ChildElements,
                }),
            };
        },
    };
}

class ActiveXObject {
    constructor(name) {
        if (name !== "Microsoft.ApplicationHost.WritableAdminManager") throw new Error(name);
    }
    set CommitPath(path) { this.path = path; }
    GetAdminSection(section, path) {
        if (!path.startsWith(this.path)) throw new Error("not below the commit path");
        return element({ section, location: path.slice(this.path.length + 1), site: "", steps: [] });
    }
    CommitChanges() { committed += 1; }
}

const context = vm.createContext({ ActiveXObject, WScript: { Echo: (text) => said.push(text) } });
let error = "";
try {
    vm.runInContext(given.script, context);
} catch (problem) {
    error = String(problem.message || problem);
}
process.stdout.write(JSON.stringify({ operations, said, committed, error }));
