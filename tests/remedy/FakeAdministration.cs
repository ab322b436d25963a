// The part of Microsoft.Web.Administration that scripts use: every assignment is printed when the changes are committed.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;

namespace Microsoft.Web.Administration
{
    public class ServerManager : IDisposable
    {
        internal static readonly List<string> Operations = new List<string>();
        public Configuration GetApplicationHostConfiguration() { return new Configuration(); }
        public void CommitChanges()
        {
            foreach (string line in Operations) { Console.Error.WriteLine(line); }
            Console.Error.WriteLine("COMMIT");
        }
        public void Dispose() { }
    }

    public class Configuration
    {
        public ConfigurationSection GetSection(string path) { return GetSection(path, ""); }
        public ConfigurationSection GetSection(string path, string location)
        {
            return new ConfigurationSection { Place = path + "\t" + location, Site = "" };
        }
    }

    public class ConfigurationElement
    {
        internal string Place;
        internal string Site;
        internal string Steps = "";
        public string ElementTagName { get { return Site == "" ? "element" : "site"; } }
        public object GetAttributeValue(string name) { return Site; }
        public ConfigurationElement GetChildElement(string name)
        {
            return new ConfigurationElement { Place = Place, Site = Site, Steps = Steps == "" ? name : Steps + "/" + name };
        }
        public ConfigurationElementCollection GetCollection() { return new ConfigurationElementCollection { Place = Place }; }
        public object this[string name]
        {
            set
            {
                string text = value is TimeSpan ? ((TimeSpan)value).ToString("c")
                    : value is bool ? ((bool)value ? "true" : "false")
                    : Convert.ToString(value, CultureInfo.InvariantCulture);
                ServerManager.Operations.Add("SET\t" + Place + "\t" + Site + "\t" + Steps + "\t" + name + "\t" + text);
            }
        }
    }

    public class ConfigurationSection : ConfigurationElement { }

    public class ConfigurationElementCollection : IEnumerable
    {
        internal string Place;
        public IEnumerator GetEnumerator()
        {
            foreach (string name in Environment.GetEnvironmentVariable("FAKE_SITES").Split('\n'))
            {
                yield return new ConfigurationElement { Place = Place, Site = name };
            }
        }
    }
}
