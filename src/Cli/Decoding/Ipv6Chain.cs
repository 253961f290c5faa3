using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;

namespace Holdfast.Cli.Decoding;

/// <summary>Goes through IPv6 extension headers (RFC 8200 §4).</summary>
internal static class Ipv6Chain
{
    /// <summary>The number of the authentication header.</summary>
    public const byte Authentication = 51;

    /// <summary>The number of the fragment header.</summary>
    public const byte Fragment = 44;

    /// <summary>The type that a header says follows it.</summary>
    public static uint Next<T>(T link)
        where T : ILink<T>, allows ref struct => link.NextTag;

    /// <summary>Whether a number is that of an extension header.</summary>
    public static bool IsKnown(uint type) => IsKnown<Ipv6Extension>(type);

    /// <summary>The type behind so many headers.</summary>
    public static uint Last(ReadOnlySpan<byte> rest, IpProtocol first, int count)
    {
        uint type = first.Value;
        for (var i = 0; i < count && Ipv6Extension.TryParse(rest, type, out var link, out _); i++)
        {
            type = Next(link);
            rest = rest[link.Octets.Length..];
        }

        return type;
    }

    private static bool IsKnown<T>(uint type)
        where T : ILink<T>, allows ref struct => T.IsKnown(type);
}
