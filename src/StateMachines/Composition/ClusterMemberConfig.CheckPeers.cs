using Holdfast.Codec;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>What must hold for peers.</content>
public sealed partial record ClusterMemberConfig
{
    /// <summary>Characters of the longest name.</summary>
    public const int NameMax = 64;

    /// <summary>The most peers that are known by name.</summary>
    public const int PeersMax = 100_000;

    /// <summary>The most addresses of a peer.</summary>
    public const int AddressesMax = 16;

    /// <summary>The most CHILD SAs that are expected with a peer.</summary>
    public const int ChildrenMax = 1_024;

    /// <summary>The most prefixes of a CHILD SA.</summary>
    public const int RemoteMax = 256;

    /// <summary>Octets of the longest identity.</summary>
    public const int IdentityMax = 1_024;

    private static ConfigError? CheckPeers(Settings set, out Items<PeerParts> parts)
    {
        parts = default;
        if (ConfigError.Outside("Peers.Count", set.Peers.Count, 0, PeersMax) is { } many)
        {
            return many;
        }

        var made = new PeerParts[set.Peers.Count];
        var names = new HashSet<string>();
        var identities = new HashSet<Octets>();
        var prefixes = 0L;
        for (var at = 0; at < made.Length; at++)
        {
            var peer = set.Peers[at];
            if ((CheckPeer(peer, out made[at])
                ?? Once(names, nameof(peer.Name), peer.Name)
                ?? (peer.Identity.Length == 0
                    ? null
                    : Once(identities, nameof(peer.Identity), peer.Identity))) is { } found)
            {
                return found.Inside(At(nameof(set.Peers), at));
            }

            prefixes += peer.ChildSas.Sum(child => (long)child.Remote.Count);
        }

        parts = [.. made];
        return prefixes <= set.PrefixesMax
            ? null
            : new(
                nameof(set.PrefixesMax), Text(set.PrefixesMax),
                $"at least {Text(prefixes)}, the prefixes of all peers",
                $"raise {nameof(set.PrefixesMax)} to {Text(prefixes)}");
    }

    private static ConfigError? CheckPeer(Peer peer, out PeerParts parts)
    {
        var wrong = CheckName(nameof(peer.Name), peer.Name)
            ?? ConfigError.Outside("Identity.Length", peer.Identity.Length, 0, IdentityMax)
            ?? ConfigError.Outside("Addresses.Count", peer.Addresses.Count, 0, AddressesMax)
            ?? CheckChildren(peer)
            ?? CheckVersion(peer);
        var ours = CheckWatch(peer.Liveness, peer.Dpd, out var liveness, out var dpd);
        var theirs = CheckWatch(
            peer.WatchesUs?.Liveness, peer.WatchesUs?.Dpd, out var itsLiveness, out var itsDpd);
        parts = new(liveness, dpd, itsLiveness, itsDpd);
        return wrong ?? ours ?? theirs?.Inside(nameof(peer.WatchesUs));
    }

    private static ConfigError? CheckWatch(
        LivenessCheck.Settings? liveness, DeadPeerDetection.Settings? dpd,
        out LivenessCheck.Config? livenessConfig, out DeadPeerDetection.Config? dpdConfig)
    {
        var one = CheckIfAny<LivenessCheck.Settings, LivenessCheck.Config>(
            nameof(Liveness), liveness, LivenessCheck.Config.TryCreate, out livenessConfig);
        var other = CheckIfAny<DeadPeerDetection.Settings, DeadPeerDetection.Config>(
            nameof(Dpd), dpd, DeadPeerDetection.Config.TryCreate, out dpdConfig);
        return one ?? other;
    }

    private static ConfigError? CheckChildren(Peer peer)
    {
        if (ConfigError.Outside("ChildSas.Count", peer.ChildSas.Count, 0, ChildrenMax) is { } many)
        {
            return many;
        }

        var names = new HashSet<string>();
        for (var at = 0; at < peer.ChildSas.Count; at++)
        {
            var child = peer.ChildSas[at];
            if ((CheckName(nameof(child.Name), child.Name)
                ?? ConfigError.Outside("Remote.Count", child.Remote.Count, 0, RemoteMax)
                ?? Once(names, nameof(child.Name), child.Name)) is { } found)
            {
                return found.Inside(At(nameof(peer.ChildSas), at));
            }
        }

        return null;
    }

    /// <summary>RFC 3706 is of IKEv1, RFC 7296 §2.4 of IKEv2: a peer has one of them.</summary>
    private static ConfigError? CheckVersion(Peer peer) => peer.Version switch
    {
        IkeVersion.V1 =>
            Unfit(peer, nameof(peer.Liveness), peer.Liveness is not null)
            ?? Unfit(
                peer, $"{nameof(peer.WatchesUs)}.{nameof(PeerWatch.Liveness)}",
                peer.WatchesUs?.Liveness is not null)
            ?? Unfit(
                peer, nameof(peer.Traits),
                (peer.Traits & ~IkeTraits.DeadPeerDetection) != IkeTraits.None),
        IkeVersion.V2 =>
            Unfit(peer, nameof(peer.Dpd), peer.Dpd is not null)
            ?? Unfit(
                peer, $"{nameof(peer.WatchesUs)}.{nameof(PeerWatch.Dpd)}",
                peer.WatchesUs?.Dpd is not null)
            ?? Unfit(
                peer, nameof(peer.Traits), peer.Traits.HasFlag(IkeTraits.DeadPeerDetection)),
    };

    private static ConfigError? Unfit(Peer peer, string name, bool isSet) => isSet
        ? new(
            name, "set", $"absent for a peer of version {peer.Version}",
            $"remove {name}, or set Version to {(peer.Version == IkeVersion.V1 ? "V2" : "V1")}")
        : null;
}
