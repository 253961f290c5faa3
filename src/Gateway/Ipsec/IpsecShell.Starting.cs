using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Ipsec;

/// <content>IKE SAs that this side begins: those that are always wanted, and those that a takeover
/// has to establish anew.</content>
internal sealed partial class IpsecShell
{
    // A thousand key exchanges in one turn would keep Hellos waiting.
    private const int StartsOfTurn = 8;

    // Eleven seconds: a peer with several addresses may be at another one.
    private const int BriefSends = 2;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (Instant At, TimeSpan Pause)> _starts = [];
    private readonly PlacesOfPeers _places = new();
    private readonly List<ClusterMemberConfig.Peer> _lacking = [];
    private StateDigest? _lackingAt;

    /// <summary>Those that are always wanted and have no IKE SA: looked for when IKE SAs have
    /// changed, not for each packet.</summary>
    private IReadOnlyList<ClusterMemberConfig.Peer> Lacking
    {
        get
        {
            var ikes = _state().Replication.Replica.Sas.Ikes;
            if (_started.Count > 0 && _lackingAt != ikes.Digest)
            {
                _lackingAt = ikes.Digest;
                HashSet<Octets> present = [.. ikes.Select(ike => ike.Peer)];
                _lacking.Clear();
                _lacking.AddRange(
                    _started.Where(peer => !present.Contains(peer.Identity)));
            }

            return _lacking;
        }
    }

    /// <summary>Begins the IKE SAs that are wanted and not there.</summary>
    private void Start(Instant now)
    {
        if (!_isOpen || !_maySend)
        {
            return;
        }

        var begun = 0;
        foreach (var peer in Lacking.ToArray())
        {
            if (begun < StartsOfTurn
                && (!_starts.TryGetValue(peer.Name, out var start) || start.At <= now)
                && !IsUnderWay(peer.Name))
            {
                begun++;
                Begin(peer, end => Started(peer, end));
            }
        }
    }

    private static IkeInitiator.Config InitiatingOf(Items<IkeSuite> suites, bool isBrief)
    {
        IkeInitiator.Settings settings = new() { Suites = suites };
        return IkeInitiator.Config.TryCreate(
            isBrief ? settings with { SendsMax = BriefSends } : settings, out var config,
            out var error)
            ? config
            : throw new GatewayException($"{error}");
    }

    /// <summary>What failed is tried again, later each time that all addresses have failed.
    /// </summary>
    private void Started(ClusterMemberConfig.Peer peer, AttemptEnd end)
    {
        var before = _starts.GetValueOrDefault(peer.Name).Pause;
        var pause = end != AttemptEnd.Failed || before == TimeSpan.Zero ? FirstPause
            : !_places.IsRoundOver(peer.Name, peer.Addresses.Count) ? before
            : before * 2 < PauseMax ? before * 2 : PauseMax;
        _starts[peer.Name] = (_now() + pause, pause);
        if (end == AttemptEnd.Failed)
        {
            IpsecJournal.Fails(_journal, $"{peer.Name}: no IKE SA, again in {pause}");
        }
    }

    /// <summary>When the next start is due.</summary>
    private Instant? StartsAt() => !_isOpen || !_maySend
        ? null
        : Lacking
            .Where(peer => !IsUnderWay(peer.Name))
            .Select(peer => (Instant?)_starts.GetValueOrDefault(peer.Name).At)
            .Aggregate((Instant?)null, Instant.Earliest);

    /// <summary>An IKE SA that a takeover could not go on with is made anew.</summary>
    public void Reestablish(IkeSaId id, Action<bool> then)
    {
        var identity = _state().Replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike)
            || _before().Replication.Replica.Sas.Ikes.TryFind(id.Key, out ike)
            ? ike.Peer
            : default;
        var path = Place(id)?.Flow.Path;
        if (identity.Length > 0 && _config.PeerOf(identity) is { } at
            && !IsUnderWay(_config.Peers[at].Name))
        {
            Begin(_config.Set.Peers[at], end => then(end == AttemptEnd.Stands), path);
        }
        else
        {
            then(false);
        }
    }

    /// <summary>Begins all with a peer, where it was known last or at the next of its addresses.
    /// </summary>
    private void Begin(
        ClusterMemberConfig.Peer peer, Action<AttemptEnd> then, Path? known = null)
    {
        if (_places.Next(peer.Name, peer.Addresses, known?.Remote) is not { } at)
        {
            then(AttemptEnd.Failed);
            return;
        }

        _places.Begun(peer.Name);
        Begin(
            peer, new Path(known?.Local ?? _address, at),
            end => then(_places.Ended(peer.Name, at, end)));
    }

    /// <summary>A peer has begun what stands now: it is there.</summary>
    private void Found(Octets identity, IkeRole role, Flow flow)
    {
        if (role == IkeRole.Responder && _config.PeerOf(identity) is { } at)
        {
            _places.Came(_config.Peers[at].Name, flow.Path.Remote);
        }
    }

    private void Begin(ClusterMemberConfig.Peer peer, Path path, Action<AttemptEnd> then)
    {
        if (_peers.OldOf(peer.Identity) is { } how)
        {
            BeginOld(peer, how, path, then);
            return;
        }

        if (_peers.Find(peer.Identity, []) is not { } known
            || known.Peer.Traffic.Count == 0

            // Whoever gets an address asks for it, and so has to begin.
            || _peers.AddressOf(peer.Identity) is not null)
        {
            then(AttemptEnd.Failed);
            return;
        }

        var traffic = known.Peer.Traffic[0];
        var asks = _asking.Contains(peer.Name);
        var wish = new HandshakeWish(
            known.Peer.Ours, peer.Identity, EspSuites.Plain,
            new(asks ? [Everywhere] : traffic.Local, traffic.Remote))
        {
            IsInitialContact = true,
            Says = SaidTo(peer),
            Configuration = asks ? ForAddress : null,
            Authorities = _peers.AuthoritiesOf(peer.Identity),
        };
        if (_inTcp.Contains(peer.Name))
        {
            Reach(peer.Name, path.Remote, flow =>
            {
                if (flow is { } opened && _isOpen && _maySend)
                {
                    _initiations.Begin(peer.Name, wish, opened, _now(), Ended);
                }
                else
                {
                    then(AttemptEnd.Failed);
                }
            });
            return;
        }

        var isBrief = peer.Addresses.Count > 1;
        var port = (ushort)(_inUdp.Contains(peer.Name) ? IkePort.Encapsulated : IkePort.Plain);
        _initiations.Begin(
            peer.Name, wish, new Flow(path, port, port), _now(), Ended, isBrief);

        void Ended(bool isThere) => then(isThere ? AttemptEnd.Stands : AttemptEnd.Failed);
    }

    private bool IsUnderWay(string peer) =>
        _initiations.IsUnderWay(peer) || _reached.Contains(peer)
        || _ownPhaseOnes.IsUnderWay(peer);
}
