using Holdfast.Codec;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What mode config gives, draft-ietf-ipsec-isakmp-mode-cfg §3.4. Where the address comes
/// of <see cref="Ike.AddressPool"/>, all members give the same to the same user.</summary>
public sealed record ModeConfigGrant
{
    /// <summary>The address that the peer gets, until the ISAKMP SA ends; null: none.</summary>
    public HostAddress? Address { get; init; }

    /// <summary>The netmask of the network in which it is, of IPv4; null: not said.</summary>
    public HostAddress? Netmask { get; init; }

    /// <summary>Servers that know names.</summary>
    public Items<HostAddress> NameServers { get; init; }

    /// <summary>The networks behind the edge device.</summary>
    public Items<Prefix> Subnets { get; init; }

    /// <summary>Which program it is, in ASCII; empty: not said.</summary>
    public Octets Version { get; init; }
}
