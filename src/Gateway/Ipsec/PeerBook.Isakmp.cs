using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Gateway.Ipsec;

/// <content>Peers that speak IKEv1. In main mode their key is found by their address, for who they
/// are is said under keys that it makes (RFC 2409 §5.4); in aggressive mode by their name.
/// </content>
internal sealed partial class PeerBook
{
    // RFC 2407 §4.5 has eight hours where nobody says a time; a phase 1 lives as long as a day.
    private static readonly TimeSpan ChildLives = TimeSpan.FromHours(8);
    private static readonly TimeSpan IkeLives = TimeSpan.FromDays(1);

    private readonly Dictionary<Octets, OldPeer> _old = [];
    private readonly Dictionary<HostAddress, Octets> _oldAt = [];
    private readonly HashSet<HostAddress> _oldPlaces = [];
    private bool _isOldAnywhere;

    /// <summary>How a peer speaks IKEv1.</summary>
    /// <param name="Mode">How a phase 1 that we begin is done.</param>
    /// <param name="Group">The group of forward secrecy of what we offer; None: without.</param>
    /// <param name="Signs">Whether both sides sign, RFC 2409 §5.1; else both have a key.</param>
    /// <param name="Addresses">Where it may be; none: anywhere.</param>
    public sealed record OldPeer(
        PhaseOneMode Mode, KeyExchangeMethod Group, bool Signs, Items<HostAddress> Addresses);

    /// <summary>Whether somebody speaks IKEv1.</summary>
    public bool HasOld => _old.Count > 0;

    /// <summary>Whether a peer may begin by aggressive mode.</summary>
    public bool TakesAggressive => _old.Values.Any(one => one.Mode == PhaseOneMode.Aggressive);

    /// <summary>The suites of phase 1 with those who are there: the ways in which they prove
    /// themselves, each with all algorithms.</summary>
    public Items<IsakmpSuite> OldSuites =>
    [
        .. _old.Values.Select(one => one.Signs).Distinct().Order()
            .SelectMany(signs => OldSuitesBy(signs)),
    ];

    /// <summary>The authorities whose certificates are asked for in phase 1, by their names; as
    /// many as are told.</summary>
    public Items<Octets> OldAuthorities =>
    [
        .. _old.Keys.SelectMany(identity => OldAuthoritiesOf(identity)).Distinct()
            .Take(PhaseOneMessages.AuthoritiesMax),
    ];

    /// <summary>The longest life of an ISAKMP SA.</summary>
    public SaLife LongestLife => _old.Count == 0
        ? new((uint)IkeLives.TotalSeconds)
        : new(_old.Keys.Max(identity => LifeOf(identity, isIke: true).Seconds));

    /// <summary>Whether an identity is that of a peer that speaks IKEv1.</summary>
    public bool IsOld(Octets identity) => _old.ContainsKey(identity);

    /// <summary>How a peer speaks IKEv1; null: it does not.</summary>
    public OldPeer? OldOf(Octets identity) => _old.GetValueOrDefault(identity);

    /// <summary>The suites by which we and a peer prove ourselves in one way.</summary>
    public static Items<IsakmpSuite> OldSuitesBy(bool signs) =>
    [
        .. IsakmpSuiteChoices.Default.Select(suite => suite with
        {
            Authentication = signs
                ? PhaseOneAuthMethod.RsaSignatures
                : PhaseOneAuthMethod.PreSharedKey,
        }),
    ];

    /// <summary>The authorities that may vouch for a peer, by their names.</summary>
    public Items<Octets> OldAuthoritiesOf(Octets identity) =>
        _known.GetValueOrDefault(identity)?.Trust?.Names ?? [];

    /// <summary>What is known of a peer that signs in phase 1, and of its certificates; null:
    /// nothing, or it does not.</summary>
    public HandshakeCredentials? FindSigning(
        Octets identity, Items<CertPayloadValue> certificates) =>
        OldOf(identity) is { Signs: true } ? Judged(identity, certificates) : null;

    /// <summary>Whether somebody may begin from an address: by aggressive mode, who says so, and
    /// where we sign for it from its addresses alone; by main mode, which names nobody.</summary>
    public bool MayBegin(Octets? identity, HostAddress from) => identity is { } said
        ? OldOf(PhaseOneMessages.KnownAs(said)) is { Mode: PhaseOneMode.Aggressive } how
            && (!how.Signs || how.Addresses.Count == 0 || how.Addresses.Contains(from))
        : _isOldAnywhere || _oldPlaces.Contains(from);

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
        var life = SaAges.Lifetime.Of(RekeyAfter(identity, isIke)).Hard
            ?? (isIke ? IkeLives : ChildLives);
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
            IkeProposals.GroupOf(credentials.Pfs), credentials.Psk is null, peer.Addresses));
        if (_known[peer.Identity].Credentials is { Shared: null, Ours: { } key }
            && key.Kind != SigningKeyKind.Rsa)
        {
            throw new GatewayException(
                $"ipsec.peers.{peer.Name}.key: {key.Kind}; IKEv1 signs by RSA");
        }

        if (!credentials.Aggressive)
        {
            _isOldAnywhere |= credentials.Psk is null && peer.Addresses.Count == 0;
            foreach (var address in peer.Addresses)
            {
                _oldPlaces.Add(address);
                if (credentials.Psk is not null)
                {
                    _oldAt.TryAdd(address, peer.Identity);
                }
            }
        }
    }

    private PhaseOneCredentials? CredentialsOf(Octets identity) =>
        _known.GetValueOrDefault(identity) is { Credentials: { Shared: { } shared } }
            ? new(new(Ours, identity), shared)
            : null;
}
