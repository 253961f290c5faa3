using Holdfast.Codec;
using Holdfast.Gateway.Ike;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Replication;
using Flow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Gateway.Ipsec;

/// <content>Messages of IKE: what comes, what is said, and what waits for its message ID.
/// </content>
internal sealed partial class IpsecShell
{
    private readonly Dictionary<(IkeSaId Ike, uint Id, bool IsResponse), Content> _contents = [];
    private readonly Dictionary<(IkeSaId Ike, uint Id), Flow> _waysBack = [];
    private readonly Dictionary<IkeSaId, Queue<Wish>> _wishes = [];
    private readonly Dictionary<(IkeSaId Ike, uint Id), Wish> _open = [];
    private readonly HashSet<IkeSaId> _wants = [];

    /// <summary>What an authentic message says.</summary>
    /// <param name="Exchange">The exchange.</param>
    /// <param name="Payloads">What was sealed; nothing where it makes no sense.</param>
    /// <param name="Refusal">What it is to be answered then.</param>
    private sealed record Content(
        ExchangeType Exchange, InnerPayloadsValue Payloads, NotifyPayloadValue? Refusal = null);

    /// <summary>A request that waits for its message ID; what follows hears the answer, or null:
    /// there is none, and sees to it that an answer becomes a fact.</summary>
    private sealed record Wish(
        ExchangeType Exchange, Items<IkePayloadValue> Payloads, Action<uint, Content?> Then,
        KeyHandle Share = default, ExchangeSeries? Series = null);

    /// <inheritdoc/>
    public void Send(Items<Octets> octets, Flow flow)
    {
        foreach (var one in octets)
        {
            if (flow.IsOverTcp)
            {
                Sas.Unsent += PutMessage(one.Span, flow) ? 0u : 1u;
                continue;
            }

            if (flow.LocalPort != IkePort.Encapsulated)
            {
                Sas.Unsent += _plain.Send(one.Span, flow) == 0 ? 0u : 1u;
                continue;
            }

            // RFC 3948 §2.2: four zeroes tell IKE from ESP.
            var framed = _made.AsSpan(0, IkePort.MarkerLength + one.Length);
            framed[..IkePort.MarkerLength].Clear();
            one.Span.CopyTo(framed[IkePort.MarkerLength..]);
            Sas.Unsent += _encapsulated.Send(framed, flow) == 0 ? 0u : 1u;
        }
    }

    private void HearPlain()
    {
        for (var heard = 0; heard < DatagramsMax; heard++)
        {
            var length = _plain.Receive(_heard, out var flow);
            if (length == 0)
            {
                return;
            }

            Hear(_heard.AsSpan(0, length), flow);
        }
    }

    /// <summary>A message of IKE.</summary>
    private void Hear(ReadOnlySpan<byte> octets, Flow flow)
    {
        if (!_isOpen || !_maySend || !IkeFixedHeader.TryParse(octets, out var header, out _))
        {
            return;
        }

        if (header.MajorVersion == 1)
        {
            HearOld(octets, flow);
            return;
        }

        var id = new IkeSaId(header.InitiatorSpi, header.ResponderSpi);
        if (Known(id) is { } ike)
        {
            if (!IsOld(ike))
            {
                HearOf(ike, octets, flow);
            }
        }
        else if (header.ExchangeType == ExchangeType.IkeSaInit.Value
            || header.ExchangeType == ExchangeType.IkeIntermediate.Value
            || header.ExchangeType == ExchangeType.IkeAuth.Value)
        {
            if (header.Flags.Response)
            {
                _initiations.Hear(octets, header.InitiatorSpi, flow, _now());
            }
            else
            {
                _handshakes.Hear(octets, header.InitiatorSpi, flow, _now());
            }
        }
    }

    private void HearOf(IkeSa ike, ReadOnlySpan<byte> octets, Flow flow)
    {
        if (!IkeHeaderValue.TryParse(octets, out var message, out _))
        {
            return;
        }

        var sa = SaOf(ike);
        var inner = _keys.Channel(ike.Keys)!.Open(octets, out var refusal);
        inner ??= refusal is null || message.Flags.Response ? null : new InnerPayloadsValue();
        if (inner is null)
        {
            if (LivenessCheck.Classify(message, null, sa, LivenessCheck.Protection.None)
                is { } hint)
            {
                _step(new Input.AtLiveness(ike.Id, hint));
            }

            return;
        }

        var id = message.MessageId.Value;
        var isResponse = message.Flags.Response;
        var isNew = !isResponse && id >= ike.NextExpected;
        Prove(flow, isNew);
        if (isNew)
        {
            Follow(ike, flow);
        }

        if (MessageIds.Classify(message, inner, sa) is { } input)
        {
            // What is too old to be answered, or to be answered again, has no way back.
            if (!isResponse && (ulong)id + ike.ReceiveWindow >= ike.NextExpected
                && id < (ulong)ike.NextExpected + ike.ReceiveWindow)
            {
                _waysBack[(ike.Id, id)] = flow;
            }

            if (input is MessageIds.Input.Requested or MessageIds.Input.Answered)
            {
                _contents[(ike.Id, id, isResponse)] = new(message.ExchangeType, inner, refusal);
            }

            _step(new Input.AtMessageIds(ike.Id, input));
            _contents.Remove((ike.Id, id, isResponse));
            return;
        }

        HearSync(ike, message, inner, sa);
    }

    /// <summary>A synchronisation of message IDs, RFC 6311.</summary>
    private void HearSync(
        IkeSa ike, IkeHeaderValue message, InnerPayloadsValue inner, LivenessCheck.Sa sa)
    {
        var known = new MessageIdSync.Known(
            sa, ike.Traits.HasFlag(IkeTraits.MessageIdSync),
            ike.Traits.HasFlag(IkeTraits.ReplayCounterSync), default,
            MessageIdSync.Children.None);
        switch (MessageIdSync.Classify(message, inner, known))
        {
            case MessageIdSync.Input.Asked asked:
                _step(new Input.SyncAsked(
                    ike.Id, asked.Nonce, asked.Send, asked.Receive, asked.Delta));
                break;
            case MessageIdSync.Input.CountersAsked counters:
                _step(new Input.CountersAsked(ike.Id, counters.Delta));
                break;
            case { } other:
                _step(new Input.AtMessageIdSync(ike.Id, other));
                break;
            case null:
                break;
        }
    }

    /// <summary>RFC 7296 §2.23: where a NAT is, an authentic new message says where the peer is;
    /// whoever speaks MOBIKE says it itself.</summary>
    private void Follow(IkeSa ike, Flow flow)
    {
        if (Place(ike.Id) is not { } place || place.Flow == flow)
        {
            return;
        }

        if (flow.IsOverTcp || place.Flow.IsOverTcp)
        {
            FollowConnection(ike, place, flow);
        }
        else if (place is { IsEncapsulated: true, IsMobile: false })
        {
            Propose(
                [new Change.IkeDescribed(ike.Id, (place with { Flow = flow }).ToOctets())],
                _ => SweepTunnels());
        }
    }

    private void Transmit(IkeSaId id, uint message, Items<Octets> octets, bool isResponse)
    {
        // RFC 7296 §2.11: an answer goes back to where its request came from.
        if (isResponse && _waysBack.Remove((id, message), out var back))
        {
            Send(octets, back);
        }
        else if (Place(id) is { } place)
        {
            Send(octets, place.Flow);
        }
    }

    private PeerPlace? Place(IkeSaId id) =>
        _state().Replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike)
        || _before().Replication.Replica.Sas.Ikes.TryFind(id.Key, out ike)
            ? Connected(ike.Peer, PeerPlace.Read(ike.Description))
            : null;

    private void BeginMessages()
    {
        _wishes.Clear();
        _open.Clear();
        _wants.Clear();
        _waysBack.Clear();
        _contents.Clear();
        BeginExchanges();
        BeginIsakmp();
        BeginMoves();
        BeginAges();
    }

    /// <summary>Carries out what the window of an IKE SA says.</summary>
    public void Carry(IkeSaId id, MessageIds.Output wanted)
    {
        switch (wanted)
        {
            case MessageIds.Output.Seal(var message):
                _wants.Remove(id);

                // An ID that nobody needs any more is used up by a message that says nothing.
                var wish = _wishes.TryGetValue(id, out var queue)
                    && queue.TryDequeue(out var first)
                    ? first
                    : new(ExchangeType.Informational, [], (answered, _) => Settled(id, answered));
                _open[(id, message)] = wish;
                Seal(id, message, wish.Exchange, wish.Payloads, wish.Share, wish.Series);
                WantNext(id);
                break;
            case MessageIds.Output.RoomLeft:
                WantNext(id);
                break;
            case MessageIds.Output.Hold:
                _wants.Remove(id);
                break;
            case MessageIds.Output.Transmit(var octets):
                Sas.Repeats++;
                Repeat(id, octets);
                Choose(id, new MobikeInitiator.Input.Silent());
                break;
            case MessageIds.Output.Finish(var message):
                Sas.Ours++;
                Choose(id, new MobikeInitiator.Input.Heard());
                _contents.Remove((id, message, true), out var answer);
                if (_open.Remove((id, message), out var asked))
                {
                    asked.Then(message, answer);
                }
                else
                {
                    // While the request is a fact still: what was asked stands in it.
                    AnsweredToAnother(id, message, answer);
                    Settled(id, message);
                }

                WantNext(id);
                break;
            case MessageIds.Output.Drop(var message):
                if (_open.Remove((id, message), out var dropped))
                {
                    dropped.Then(message, null);
                }
                else
                {
                    EndAtPeer(id, ExchangeTakeover.TakingBack(AskedIn(id, message)));
                }

                break;
            case MessageIds.Output.Take(var message):
                Sas.Theirs++;
                if (_contents.Remove((id, message, false), out var content))
                {
                    Answer(id, message, content);
                }

                break;
            case MessageIds.Output.SaFailed:
                End(id, "its requests are not answered");
                break;
            case MessageIds.Output.Complain or MessageIds.Output.Rekey:
                break;
        }
    }

    private void Settled(IkeSaId id, uint message) =>
        Propose([new Change.RequestAnswered(id, message)]);

    /// <summary>What was said before is said again, to where the peer is or asked from.</summary>
    private void Repeat(IkeSaId id, Items<Octets> octets)
    {
        if (octets.Count > 0 && IkeFixedHeader.TryParse(octets[0].Span, out var header, out _))
        {
            Transmit(id, header.MessageId.Value, octets, header.Flags.Response);
        }
    }

    /// <summary>A request of ours, once its message ID is there.</summary>
    private void Request(
        IkeSaId id, ExchangeType exchange, Items<IkePayloadValue> payloads,
        Action<uint, Content?> then, KeyHandle share = default, ExchangeSeries? series = null)
    {
        if (!_wishes.TryGetValue(id, out var queue))
        {
            _wishes[id] = queue = new();
        }

        queue.Enqueue(new(exchange, payloads, then, share, series));
        WantNext(id);
    }

    /// <summary>A message ID for the request that waits longest; one is wanted at a time, for one
    /// that is given must be used.</summary>
    private void WantNext(IkeSaId id)
    {
        if (_wishes.TryGetValue(id, out var waiting) && waiting.Count > 0 && _wants.Add(id))
        {
            _step(new Input.AtMessageIds(id, new MessageIds.Input.Wanted()));
        }
    }

    /// <summary>A request with that ID becomes a fact, and is sent; our half of its key exchange
    /// goes with it, so that whoever takes over can take the answer.</summary>
    public void Seal(
        IkeSaId id, uint message, ExchangeType exchange, Items<IkePayloadValue> payloads,
        KeyHandle share = default, ExchangeSeries? series = null)
    {
        if (Known(id) is { } ike)
        {
            var secrets = KeptHalf(share, series);
            Propose(
                [new Change.RequestSent(id, new(message, [], secrets))],
                isFact => _keys.Forget(isFact ? KeyHandle.None : secrets),
                IkeMessages.Header(SaOf(ike), exchange, message, isResponse: false, payloads),
                ike.Keys);
        }
    }

    /// <summary>Replay counters of the peer move on, RFC 6311 §5.2.</summary>
    public void SealCounters(IkeSaId id, uint message, MessageIdSync.Delta delta)
    {
        if (MessageIdSync.ToPayloads(new MessageIdSync.Output.AskCounters(delta)) is { } asked)
        {
            Seal(id, message, ExchangeType.Informational, asked.Payloads);
        }
    }

    /// <summary>Carries out what a synchronisation of message IDs says.</summary>
    public void Carry(IkeSaId id, MessageIdSync.Output wanted)
    {
        if (wanted is MessageIdSync.Output.Draw)
        {
            _step(new Input.AtMessageIdSync(
                id, new MessageIdSync.Input.Drawn(
                    (uint)System.Security.Cryptography.RandomNumberGenerator.GetInt32(
                        int.MaxValue))));
        }
        else if (Known(id) is { } ike
            && MessageIdSync.ToMessage(wanted, SaOf(ike)) is { } header
            && MessageIdSync.ToPayloads(wanted) is { } inner
            && _keys.Channel(ike.Keys)!.TrySeal(header, inner, DatagramMax, out var octets)
            && Place(id) is { } place)
        {
            Send(octets, place.Flow);
        }
    }
}
