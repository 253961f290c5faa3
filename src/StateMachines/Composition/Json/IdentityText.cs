using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Composition.Json;

/// <summary>
/// An identity as text: the body of an Identification payload, RFC 7296 §3.5 — its type, three
/// reserved octets, and data that the type explains.
/// </summary>
public static class IdentityText
{
    private const int Header = 4;

    /// <summary>The octets of a text; null: it is no identity.</summary>
    public static Octets? Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || colon == text.Length - 1)
        {
            return null;
        }

        var value = text[(colon + 1)..];
        return text[..colon] switch
        {
            "fqdn" => OfAscii(IdType.Fqdn, value),
            "email" => OfAscii(IdType.Rfc822Address, value),
            "dn" => OfHex(IdType.DerAsn1Dn, value),
            "key" => OfHex(IdType.KeyId, value),
            "address" => OfAddress(value),
            "hex" => Bounded(Shapes.ReadHex(value)),
            _ => null,
        };
    }

    /// <summary>The text from which these octets are read.</summary>
    public static string Write(Octets identity)
    {
        var type = identity.Length > Header ? new IdType(identity[0]) : default;
        var data = identity.Length > Header ? identity.Span[Header..] : [];
        var text = type == IdType.Fqdn ? "fqdn:" + Encoding.Latin1.GetString(data)
            : type == IdType.Rfc822Address ? "email:" + Encoding.Latin1.GetString(data)
            : type == IdType.DerAsn1Dn ? "dn:" + Convert.ToHexStringLower(data)
            : type == IdType.KeyId ? "key:" + Convert.ToHexStringLower(data)
            : data.Length is 4 or 16 ? "address:" + HostAddress.From(data)
            : "";

        // Reserved octets, other lengths and characters that ASCII lacks: as they are.
        return Read(text) == identity ? text : "hex:" + identity;
    }

    private static Octets? OfAscii(IdType type, string value) => Shapes.IsPrintable(value)
        ? Of(type, Encoding.ASCII.GetBytes(value))
        : null;

    private static Octets? OfHex(IdType type, string value) =>
        Shapes.ReadHex(value) is { } octets ? Of(type, octets.Span) : null;

    private static Octets? OfAddress(string value)
    {
        if (!HostAddress.TryParse(value, out var address))
        {
            return null;
        }

        Span<byte> octets = stackalloc byte[address.Length];
        address.Write(octets);
        return Of(address.IsIpv6 ? IdType.Ipv6Address : IdType.Ipv4Address, octets);
    }

    private static Octets? Of(IdType type, ReadOnlySpan<byte> data) =>
        Bounded(new Octets([type.Value, 0, 0, 0, .. data]));

    private static Octets? Bounded(Octets? identity) =>
        identity is { Length: > 0 and <= ClusterMemberConfig.IdentityMax } ? identity : null;
}
