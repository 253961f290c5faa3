using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Contract;

/// <summary>The forms of plain values.</summary>
internal static partial class Forms
{
    /// <summary>Whether a value has that form.</summary>
    public static bool Fits(string form, JsonElement value) => form switch
    {
        "num" => value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out _),
        "bool" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind == JsonValueKind.String && FitsText(form, value.GetString()!),
    };

    private static bool FitsText(string form, string text) => form switch
    {
        "str" => true,
        "hex" => Hex().IsMatch(text),
        "hex4" => text.Length == 8 && Hex().IsMatch(text),
        "hex5" => text.Length == 10 && Hex().IsMatch(text),
        "hex8" => text.Length == 16 && Hex().IsMatch(text),
        "hex16" => text.Length == 32 && Hex().IsMatch(text),
        "hex20" => text.Length == 40 && Hex().IsMatch(text),
        "mac" => Mac().IsMatch(text),
        "addr" => IPAddress.TryParse(text, out var address) && address.ToString() == text,
        "addr|hex" => Hex().IsMatch(text) || FitsText("addr", text),
        "addr|str" => true,
        "version" => Version().IsMatch(text),
        "time" => Time().IsMatch(text) && DateTime.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out _),
        "encap" => text is "keepalive" or "ike" or "esp",
        "tcp_encap" => text is "prefix" or "keepalive" or "ike" or "esp",
        "source" => text is "reassembled" or "decrypted" or "decompressed",
        "check" => text is "good" or "bad" or "unchecked",
        _ => throw new ArgumentOutOfRangeException(nameof(form), form, "no such form"),
    };

    [GeneratedRegex("^([0-9a-f]{2})*$")]
    private static partial Regex Hex();

    [GeneratedRegex("^[0-9a-f]{2}(:[0-9a-f]{2}){5}$")]
    private static partial Regex Mac();

    [GeneratedRegex("^[0-9]+\\.[0-9]+$")]
    private static partial Regex Version();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.([0-9]{3}){2,3}Z$")]
    private static partial Regex Time();
}
