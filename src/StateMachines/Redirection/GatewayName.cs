using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Redirection;

/// <summary>A gateway as REDIRECT names it, RFC 5685 §9.2.</summary>
/// <param name="Type">How it is named.</param>
/// <param name="Identity">
/// 4 or 16 octets of an address in network order, or a domain name in ASCII without an end mark.
/// </param>
public readonly record struct GatewayName(GatewayIdentityType Type, Octets Identity)
{
    /// <summary>Octets of the longest domain name.</summary>
    public const int FqdnMax = 253;

    /// <summary>A gateway by its address.</summary>
    public static GatewayName From(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[address.Length];
        address.Write(octets);
        return new(
            address.IsIpv6 ? GatewayIdentityType.Ipv6Address : GatewayIdentityType.Ipv4Address,
            new(octets));
    }

    /// <summary>Whether the identity is what its type says; others are refused.</summary>
    public static bool TryCreate(
        GatewayIdentityType type, Octets identity, [NotNullWhen(true)] out GatewayName? name)
    {
        var stands = type == GatewayIdentityType.Ipv4Address ? identity.Length == 4
            : type == GatewayIdentityType.Ipv6Address ? identity.Length == 16
            : type == GatewayIdentityType.Fqdn && IsDomainName(identity.Span);
        name = stands ? new GatewayName(type, identity) : null;
        return stands;
    }

    /// <summary>Type and octets.</summary>
    public override string ToString() => $"{Type} {Identity}";

    private static bool IsDomainName(ReadOnlySpan<byte> octets)
    {
        if (octets.Length is 0 or > FqdnMax)
        {
            return false;
        }

        foreach (var octet in octets)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet is not ((byte)'-' or (byte)'.'))
            {
                return false;
            }
        }

        return true;
    }
}
