using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using Path = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Gateway.Ipsec;

/// <content>SAs of IKEv1 become facts. A CHILD SA is under the newest ISAKMP SA with its peer: one
/// that is made anew has those of the one before (docs/adr/0038).</content>
internal sealed partial class IpsecShell
{
    // Answers that are repeated, and whose message IDs whoever takes over knows to be used.
    private const byte AnswersKept = 16;

    /// <inheritdoc/>
    public void Establish(
        PhaseOneSa made, bool isFirst, Flow flow, IsakmpHandshakeKeys keys,
        Action<bool> settled)
    {
        var identity = PhaseOneMessages.KnownAs(made.Peer);
        var handle = _keys.Keep(IsakmpMaterial.Of(
            made.Suite, keys.KeysOf(made.Keys.Value), made.Role, made.Last));
        var place = new PeerPlace(flow, made.Floats) { Made = UnixNow };

        // RFC 3706 §6.2: the first number is random, and its high bit is 0.
        var ike = new IkeSa(
            made.Id, handle, identity, place.ToOctets(),
            IkeTraits.Version1 | (made.Traits.HasFlag(PhaseOneTraits.DeadPeerDetection)
                ? IkeTraits.DeadPeerDetection
                : IkeTraits.None),
            1, AnswersKept, (uint)Random64() >> 1, 0, [], [], 0, 0, [], default, default);
        var old = isFirst ? null : NewestOf(identity);
        Items<Change> others = isFirst
            ? [.. _state().Replication.Replica.Sas.Ikes.Where(other => other.Peer == identity)
                .Select(other => new Change.IkeDown(other.Id))]
            : [];
        if (made.Answer is not null)
        {
            _waysBack[(made.Id, 0)] = flow;
        }

        Propose(
            [
                .. others,
                old is { } replaced
                    ? new Change.IkeRekeyed(replaced, ike)
                    : new Change.IkeUp(ike),
                .. made.Answer is { } answer
                    ? (Items<Change>)[
                        new Change.ResponseSent(made.Id, new(0, [answer.Sent], KeyHandle.None))]
                    : [],
            ],
            isFact =>
            {
                if (isFact)
                {
                    IpsecJournal.Stands(
                        _journal, NameOf(identity), made.Id,
                        $"{flow.Path.Remote}:{flow.RemotePort} by IKEv1"
                            + (place.IsEncapsulated ? ", in UDP" : ""));
                    Found(identity, made.Role, flow);
                    SweepTunnels();
                    if (old is { } outlived)
                    {
                        Sas.IkeRekeys++;
                        _outlived.Add(outlived, _now());
                    }
                }
                else
                {
                    _keys.Forget(handle);
                }

                settled(isFact);
            });
    }

    /// <inheritdoc/>
    public void Establish(QuickSa made, IsakmpHandshakeKeys keys, Action<bool> settled)
    {
        if (Known(made.Ike) is null
            || ChildTraffic.ToOctets(made.Child.Selectors, UnixNow) is not { } described)
        {
            settled(false);
            return;
        }

        var child = made.Child with
        {
            Keys = _keys.Keep(KeyMaterial.Of(
                made.Child.Suite, keys.ChildKeysOf(made.Child.Keys.Value), made.Child.Role)),
        };
        _answerNumbers.Take(made.Ike, number =>
        {
            if (number is { } answer && Known(made.Ike) is { } ike)
            {
                Establish(made, ike, child, described, answer, settled);
            }
            else
            {
                _keys.Forget(child.Keys);
                settled(false);
            }
        });
    }

    private void Establish(
        QuickSa made, IkeSa ike, EstablishedChild child, Octets described, uint number,
        Action<bool> settled)
    {
        var under = ike.IsReplaced ? NewestOf(ike.Peer) ?? ike.Id : ike.Id;
        Propose(
            [
                new Change.ChildUp(child.ToRow(under, described, FirstLeases)),
                new Change.ResponseSent(
                    made.Ike, new(number, [made.Answer.Sent], KeyHandle.None)),
            ],
            isFact =>
            {
                if (isFact)
                {
                    IpsecJournal.Child(
                        _journal, NameOf(ike.Peer), child.Inbound, child.Outbound,
                        $"{child.Selectors}");
                    Begin(child.Inbound);
                    if (_tunnels.Of(child.Inbound) is { } tunnel)
                    {
                        // RFC 2409 §5.5: the first message may be an old one, and a responder may
                        // have the SA only when the third one has come, which packets overtake.
                        tunnel.IsConfirmed = false;
                    }
                }
                else
                {
                    _keys.Forget(child.Keys);
                }

                settled(isFact);
                _answerNumbers.Settled(made.Ike, number);
            });
    }

    /// <inheritdoc/>
    public void Use(Spi inbound)
    {
        if (_tunnels.Of(inbound) is { } tunnel)
        {
            tunnel.IsConfirmed = true;
        }
    }

    /// <inheritdoc/>
    public void Abandon(Spi inbound) => EndOld(inbound, "its peer has not shown that it has it");

    /// <summary>The ISAKMP SA under which the CHILD SAs of a peer are; null: there is none.
    /// </summary>
    private IkeSaId? NewestOf(Octets peer) => _state().Replication.Replica.Sas.Ikes
        .Where(one => !one.IsReplaced && IsOld(one) && one.Peer == peer)
        .OrderByDescending(one => (one.Children.Count, one.Born.Index))
        .Select(one => (IkeSaId?)one.Id)
        .FirstOrDefault();

    /// <summary>Begins all with a peer that speaks IKEv1.</summary>
    private void BeginOld(
        ClusterMemberConfig.Peer peer, PeerBook.OldPeer how, Path path,
        Action<AttemptEnd> then) =>
        _ownPhaseOnes.Begin(
            peer.Name,
            new(how.Mode, _peers.Ours, peer.Identity, IsInitialContact: true)
            {
                Authorities = _peers.OldAuthoritiesOf(peer.Identity),
            },
            new(path, IkePort.Plain, IkePort.Plain), _now(),
            end =>
            {
                if (end.Id is not { } id)
                {
                    then(end.IsThePeers ? AttemptEnd.IsThePeers : AttemptEnd.Failed);
                    return;
                }

                if (how.Mode == PhaseOneMode.Aggressive)
                {
                    // RFC 2407 §4.6.3: aggressive mode binds no status to the exchange.
                    Inform(id, Information.Refusing(
                        IsakmpNotifyType.InitialContact,
                        new DeadPeerDetection.Cookies(id.Initiator, id.Responder).ToOctets()));
                }

                BeginChildren(
                    id, isMade => then(isMade ? AttemptEnd.Stands : AttemptEnd.Failed));
            },
            BeginningOf(_peers, how.Signs, isBrief: peer.Addresses.Count > 1));

    /// <summary>Begins a CHILD SA for each pair of prefixes of the first of a peer's, for quick
    /// mode names one prefix on either side.</summary>
    private void BeginChildren(IkeSaId id, Action<bool> then)
    {
        if (Known(id) is not { } ike
            || _peers.QuickPeerOf(ike.Peer, isEncapsulated: false)
                is not { Traffic.Count: > 0 } own)
        {
            then(false);
            return;
        }

        _filled.Add(id);
        var (left, done) = (own.Traffic[0].Local.Count * own.Traffic[0].Remote.Count, 0);
        foreach (var local in own.Traffic[0].Local)
        {
            foreach (var remote in own.Traffic[0].Remote)
            {
                BeginQuick(id, local, remote, isMade =>
                {
                    done += isMade is null ? 0 : 1;
                    if (--left > 0)
                    {
                        return;
                    }

                    _filled.Remove(id);
                    if (done == 0)
                    {
                        // What is of no use is made anew, later.
                        EndOld(id, "no CHILD SA came of it");
                    }

                    then(done > 0);
                });
            }
        }
    }

    /// <summary>Begins a CHILD SA; what follows hears where we receive, or null.</summary>
    private void BeginQuick(
        IkeSaId id, TrafficRange local, TrafficRange remote, Action<Spi?> then)
    {
        if (Known(id) is not { } ike || _keys.IsakmpOf(ike.Keys) is not { } material
            || _peers.OldOf(ike.Peer) is not { } how || Place(id) is not { } place)
        {
            then(null);
            return;
        }

        _phaseTwo.Begin(
            id,
            new(
                _phaseTwo.StandingOf(ike, material), EspSuites.ForQuick(how.Group), local, remote)
            {
                Life = _peers.LifeOf(ike.Peer, isIke: false),
                IsEncapsulated = place.IsEncapsulated,
            },
            place.Flow,
            (made, why) =>
            {
                if (made is null)
                {
                    Complain(
                        ike.Peer, place.Flow, why ?? "makes no CHILD SA by quick mode");
                }

                then(made);
            });
    }
}
