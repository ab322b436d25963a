
// What follows is not the script: the admin objects of IIS as far as it needs them, in the JavaScript of the Windows
// Script Host (no setters). What a property is set to is read when the changes are committed.
var fakeSet;
function ActiveXObject(name) {
    if (name != "Microsoft.ApplicationHost.WritableAdminManager") throw new Error(name);
    fakeSet = [];
    this.GetAdminSection = function (section, path) {
        if (path.indexOf(this.CommitPath) != 0) throw new Error("not below the commit path");
        return fakeElement(section + "\t" + path.substr(this.CommitPath.length + 1), "", "");
    };
    this.CommitChanges = function () {
        for (var i = 0; i < fakeSet.length; i++) {
            WScript.Echo(fakeCoded(fakeSet[i].head + String(fakeSet[i].Value)));
        }
        WScript.Echo("COMMIT");
    };
}
function fakeElement(place, site, steps) {
    return {
        Name: "site",
        Collection: { Count: fakeNames.length, Item: function (i) { return fakeElement(place, fakeNames[i], ""); } },
        ChildElements: { Item: function (name) { return fakeElement(place, site, steps + "/" + name); } },
        Properties: {
            Item: function (name) {
                var made = { head: "SET\t" + place + "\t" + site + "\t" + steps + "\t" + name + "\t" };
                fakeSet.push(made);
                return made;
            }
        },
        GetPropertyByName: function (name) { return { Value: site }; }
    };
}
function fakeCoded(text) {
    var coded = "";
    for (var i = 0; i < text.length; i++) {
        var code = text.charCodeAt(i);
        coded += code < 128 ? text.charAt(i) : String.fromCharCode(1) + code + String.fromCharCode(2);
    }
    return coded;
}
