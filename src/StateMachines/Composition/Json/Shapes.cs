using System.Globalization;
using System.Numerics;
using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>The shapes of single values.</summary>
internal static class Shapes
{
    /// <summary>The shortest time that is one.</summary>
    public static TimeSpan Tick => TimeSpan.FromTicks(1);

    /// <summary>A minute.</summary>
    public static TimeSpan Minute => TimeSpan.FromMinutes(1);

    /// <summary>An hour.</summary>
    public static TimeSpan Hour => TimeSpan.FromHours(1);

    /// <summary>A day.</summary>
    public static TimeSpan Day => TimeSpan.FromDays(1);

    /// <summary>An address.</summary>
    public static TextShape<HostAddress> Address { get; } = new(
        "an IPv4 or IPv6 address", "^[0-9A-Fa-f:.]+$", 45,
        text => HostAddress.TryParse(text, out var address) ? address : null,
        address => address.ToString());

    /// <summary>An address and a length, the bits beyond it 0.</summary>
    public static TextShape<Prefix> Prefix { get; } = new(
        "a prefix such as 10.1.0.0/16", "^[0-9A-Fa-f:.]+/[0-9]+$", 49,
        text => Rri.Prefix.TryParse(text, out var prefix) ? prefix : null,
        prefix => prefix.ToString());

    /// <summary>A link address.</summary>
    public static TextShape<MacAddress> Mac { get; } = new(
        "six octets in hex with colons", "^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$", 17,
        ReadMac, mac => mac.ToString());

    /// <summary>An identity of a peer.</summary>
    public static TextShape<Octets> Identity { get; } = new(
        "an identity: fqdn:, email:, address:, dn:, key: or hex: and what it is",
        "^(fqdn|email|address|dn|key|hex):.+$", (2 * ClusterMemberConfig.IdentityMax) + 16,
        IdentityText.Read, IdentityText.Write);

    /// <summary>What a peer agrees to.</summary>
    public static JsonShape<IkeTraits> Traits { get; } = new TraitsShape();

    /// <summary>A time.</summary>
    public static TimeShape Time(TimeSpan least, TimeSpan most) => new(least, most);

    /// <summary>A whole number.</summary>
    public static NumberShape<T> Number<T>(T least, T most)
        where T : struct, IBinaryInteger<T> => new(least, most);

    /// <summary>One of some words.</summary>
    public static WordShape<T> Word<T>()
        where T : struct, Enum => WordShape<T>.Shape;

    /// <summary>Octets in hex.</summary>
    public static TextShape<Octets> Hex(int most) => new(
        string.Create(CultureInfo.InvariantCulture, $"up to {most} octets in hex"),
        "^([0-9A-Fa-f]{2})*$", 2 * most, ReadHex, octets => octets.ToString());

    /// <summary>Octets as printable ASCII.</summary>
    public static TextShape<Octets> Ascii(int most) => new(
        string.Create(CultureInfo.InvariantCulture, $"up to {most} printable ASCII characters"),
        "^[ -~]*$", most,
        text => IsPrintable(text) ? new Octets(Encoding.ASCII.GetBytes(text)) : null,
        octets => Encoding.ASCII.GetString(octets.Span));

    /// <summary>Octets of an even number of hex digits; null: they are none.</summary>
    public static Octets? ReadHex(string text) =>
        text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit)
            ? Octets.FromHex(text)
            : null;

    /// <summary>Whether octets or characters are printable ASCII.</summary>
    public static bool IsPrintable(string text) => text.All(c => c is >= ' ' and <= '~');

    private static MacAddress? ReadMac(string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 6 || parts.Any(part => part.Length != 2)
            || ReadHex(string.Concat(parts)) is not { } octets)
        {
            return null;
        }

        var value = 0UL;
        foreach (var octet in octets)
        {
            value = (value << 8) | octet;
        }

        return new MacAddress(value);
    }
}
