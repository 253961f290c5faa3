using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Gateway.Ipsec;

/// <summary>IPsec of a gateway: who it is to its peers, what it protects, and how each peer proves
/// who it is. The peers stand in the member's configuration; here are their secrets.</summary>
public sealed partial record IpsecConfig
{
    /// <summary>The TUN device where none is named.</summary>
    public const string UsualTunnel = "hf0";

    /// <summary>Octets of an inner packet where nothing is set: what fits an Ethernet frame with
    /// ESP in UDP around it.</summary>
    public const int UsualMtu = 1_400;

    /// <summary>Seconds until a CHILD SA is rekeyed where nothing is set.</summary>
    public const int UsualRekeyAfter = 3_600;

    /// <summary>Seconds until an IKE SA is rekeyed where nothing is set.</summary>
    public const int UsualIkeRekeyAfter = 14_400;

    /// <summary>The data plane where none is named: ESP in this process.</summary>
    public const string UserSpace = "user_space";

    /// <summary>The data plane that the kernel is: ESP in XFRM.</summary>
    public const string Kernel = "xfrm";

    private const int RekeyAfterMin = 5;

    /// <summary>The identity that this cluster proves, as in the member's configuration: for
    /// example <c>fqdn:mars.example</c>.</summary>
    public required string Identity { get; init; }

    /// <summary>What is behind the gateway, as prefixes: the local end of all traffic selectors
    /// (RFC 7296 §2.9).</summary>
    public required IReadOnlyList<string> Protects { get; init; }

    /// <summary>How peers and we prove who we are, by their names in the member's configuration; a
    /// peer without an entry is let in by nobody.</summary>
    public required IReadOnlyDictionary<string, Credentials> Peers { get; init; }

    /// <summary>The key exchanges with which IKE SAs are made, the preferred first; the methods of
    /// one are joined by hyphens, those behind the first are additional ones (RFC 9370), like
    /// <c>x25519-mlkem768</c>. x25519 and ecp256 where it is not set.</summary>
    public IReadOnlyList<string>? KeyExchanges { get; init; }

    /// <summary>Whether peers may come by connections of TCP to port 4500 of the virtual address
    /// (RFC 9329), besides UDP.</summary>
    public bool Tcp { get; init; }

    /// <summary>The name of the TUN device on which clear packets come and go; hf0 where it is not
    /// set.</summary>
    public string? Tunnel { get; init; }

    /// <summary>Octets of an inner packet at most; 1 400 where it is not set.</summary>
    public int? Mtu { get; init; }

    /// <summary>Who carries ESP: <see cref="UserSpace"/>, or <see cref="Kernel"/>, under which no
    /// SA goes on over a takeover: each is rekeyed. The first where it is not set.</summary>
    public string? DataPlane { get; init; }

    /// <summary>Holds it against the configuration of the member; null: they fit.</summary>
    public string? Check(ClusterMemberConfig member)
    {
        ArgumentNullException.ThrowIfNull(member);
        return IdentityText.Read(Identity) is null
                ? $"ipsec.identity: '{Identity}' is no identity; like fqdn:mars.example"
            : Protects.Count == 0 ? "ipsec.protects: nothing is behind the gateway"
            : KeyExchanges is { } exchanges && IkeProposals.Check(exchanges) is { } unknown
                ? $"ipsec.key_exchanges: {unknown}"
            : Mtu is < 576 or > 65_000 ? $"ipsec.mtu: {Mtu}; 576 to 65000 octets"
            : Tunnel is { Length: 0 or > 15 } ? $"ipsec.tunnel: '{Tunnel}' is no name of a link"
            : DataPlane is not (null or UserSpace or Kernel)
                ? $"ipsec.data_plane: '{DataPlane}'; {UserSpace} or {Kernel}"
            : DataPlane == Kernel && (Tcp || Peers.Any(one => one.Value.Tcp))
                ? "ipsec.data_plane: the kernel carries no ESP in TCP; without tcp, or in "
                    + UserSpace
            : DataPlane == Kernel && Peers.Any(one => one.Value.TakesAddress)
                ? "ipsec.data_plane: with takes_address it is " + UserSpace
            : Protects.Where(text => !Prefix.TryParse(text, out _))
                .Select(text => $"ipsec.protects: '{text}' is no prefix; like 10.1.0.0/16")
                .Concat(Peers.Keys
                    .Where(name => member.Set.Peers.All(peer => peer.Name != name))
                    .Select(name => $"ipsec.peers: the member has no peer '{name}'"))
                .Concat(Peers.Select(one => one.Value.Check(
                    member.Set.Peers.FirstOrDefault(peer => peer.Name == one.Key)) is { } wrong
                    ? $"ipsec.peers.{one.Key}.{wrong}"
                    : null))
                .Concat(Peers
                    .Where(one => one.Value.Start && member.Set.Peers.Any(
                        peer => peer.Name == one.Key && peer.Addresses.Count == 0))
                    .Select(one => $"ipsec.peers.{one.Key}.start: the peer has no address"))
                .Concat(Peers
                    .Where(one => one.Value.Tcp && member.Set.Peers.Any(
                        peer => peer.Name == one.Key && peer.Addresses.Count == 0))
                    .Select(one => $"ipsec.peers.{one.Key}.tcp: the peer has no address"))
                .Concat(Peers
                    .Where(one => one.Value is { Tcp: true, Udp: true })
                    .Select(one => $"ipsec.peers.{one.Key}.tcp: it goes in UDP or in TCP"))
                .Concat(Peers
                    .Where(one => IsTooSoon(one.Value.RekeyAfter)
                        || IsTooSoon(one.Value.IkeRekeyAfter))
                    .Select(one => $"ipsec.peers.{one.Key}: SAs are rekeyed after "
                        + $"{RekeyAfterMin} seconds at least; 0: never"))
                .Concat(OldAtOneAddress(member))
                .FirstOrDefault(wrong => wrong is not null)
            ?? CheckPools();
    }

    /// <summary>In main mode of IKEv1 the address is all that tells peers apart.</summary>
    private IEnumerable<string> OldAtOneAddress(ClusterMemberConfig member) => member.Set.Peers
        .Where(peer => peer.Version == ClusterMemberConfig.IkeVersion.V1
            && Peers.GetValueOrDefault(peer.Name) is { Aggressive: false, Psk: not null })
        .SelectMany(peer => peer.Addresses.Select(address => (peer.Name, Address: address)))
        .GroupBy(one => one.Address)
        .Where(same => same.Select(one => one.Name).Distinct().Count() > 1)
        .Select(same => $"ipsec.peers.{same.Last().Name}.psk: main mode of IKEv1 finds the key by "
            + $"the address, and {same.First().Name} is at {same.Key} too");

    /// <summary>The pools, with the names of the peers that get an address of them; those that
    /// are none are left out.</summary>
    internal IEnumerable<(AddressPool Pool, HashSet<string> Peers)> Pools() => Peers
        .Where(one => Prefix.TryParse(one.Value.Pool, out var prefix)
            && AddressPool.Check(prefix) is null)
        .GroupBy(one => Prefix.Parse(one.Value.Pool!), one => one.Key)
        .Select(group => (new AddressPool(group.Key), group.ToHashSet(StringComparer.Ordinal)));

    /// <summary>Whether each pool has an address for each of its peers, and no other one has it;
    /// null: so it is.</summary>
    internal string? CheckPools()
    {
        var pools = Pools().ToList();
        return pools
            .Where(one => one.Peers.Count > one.Pool.Count)
            .Select(one => $"ipsec.peers.{one.Peers.First()}.pool: {one.Pool.Prefix} has "
                + $"{one.Pool.Count} addresses for {one.Peers.Count} peers")
            .Concat(pools.SelectMany(one => pools
                .Where(other => other.Pool != one.Pool
                    && one.Pool.Prefix.Contains(other.Pool.Prefix))
                .Select(other => $"ipsec.peers.{other.Peers.First()}.pool: "
                    + $"{other.Pool.Prefix} is a part of the pool {one.Pool.Prefix}")))
            .FirstOrDefault();
    }

    private static bool IsTooSoon(int? seconds) => seconds is < RekeyAfterMin and not 0;

    /// <summary>The same with paths that begin at a folder.</summary>
    public IpsecConfig From(string folder) => this with
    {
        Peers = Peers.ToDictionary(
            peer => peer.Key,
            peer => peer.Value.From(folder),
            StringComparer.Ordinal),
    };
}
