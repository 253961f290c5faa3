using System.Globalization;
using System.Reflection;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;

namespace Holdfast.Cli.Spec;

/// <summary>
/// A Wireshark dissector in Lua: the specs as tables, and a small interpreter over them.
/// </summary>
internal static class LuaDissector
{
    private const string Interpreter = "Holdfast.Cli.Spec.dissect.lua";

    /// <summary>Where a root type meets Wireshark's own dissectors.</summary>
    private static readonly (string Type, string Table, int Value)[] Roots =
    [
        ("IkeMessage",         "udp.port",  500),
        ("UdpEncapsulation",   "udp.port",  4500),
        ("HsrpMessage",        "udp.port",  1985),
        ("HsrpMessage",        "udp.port",  2029),
        ("BfdControl",         "udp.port",  3784),
        ("EspPacket",          "ip.proto",  50),
        ("AhHeader",           "ip.proto",  51),
        ("GreMessage",         "ip.proto",  47),
        ("NhrpMessage",        "gre.proto", 0x2001),
    ];

    /// <summary>Octets of a carrier that are another type's: its declaration leaves it open.
    /// </summary>
    private static readonly (string Type, string Field, string Carried)[] Carried =
    [
        ("MarkedIke", "Message", "IkeMessage"),
    ];

    /// <summary>Writes the dissector of all types that the roots reach.</summary>
    public static void Write(IReadOnlyList<WireSchema> types, TextWriter output)
    {
        var reached = new SortedDictionary<string, WireSchema>(StringComparer.Ordinal);
        foreach (var root in Roots)
        {
            Reach(types.First(type => type.Name == root.Type), reached);
        }

        output.WriteLine("-- A Wireshark dissector, made by `holdfast spec --lua` from figures.");
        output.WriteLine("-- Use: tshark -X lua_script:FILE, or put it in the plugin folder.");
        output.WriteLine("local types = {}");
        foreach (var schema in reached.Values)
        {
            WriteType(schema, types, output);
        }

        output.WriteLine("local roots = {");
        foreach (var (type, table, value) in Roots)
        {
            var key = Quote(Key(type, types));
            output.WriteLine(Invariant(
                $"  {{ type = {key}, table = {Quote(table)}, value = {value} }},"));
        }

        output.WriteLine("}");
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Interpreter)!;
        using var reader = new StreamReader(stream);
        output.Write(reader.ReadToEnd());
    }

    private static string Key(string name, IReadOnlyList<WireSchema> types) =>
        Key(types.First(type => type.Name == name));

    /// <summary>The name of a type among all: two protocols may have a type of one name.</summary>
    private static string Key(WireSchema schema)
    {
        var space = schema.Namespace.StartsWith("Holdfast.Protocol", StringComparison.Ordinal)
            ? schema.Namespace["Holdfast.Protocol".Length..].TrimStart('.')
            : schema.Namespace;
        return space == "" ? schema.Name : $"{space}.{schema.Name}";
    }

    private static void Reach(WireSchema schema, SortedDictionary<string, WireSchema> reached)
    {
        if (!reached.TryAdd(Key(schema), schema))
        {
            return;
        }

        var next = schema.Cases.Select(c => c.Type())
            .Concat(schema.Fields.SelectMany(f => f.Cases).Select(c => c.Type()))
            .Concat(schema.Fields.Where(f => f.Element is not null).Select(f => f.Element!()))
            .Concat(new[] { schema.Peek?.Otherwise, schema.Peek?.Short }
                .Where(f => f is not null).Select(f => f!()));
        foreach (var type in next)
        {
            Reach(type, reached);
        }
    }

    private static void WriteType(
        WireSchema schema, IReadOnlyList<WireSchema> types, TextWriter output)
    {
        output.WriteLine($"types[{Quote(Key(schema))}] = {{ title = {Quote(schema.Name)},");
        if (schema.Peek is { } peek)
        {
            output.WriteLine(Invariant($"  peek = {{ {peek.Offset}, {peek.Bits} }},"));
            output.WriteLine($"  otherwise = {Reference(peek.Otherwise)}, "
                + $"short = {Reference(peek.Short)},");
        }

        output.WriteLine($"  link = {Lower(schema.IsLinkSum)}, cases = {Cases(schema.Cases)},");
        output.WriteLine($"  last = {{ {string.Join(", ", schema.Until.Select(
            u => Invariant($"[{u}] = true")))} }},");
        output.WriteLine($"  little = {Lower(schema.Order.Fixed == ByteOrder.Little)},");
        output.WriteLine("  fields = {");
        foreach (var field in schema.Fields)
        {
            var whole = Carried
                .Where(one => one.Type == schema.Name && one.Field == field.Name)
                .Select(one => field with
                {
                    Kind = FieldKind.Struct,
                    Element = () => types.First(type => type.Name == one.Carried),
                })
                .FirstOrDefault(field);
            output.WriteLine($"    {{ {string.Join(", ", Properties(whole))} }},");
        }

        output.WriteLine("  } }");
    }

    private static IEnumerable<string> Properties(FieldSchema field)
    {
        yield return $"name = {Quote(field.Name)}, label = {Quote(field.Label)}";
        yield return $"kind = {Quote(field.Kind.ToString())}";
        yield return $"extent = {Quote(field.Extent.ToString())}";
        if (field.Bits > 0)
        {
            yield return Invariant($"bits = {field.Bits}");
        }

        if (field.Trailer)
        {
            yield return "trailer = true";
        }

        if (field.When is { } when)
        {
            yield return Invariant($"when = {{ field = {Quote(when.Field)}, value = {when.Value}, ")
                + Invariant($"nots = {Lower(when.Not)}, remaining = {when.Remaining} }}");
        }

        if (field.Measures is { } m)
        {
            yield return Invariant($"measures = {{ from = {Quote(m.From)}, to = {Quote(m.To)}, ")
                + Invariant($"unit = {m.Unit}, bias = {m.Bias}, absent = {m.Absent} }}");
        }

        foreach (var (key, text) in Texts(field))
        {
            if (text != "")
            {
                yield return $"{key} = {Quote(text)}";
            }
        }

        if (field.ExtentOctets + field.BlockSize > 0)
        {
            yield return Invariant($"octets = {field.ExtentOctets + field.BlockSize}");
        }

        if (field.Element is { } element)
        {
            yield return $"element = {Quote(Key(element()))}";
        }

        if (field.Chain is { } chain)
        {
            yield return Invariant($"chain_end = {chain.End}, ")
                + $"ends_at_unknown = {Lower(chain.EndsAtUnknown)}";
        }

        if (field.Next)
        {
            yield return "next = true";
        }

        if (field.Cases.Count > 0)
        {
            yield return $"cases = {Cases(field.Cases)}";
        }

        if (field.Names is { } names && field.Bits <= 32)
        {
            var entries = names().Select(e => Invariant($"[{e.Value}] = {Quote(e.Label)}"));
            yield return $"names = {{ {string.Join(", ", entries)} }}";
        }
    }

    private static IEnumerable<(string Key, string Text)> Texts(FieldSchema field) =>
    [
        ("by", field.ExtentBy), ("block_by", field.BlockSizeBy), ("counted_by", field.CountedBy),
        ("first_by", field.FirstBy), ("tag", field.Tag),
    ];

    private static string Cases(Items<CaseSchema> cases)
    {
        var all = cases.Where(c => !c.Opaque)
            .Select(c => Invariant($"[{c.Tag}] = {Quote(Key(c.Type()))}"));
        return $"{{ {string.Join(", ", all)} }}";
    }

    private static string Reference(Func<WireSchema>? type) =>
        type is null ? "nil" : Quote(Key(type()));

    private static string Lower(bool value) => value ? "true" : "false";

    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n") + "\"";

    private static string Invariant(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
