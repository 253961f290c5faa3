using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>What a PDML element says, in the forms of the JSON contract.</summary>
internal static class Pdml
{
    /// <summary>The filter name, or "~" and the text of a node that has none.</summary>
    public static string Name(this XElement field)
    {
        var name = field.Attribute("name")?.Value ?? "";
        return name.Length > 0 ? name : "~" + field.Show();
    }

    /// <summary>The value as tshark prints it.</summary>
    public static string Show(this XElement field) => field.Attribute("show")?.Value ?? "";

    /// <summary>The octets of the field in lower-case hex.</summary>
    public static string Octets(this XElement field) => field.Attribute("value")?.Value ?? "";

    /// <summary>The number of octets that the field covers.</summary>
    public static int Size(this XElement field) =>
        int.Parse(field.Attribute("size")?.Value ?? "0", CultureInfo.InvariantCulture);

    /// <summary>Whether the field only repeats another one for display filters.</summary>
    public static bool IsHidden(this XElement field) => field.Attribute("hide")?.Value == "yes";

    /// <summary>A number, from decimal or 0x notation.</summary>
    public static JsonNode Number(XElement field) => JsonValue.Create(Integer(field));

    /// <summary>A number, from the octets.</summary>
    public static JsonNode OctetsNumber(XElement field) => JsonValue.Create(
        ulong.Parse(field.Octets(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>A flag.</summary>
    public static JsonNode Flag(XElement field) => JsonValue.Create(field.Show() is "1" or "True");

    /// <summary>Octets.</summary>
    public static JsonNode Hex(XElement field) => JsonValue.Create(field.Octets());

    /// <summary>Text, among it addresses and link addresses.</summary>
    public static JsonNode Text(XElement field) => JsonValue.Create(field.Show());

    /// <summary>A checksum status: 1 is good, 0 is bad, anything else was not verified.</summary>
    public static JsonNode? Good(XElement field) => field.Show() switch
    {
        "1" => JsonValue.Create(true),
        "0" => JsonValue.Create(false),
        _ => null,
    };

    /// <summary>The number that the field shows.</summary>
    public static ulong Integer(XElement field)
    {
        var show = field.Show();
        return show.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.Parse(show.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : ulong.Parse(show, CultureInfo.InvariantCulture);
    }
}
