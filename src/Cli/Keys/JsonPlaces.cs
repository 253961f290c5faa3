using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Cli.Keys;

/// <summary>Reads values out of places: of one kind each, or a located error.</summary>
internal static class JsonPlaces
{
    /// <summary>The members of an object, all of them known.</summary>
    public static JsonPlace Object(this JsonPlace place, params ReadOnlySpan<string> known)
    {
        if (place.Kind != JsonTokenType.StartObject)
        {
            throw place.Wrong("an object is needed");
        }

        foreach (var (name, value) in place.Members)
        {
            if (!known.Contains(name) && name is not ("comment" or "$schema"))
            {
                throw new KeyFileException(
                    value.Line, place.Path,
                    $"a name that is not known; known are {string.Join(", ", known!)}");
            }
        }

        return place;
    }

    /// <summary>The elements of an array; none where it is absent.</summary>
    public static IEnumerable<JsonPlace> Array(this JsonPlace place, string name)
    {
        if (place.Find(name) is not { } array)
        {
            return [];
        }

        return array.Kind == JsonTokenType.StartArray
            ? array.Members.Select(member => member.Value)
            : throw array.Wrong("an array is needed");
    }

    /// <summary>A member that has to be there.</summary>
    public static JsonPlace Need(this JsonPlace place, string name) =>
        place.Find(name) ?? throw place.Wrong($"{name} is missing");

    /// <summary>A string.</summary>
    public static string String(this JsonPlace place) => place.Kind == JsonTokenType.String
        ? Encoding.UTF8.GetString(place.Text.Span)
        : throw place.Wrong("a string is needed");

    /// <summary>One of some words; where it is absent, the first.</summary>
    public static T Word<T>(
        this JsonPlace place, string name, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (place.Find(name) is not { } found)
        {
            return words[0].Value;
        }

        foreach (var (word, value) in words)
        {
            if (found.Kind == JsonTokenType.String && Ascii.Equals(found.Text.Span, word))
            {
                return value;
            }
        }

        var known = new StringBuilder();
        foreach (var (word, _) in words)
        {
            known.Append(word == "" ? "" : known.Length == 0 ? word : $", {word}");
        }

        throw found.Wrong($"one of these is needed: {known}");
    }

    /// <summary>True or false; false where it is absent.</summary>
    public static bool Flag(this JsonPlace place, string name) => place.Find(name) switch
    {
        null => false,
        { Kind: JsonTokenType.True } => true,
        { Kind: JsonTokenType.False } => false,
        var found => throw found.Wrong("true or false is needed"),
    };

    /// <summary>A number from 0 up to a bound; null where it is absent.</summary>
    public static uint? Number(this JsonPlace place, string name, uint most)
    {
        if (place.Find(name) is not { } found)
        {
            return null;
        }

        var text = found.Text.Span;
        return found.Kind == JsonTokenType.Number
            && Utf8Parser.TryParse(text, out uint number, out var used)
            && used == text.Length && number <= most
                ? number
                : throw found.Wrong($"a whole number from 0 to {most} is needed");
    }

    /// <summary>An SPI of so many octets in hex.</summary>
    public static ulong Spi(this JsonPlace place, int octets)
    {
        var text = place.Text.Span;
        if (place.Kind != JsonTokenType.String || text.Length != 2 * octets
            || !ulong.TryParse(
                text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var spi))
        {
            throw place.Wrong($"an SPI is needed: {2 * octets} hex digits in a string");
        }

        return spi;
    }

    /// <summary>Addresses; any where it is absent.</summary>
    public static AddressPattern Addresses(this JsonPlace place, string name)
    {
        if (place.Find(name) is not { } found)
        {
            return AddressPattern.Any;
        }

        return AddressPattern.TryParse(found.String(), out var pattern)
            ? pattern
            : throw found.Wrong("an address is needed, or a prefix such as 10.9.0.0/16");
    }

    /// <summary>Octets in hex, straight into guarded memory; the caller disposes them.</summary>
    public static Secret Secret(this JsonPlace place)
    {
        var text = place.Text.Span;
        if (place.Kind != JsonTokenType.String || text.Length % 2 != 0)
        {
            throw place.Wrong("octets are needed: an even number of hex digits in a string");
        }

        var secret = new Secret(text.Length / 2);
        var status = Convert.FromHexString(text, secret.Span, out _, out _);
        if (status == System.Buffers.OperationStatus.Done)
        {
            return secret;
        }

        secret.Dispose();
        throw place.Wrong("octets are needed, but not all of this is hex digits");
    }

    /// <summary>Octets in hex that are no secret.</summary>
    public static Octets Octets(this JsonPlace place)
    {
        using var octets = place.Secret();
        return new Octets(octets.Span);
    }

    /// <summary>
    /// A secret as text, taken as UTF-8, or as octets in hex: one of two members has to be there.
    /// </summary>
    public static Secret Secret(this JsonPlace place, string asText, string asHex)
    {
        var text = place.Find(asText);
        var hex = place.Find(asHex);
        if ((text is null) == (hex is null))
        {
            throw place.Wrong($"{asText} (text) or {asHex} is needed, one of them");
        }

        return hex?.Secret()
            ?? (text!.Kind == JsonTokenType.String
                ? new Secret(text.Text.Span)
                : throw text.Wrong("a string is needed"));
    }

    /// <summary>Octets in hex; null where they are absent.</summary>
    public static Secret? SecretOrNull(this JsonPlace place, string name) =>
        place.Find(name)?.Secret();
}
