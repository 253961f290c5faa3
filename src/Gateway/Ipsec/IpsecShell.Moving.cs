using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Gateway.Ipsec;

/// <content>
/// Peers that move, RFC 4555: the machine of the responder says which path messages and CHILD SAs
/// take. Where a peer is becomes a fact with the answer to it, and that it was asked there another
/// one, so whoever takes over sends there, and asks what was not asked.
/// </content>
internal sealed partial class IpsecShell
{
    private const int CookieLength = 16;

    private readonly MobikeResponder.Config _moving;
    private readonly Dictionary<IkeSaId, MobikeResponder.State> _paths = [];
    private readonly Dictionary<(IkeSaId Ike, uint Id), Change.IkeDescribed> _moves = [];

    /// <summary>Peers come to the address that moves with the cluster, and to no other one.
    /// </summary>
    private MobikeResponder.Config Moving() => MobikeResponder.Config.TryCreate(
        new() { Shared = [_address] }, out var moving, out var error)
        ? moving
        : throw new GatewayException($"{error}");

    private void BeginMoves()
    {
        _paths.Clear();
        _moves.Clear();
        _ways.Clear();
    }

    private void SweepMoves()
    {
        foreach (var id in _paths.Keys.Where(id => Known(id) is null).ToArray())
        {
            _paths.Remove(id);
        }

        foreach (var id in _ways.Keys.Where(id => Known(id) is null).ToArray())
        {
            _ways.Remove(id);
        }

        foreach (var key in _moves.Keys.Where(key => Known(key.Ike) is null).ToArray())
        {
            _moves.Remove(key);
        }
    }

    /// <summary>A reign begins, or goes on: who was not asked where it is is asked.</summary>
    private void TakeUpMoves()
    {
        _paths.Clear();
        _ways.Clear();
        foreach (var ike in _state().Replication.Replica.Sas.Ikes.ToArray())
        {
            AskWhereItIs(ike.Id);
            TakeUpWay(ike.Id);
        }
    }

    /// <summary>What a request means for the path of its peer; what is answered besides.</summary>
    private Items<NotifyPayloadValue> Move(IkeSaId said, uint message, Content content)
    {
        // A peer that does not know yet that its IKE SA was rekeyed says it under the old one.
        var id = HeirOf(said);
        if (content.Exchange != ExchangeType.Informational
            || Place(id) is not { IsMobile: true } place
            || !_waysBack.TryGetValue((said, message), out var flow))
        {
            return [];
        }

        var told = NotifiesIn(content);
        var answered = NatsFor(said, told, flow);
        if (place.WeMove)
        {
            return [.. answered, .. Choose(id, PeerOf(id), told)];
        }

        if (MobikeMessages.ClassifyRequest(told, flow, isAllowed: true) is not { } input)
        {
            return answered;
        }

        foreach (var output in Step(id, place, input))
        {
            if (output is MobikeResponder.Output.Answer answer)
            {
                answered = [.. answered, .. MobikeMessages.Answer(answer)];
                if (answer.Verdict == MobikeInitiator.Verdict.Accepted
                    && input is MobikeResponder.Input.Update && place.Flow != flow)
                {
                    // Another port alone is no other path, and has to be followed all the same.
                    _moves[(said, message)] = new(id, (place with
                    {
                        Flow = flow,
                        Former = StateOf(id, place) is MobikeResponder.State.Checking
                            ? place.Packets
                            : null,
                    }).ToOctets());
                    MovedTo(PeerOf(id), flow);
                    IpsecJournal.Moves(
                        _journal, NameOf(PeerOf(id)), $"{flow.Path.Remote}:{flow.RemotePort}");
                }
            }
        }

        return answered;
    }

    /// <summary>What is to be a fact with the answer to a request: where its peer is.</summary>
    private Items<Change> Moved(IkeSaId id, uint message) =>
        _moves.Remove((id, message), out var move) && Known(move.Ike) is not null ? [move] : [];

    /// <summary>RFC 4555 §3.7: a cookie that only who is there can send back. It goes where the
    /// peer is by the facts.</summary>
    private void AskWhereItIs(IkeSaId said)
    {
        var id = HeirOf(said);
        if (Place(id) is not { IsMobile: true, WeMove: false, Former: not null } place
            || Known(id) is null
            || StateOf(id, place) is not MobikeResponder.State.Checking { Request: var request }
            || request.WasSent)
        {
            return;
        }

        var cookie = new Octets(RandomNumberGenerator.GetBytes(CookieLength));
        Step(id, place, new MobikeResponder.Input.Sent(cookie));
        Request(
            id, ExchangeType.Informational,
            [new() { Body = new IkePayloadBody.Notify(MobikeMessages.Cookie2(cookie)) }],
            (message, answer) => HasAnswered(id, message, cookie, answer));
    }

    private void HasAnswered(IkeSaId id, uint message, Octets cookie, Content? answer)
    {
        if (answer is not null)
        {
            Settled(id, message);
        }

        // Since it was sent another one may have been.
        if (Place(id) is not { } place
            || StateOf(id, place) is not MobikeResponder.State.Checking { Request: var request }
            || request.Cookie != cookie)
        {
            return;
        }

        MobikeResponder.Input input = answer is null
            ? new MobikeResponder.Input.Dropped()
            : MobikeMessages.ClassifyCheckAnswer(NotifiesIn(answer));
        foreach (var output in Step(id, place, input))
        {
            switch (output)
            {
                case MobikeResponder.Output.UseForChildSas:
                    Propose(
                        [new Change.IkeDescribed(id, (place with { Former = null }).ToOctets())],
                        _ => SweepTunnels());
                    break;
                case MobikeResponder.Output.SendCheck:
                    AskWhereItIs(id);
                    break;
                case MobikeResponder.Output.CloseSa:
                    Want(id, new ExchangeWish.DeleteIke(), _ => { });
                    break;
                case MobikeResponder.Output.Answer or MobikeResponder.Output.UseForIke
                    or MobikeResponder.Output.Announce:
                    break;
            }
        }
    }

    private static Items<NotifyPayloadValue> NotifiesIn(Content content) =>
    [
        .. content.Payloads.Payloads.Select(payload => payload.Body)
            .OfType<IkePayloadBody.Notify>().Select(notify => notify.Value),
    ];

    private Outputs<MobikeResponder.Output> Step(
        IkeSaId id, PeerPlace place, MobikeResponder.Input input)
    {
        var next = MobikeResponder.Step(_moving, StateOf(id, place), _now(), input);
        _paths[id] = next.State;
        return next.Outputs;
    }

    /// <summary>Which path a peer takes; in a reign that has heard nothing of it, as the one before
    /// has left it.</summary>
    private MobikeResponder.State StateOf(IkeSaId id, PeerPlace place) =>
        _paths.TryGetValue(id, out var state)
            ? state
            : MobikeResponder.Step(
                _moving, new MobikeResponder.State.Off(), _now(),
                new MobikeResponder.Input.Promoted(place.Flow.Path, place.Former?.Path)).State;

    /// <summary>The IKE SA that has the CHILD SAs of another one, RFC 7296 §2.18; itself: it has
    /// them.</summary>
    private IkeSaId HeirOf(IkeSaId id)
    {
        if (Known(id) is { IsReplaced: true } row)
        {
            foreach (var other in _state().Replication.Replica.Sas.Ikes)
            {
                if (other.Peer == row.Peer && PeerPlace.Read(other.Description)
                    is { Origin: { IsRedundant: false, Ike: { } old } } && old == id)
                {
                    return HeirOf(other.Id);
                }
            }
        }

        return id;
    }

    /// <summary>RFC 4555 §3.8: who asks whether a NAT is between hears how we see it.</summary>
    private static Items<NotifyPayloadValue> NatsFor(
        IkeSaId id, Items<NotifyPayloadValue> told, Flow flow) =>
        told.Any(notify => notify.Data is NotifyPayloadData.NatDetectionSourceIp)
            ? Nats(id, flow)
            : [];

    private static Items<NotifyPayloadValue> Nats(IkeSaId id, Flow flow)
    {
        var spis = new IkeSpiPair(id.Initiator, id.Responder);
        Span<byte> address = stackalloc byte[4];
        flow.Path.Local.Write(address);
        var source = new Octets(NatDetectionHash.Compute(spis, address, flow.LocalPort));
        flow.Path.Remote.Write(address);
        var destination = new Octets(NatDetectionHash.Compute(spis, address, flow.RemotePort));
        return
        [
            new() { Data = new NotifyPayloadData.NatDetectionSourceIp(new() { Hash = source }) },
            new()
            {
                Data = new NotifyPayloadData.NatDetectionDestinationIp(
                    new() { Hash = destination }),
            },
        ];
    }
}
