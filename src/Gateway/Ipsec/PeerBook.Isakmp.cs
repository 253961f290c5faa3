using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Gateway.Ipsec;

/// <content>Peers that speak IKEv1. In main mode their key is found by their address, for who they
/// are is said under keys that it makes (RFC 2409 §5.4).</content>
internal sealed partial class PeerBook
{
    // RFC 2407 §4.5 has eight hours where nobody says a time; a phase 1 lives as long as a day.
    private static readonly TimeSpan ChildLives = TimeSpan.FromHours(8);
    private static readonly TimeSpan IkeLives = TimeSpan.FromDays(1);
    private static readonly TimeSpan RekeyTakes = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Octets, OldPeer> _old = [];
    private readonly Dictionary<HostAddress, Octets> _oldAt = [];

    /// <summary>How a peer speaks IKEv1.</summary>
    /// <param name="Mode">How a phase 1 that we begin is done.</param>
    /// <param name="Group">The group of forward secrecy of what we offer; None: without.</param>
    public sealed record OldPeer(PhaseOneMode Mode, KeyExchangeMethod Group);

    /// <summary>Whether somebody speaks IKEv1.</summary>
    public bool HasOld => _old.Count > 0;

    /// <summary>Whether a peer may begin by aggressive mode.</summary>
    public bool TakesAggressive => _old.Values.Any(one => one.Mode == PhaseOneMode.Aggressive);

    /// <summary>The longest life of an ISAKMP SA.</summary>
    public SaLife LongestLife => _old.Count == 0
        ? new((uint)IkeLives.TotalSeconds)
        : new(_old.Keys.Max(identity => LifeOf(identity, isIke: true).Seconds));

    /// <summary>Whether an identity is that of a peer that speaks IKEv1.</summary>
    public bool IsOld(Octets identity) => _old.ContainsKey(identity);

    /// <summary>How a peer speaks IKEv1; null: it does not.</summary>
    public OldPeer? OldOf(Octets identity) => _old.GetValueOrDefault(identity);

    /// <summary>What is known of whoever begins: by its identity in aggressive mode, where it may,
    /// and by its address in main mode; null: nothing.</summary>
    public PhaseOneCredentials? FindAsking(Octets? identity, HostAddress from) =>
        identity is { } said
            ? OldOf(PhaseOneMessages.KnownAs(said)) is { Mode: PhaseOneMode.Aggressive }
                ? CredentialsOf(PhaseOneMessages.KnownAs(said))
                : null
            : _oldAt.TryGetValue(from, out var at) ? CredentialsOf(at)
            : null;

    /// <summary>What is known of whom we ask; null: nothing.</summary>
    public PhaseOneCredentials? FindAsked(Octets? identity, HostAddress at) =>
        identity is { } wanted && IsOld(wanted) ? CredentialsOf(wanted) : null;

    /// <summary>What a peer may have in quick mode; null: nothing.</summary>
    public QuickPeer? QuickPeerOf(Octets identity, bool isEncapsulated) =>
        IsOld(identity) && _known.GetValueOrDefault(identity) is { } known
            ? new(EspSuites.Quick, known.Credentials.Peer.Traffic)
            {
                Life = LifeOf(identity, isIke: false),
                IsEncapsulated = isEncapsulated,
            }
            : null;

    /// <summary>How long an SA with a peer may live: longer than until it is rekeyed.</summary>
    public SaLife LifeOf(Octets identity, bool isIke)
    {
        var rekey = RekeyAfter(identity, isIke);
        var life = rekey == TimeSpan.Zero
            ? isIke ? IkeLives : ChildLives
            : rekey + (rekey / 5) + RekeyTakes;
        return new((uint)life.TotalSeconds);
    }

    private void AddOld(ClusterMemberConfig.Peer peer, IpsecConfig.Credentials credentials)
    {
        if (credentials.CheckOld(peer) is { } wrong)
        {
            throw new GatewayException($"ipsec.peers.{peer.Name}.{wrong}");
        }

        _old.Add(peer.Identity, new(
            credentials.Aggressive ? PhaseOneMode.Aggressive : PhaseOneMode.Main,
            IkeProposals.GroupOf(credentials.Pfs)));
        if (!credentials.Aggressive)
        {
            foreach (var address in peer.Addresses)
            {
                _oldAt.TryAdd(address, peer.Identity);
            }
        }
    }

    private PhaseOneCredentials? CredentialsOf(Octets identity) =>
        _known.GetValueOrDefault(identity) is { Credentials: { Shared: { } shared } }
            ? new(new(Ours, identity), shared)
            : null;
}
