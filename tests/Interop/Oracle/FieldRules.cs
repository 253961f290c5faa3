using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>How the fields of one tshark protocol become keys of the JSON contract. Every field
/// that tshark reports is either read or left out with a reason; one without a rule is collected,
/// and the comparison fails on it.</summary>
internal sealed class FieldRules
{
    private readonly Dictionary<string, Rule> _exact = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, Rule Rule)> _prefixes = [];
    private Action<XElement, JsonObject>? _finish;

    /// <summary>The field is the value of a key, unless its reading is null; what is nested in it
    /// is read too.</summary>
    public FieldRules Take(string field, string key, Func<XElement, JsonNode?> read) =>
        Add(field, new Rule.Take(key, read));

    /// <summary>Each occurrence of the field is an element of an array of plain values.</summary>
    public FieldRules Each(string field, string key, Func<XElement, JsonNode?> read) =>
        Add(field, new Rule.Each(key, read));

    /// <summary>Each occurrence of the field is an object in an array.</summary>
    public FieldRules Items(string field, string key, Func<XElement, FieldRules> rules) =>
        Add(field, new Rule.Items(key, rules));

    /// <summary>The field is an object.</summary>
    public FieldRules Object(string field, string key, FieldRules rules) =>
        Add(field, new Rule.Object(key, rules));

    /// <summary>The fields have no counterpart, but what is nested in them is read. A name that
    /// ends in an asterisk is a prefix.</summary>
    public FieldRules Leave(string reason, params string[] fields)
    {
        foreach (var field in fields) Add(field, new Rule.Leave(reason, Inner: true));
        return this;
    }

    /// <summary>The fields and all that is nested in them have no counterpart.</summary>
    public FieldRules Drop(string reason, params string[] fields)
    {
        foreach (var field in fields) Add(field, new Rule.Leave(reason, Inner: false));
        return this;
    }

    /// <summary>A last step that sees the whole element: values made of several fields.</summary>
    public FieldRules Finish(Action<XElement, JsonObject> finish)
    {
        _finish += finish;
        return this;
    }

    /// <summary>Reads an element into a new object.</summary>
    public JsonObject Read(XElement element, ICollection<string> unread)
    {
        var into = new JsonObject();
        ReadInner(element, into, unread);
        _finish?.Invoke(element, into);
        return into;
    }

    private void ReadInner(XElement element, JsonObject into, ICollection<string> unread)
    {
        foreach (var field in element.Elements())
        {
            if (field.IsHidden()) continue;
            var name = field.Name();
            if (name.StartsWith("_ws.", StringComparison.Ordinal)) continue;
            switch (Find(name))
            {
                case Rule.Take take:
                    if (take.Read(field) is { } value && !into.TryAdd(take.Key, value))
                        unread.Add(name + " (a second time)");
                    ReadInner(field, into, unread);
                    break;
                case Rule.Each each:
                    ArrayOf(into, each.Key).Add(each.Read(field));
                    break;
                case Rule.Items items:
                    ArrayOf(into, items.Key).Add(items.Rules(field).Read(field, unread));
                    break;
                case Rule.Object inner:
                    into[inner.Key] = inner.Rules.Read(field, unread);
                    break;
                case Rule.Leave leave:
                    if (leave.Inner) ReadInner(field, into, unread);
                    break;
                case null:
                    if (!name.StartsWith('~')) unread.Add(name);
                    ReadInner(field, into, unread);
                    break;
            }
        }
    }

    private static JsonArray ArrayOf(JsonObject into, string key)
    {
        if (into[key] is JsonArray array) return array;
        array = [];
        into[key] = array;
        return array;
    }

    private Rule? Find(string name)
    {
        if (_exact.TryGetValue(name, out var rule)) return rule;
        foreach (var (prefix, prefixed) in _prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) return prefixed;
        }

        return null;
    }

    private FieldRules Add(string field, Rule rule)
    {
        // The later rule wins: a payload may read what most payloads leave out.
        if (field.EndsWith('*')) _prefixes.Add((field[..^1], rule));
        else _exact[field] = rule;
        return this;
    }

    private abstract record Rule
    {
        private Rule() { }

        public sealed record Take(string Key, Func<XElement, JsonNode?> Read) : Rule;

        public sealed record Each(string Key, Func<XElement, JsonNode?> Read) : Rule;

        public sealed record Items(string Key, Func<XElement, FieldRules> Rules) : Rule;

        public sealed record Object(string Key, FieldRules Rules) : Rule;

        public sealed record Leave(string Reason, bool Inner) : Rule;
    }
}
