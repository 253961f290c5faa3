using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;
using KeyHandle = Holdfast.StateMachines.KeyHandle;
using MessageIdSync = Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Simulator;

/// <content>IKE as octets: sealed and opened with the keys of the SA.</content>
internal sealed partial class MemberLife
{
    private readonly Dictionary<KeyHandle, MessageSealer> _sealers = [];
    private readonly SealingReigns _reigns = new();
    private readonly Dictionary<(IkeSaId Ike, uint Id, bool IsResponse), IkeContent> _contents = [];
    private readonly Dictionary<IkeSaId, Queue<IkeRequest>> _requests = [];
    private readonly Dictionary<(IkeSaId Ike, uint Id), IkeRequest> _open = [];
    private readonly HashSet<IkeSaId> _wants = [];

    private void BeginIke(Takeover takeover)
    {
        _reigns.Begin();
        _requests.Clear();
        _open.Clear();
        _wants.Clear();
        _waysBack.Clear();
        BeginExchanges();
        BeginQuickModes();
        foreach (var plan in takeover.Ikes)
        {
            if (_state.Replication.Replica.Sas.Ikes.TryFind(plan.Ike.Key, out var ike))
            {
                _reigns.Plan(ike.Keys, plan.NonceReign);
                _sealers.Remove(ike.Keys);
            }
        }
    }

    /// <summary>A datagram to the port of IKE.</summary>
    private void FromPeer(Ipv4Packet packet, ReadOnlySpan<byte> octets)
    {
        if (IsakmpMessages.TryRead(octets, out var old))
        {
            FromOldPeer(packet, octets, old);
            return;
        }

        if (!IkeHeaderValue.TryParse(octets, out var message, out _))
        {
            return;
        }

        if (message.ExchangeType == ExchangeType.IkeSaInit)
        {
            Greeted(packet, octets, message);
            return;
        }

        if ((message.ExchangeType == ExchangeType.IkeIntermediate
                || message.ExchangeType == ExchangeType.IkeAuth)
            && Proves(packet, octets, message))
        {
            return;
        }

        var id = new IkeSaId(message.InitiatorSpi, message.ResponderSpi);
        if (!_state.Replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike)
            || !_keys.Has(ike.Keys))
        {
            Unknown(packet, message);
            return;
        }

        var sa = SaOf(ike);
        var inner = IkeContent.Open(_keys.Opener(ike.Keys), octets);
        if (inner is null)
        {
            if (LivenessCheck.Classify(message, null, sa, LivenessCheck.Protection.None)
                is { } hint)
            {
                Do(new Input.AtLiveness(id, hint));
            }

            return;
        }

        if (!message.Flags.Response && message.MessageId.Value >= ike.NextExpected)
        {
            Follow(id, packet);
        }

        if (MessageIds.Classify(message, inner, sa) is { } input)
        {
            if (!message.Flags.Response && WayBack(packet) is { } back)
            {
                _waysBack[(id, message.MessageId.Value)] = back;
            }

            if (input is MessageIds.Input.Requested or MessageIds.Input.Answered)
            {
                _contents[(id, message.MessageId.Value, message.Flags.Response)] =
                    new(
                        message.ExchangeType, inner, HostAddress.From(packet.SourceAddress));
            }

            Do(new Input.AtMessageIds(id, input));
            return;
        }

        var known = new MessageIdSync.Known(
            sa, ike.Traits.HasFlag(IkeTraits.MessageIdSync),
            ike.Traits.HasFlag(IkeTraits.ReplayCounterSync), default,
            MessageIdSync.Children.None);
        switch (MessageIdSync.Classify(message, inner, known))
        {
            case MessageIdSync.Input.Asked asked:
                Do(new Input.SyncAsked(
                    id, asked.Nonce, asked.Send, asked.Receive, asked.Delta));
                break;
            case MessageIdSync.Input.CountersAsked counters:
                Do(new Input.CountersAsked(id, counters.Delta));
                break;
            case { } other:
                Do(new Input.AtMessageIdSync(id, other));
                break;
            case null:
                break;
        }
    }

    private void SealCheck(IkeSaId ike, uint id)
    {
        if (Known(ike) is { } sa)
        {
            Request(ike, sa, id, ExchangeType.Informational, []);
        }
    }

    private void SealCounters(IkeSaId ike, uint id, MessageIdSync.Delta delta)
    {
        if (Known(ike) is { } sa
            && MessageIdSync.ToPayloads(new MessageIdSync.Output.AskCounters(delta)) is { } asked)
        {
            Request(ike, sa, id, ExchangeType.Informational, asked.Payloads);
        }
    }

    private void CarryMessageIds(IkeSaId ike, MessageIds.Output wanted)
    {
        switch (wanted)
        {
            case MessageIds.Output.Seal(var id):
                _wants.Remove(ike);
                if (Known(ike) is { } sa)
                {
                    // An ID that nobody needs any more is used up by a message that says nothing.
                    var request = _requests.TryGetValue(ike, out var queue)
                        && queue.TryDequeue(out var first)
                        ? first
                        : new(ExchangeType.Informational, [], _ => { });
                    _open[(ike, id)] = request;
                    Request(ike, sa, id, request.Exchange, request.Payloads, request.Share,
                        request.Series);
                }

                WantNext(ike);

                break;
            case MessageIds.Output.RoomLeft:
                WantNext(ike);
                break;
            case MessageIds.Output.Hold:
                _wants.Remove(ike);
                break;
            case MessageIds.Output.Transmit(var octets):
                Transmit(ike, octets);
                break;
            case MessageIds.Output.Finish(var id):
                _answered = new(ike, id);
                _contents.Remove((ike, id, true), out var answer);
                if (_open.Remove((ike, id), out var asked))
                {
                    asked.Then(answer?.Payloads);
                }
                else
                {
                    AnsweredToAnother(ike, id, answer);
                }

                Propose(TakeAnswered());

                // That there is room is said once, however many wait for it.
                WantNext(ike);

                break;
            case MessageIds.Output.Drop(var id):
                if (_open.Remove((ike, id), out var dropped))
                {
                    dropped.Then(null);
                }
                else
                {
                    EndAtPeer(ike, ExchangeTakeover.TakingBack(AskedIn(ike, id)));
                }

                break;
            case MessageIds.Output.Take(var id):
                if (_contents.Remove((ike, id, false), out var content))
                {
                    Answer(ike, id, content);
                }

                break;
            case MessageIds.Output.Complain or MessageIds.Output.Rekey
                or MessageIds.Output.SaFailed:
                break;
        }
    }

    /// <summary>A request of ours, once its message ID is there.</summary>
    private void Ask(
        IkeSaId ike, ExchangeType exchange, Items<IkePayloadValue> payloads,
        Action<InnerPayloadsValue?> then, KeyHandle share = default,
        ExchangeSeries? series = null)
    {
        if (!_requests.TryGetValue(ike, out var queue))
        {
            _requests[ike] = queue = new();
        }

        queue.Enqueue(new(exchange, payloads, then, share, series));
        WantNext(ike);
    }

    /// <summary>A message ID for the request that waits longest; one is wanted at a time, for one
    /// that is given must be used.</summary>
    private void WantNext(IkeSaId ike)
    {
        if (_requests.TryGetValue(ike, out var waiting) && waiting.Count > 0 && _wants.Add(ike))
        {
            Do(new Input.AtMessageIds(ike, new MessageIds.Input.Wanted()));
        }
    }

    /// <summary>A request with that ID becomes a fact, and is sent; our half of its key exchange
    /// goes with it, so that whoever takes over can take the answer.</summary>
    private void Request(
        IkeSaId ike, IkeSa sa, uint id, ExchangeType exchange, Items<IkePayloadValue> payloads,
        KeyHandle share = default, ExchangeSeries? series = null)
    {
        var secrets = KeptHalf(share, series);
        Propose(
            [new Change.RequestSent(ike, new(id, [], secrets))],
            secrets.IsSome ? isFact => _keys.Forget(isFact ? KeyHandle.None : secrets) : null,
            IkeContent.Header(SaOf(sa), exchange, id, isResponse: false, payloads), sa.Keys);
    }

    private void CarrySync(IkeSaId ike, MessageIdSync.Output wanted)
    {
        if (wanted is MessageIdSync.Output.Draw)
        {
            Do(new Input.AtMessageIdSync(
                ike, new MessageIdSync.Input.Drawn((uint)_box.Chance.Next())));
        }
        else if (Known(ike) is { } sa
            && MessageIdSync.ToMessage(wanted, SaOf(sa)) is { } header
            && MessageIdSync.ToPayloads(wanted) is { } inner
            && Sealer(sa.Keys) is { } sealer
            && sealer.TrySeal(header, inner, out var octets, out _))
        {
            _stage.Sealed.Synchronises(octets);
            SendIke(ike, octets, MessageKind.IkeSync);
        }
    }

    private void Seal(ulong ticket, IWireValue message, KeyHandle key)
    {
        var header = (IkeHeaderValue)message;
        Do(new Input.AtReplication(
            _stage.Sealed.Seal(Sealer(key), header, header.Payloads) is { } octets
                ? new SaReplication.Input.Sealed(ticket, [new Octets(octets)])
                : new SaReplication.Input.NotSealed(ticket)));
    }

    /// <summary>
    /// Who seals with the keys of an IKE SA in this reign; null: nobody may. Those that this life
    /// made begin with reign 0 of their nonces, those that were taken over with what the plan says;
    /// of all others nobody knows what was used. What a reign has begun to use goes on from where
    /// it was, in the reigns that take no part in that SA too.
    /// </summary>
    private MessageSealer? Sealer(KeyHandle keys)
    {
        if (_sealers.TryGetValue(keys, out var sealer))
        {
            return sealer;
        }

        var first = _stage.Options.Mischief.HasFlag(Mischief.NonceOfFirstReign);
        var known = first ? 0 : _reigns.Of(keys);
        if (!_keys.Has(keys) || known is not { } reign
            || !NoncePartition.TryCreate(
                first ? (byte)0 : _box.Number, reign, out var partition, out _))
        {
            return null;
        }

        var cipher = _keys.Sealer(keys);
        return _sealers[keys] = new(
            cipher,
            new IvSource(cipher.Encryption, partition, octets => _box.Chance.Fill(octets)));
    }

    /// <summary>Keys that this life has made: it alone has sealed with them.</summary>
    private void Made(KeyHandle keys, ReadOnlySpan<byte> material)
    {
        if (!_keys.Has(keys) && _keys.TryAdd(keys, material))
        {
            _reigns.Make(keys);
        }
    }

    private IkeSa? Known(IkeSaId ike) =>
        _state.Replication.Replica.Sas.Ikes.TryFind(ike.Key, out var sa) && _keys.Has(sa.Keys)
            ? sa
            : null;

    private LivenessCheck.Sa SaOf(IkeSa ike) => new(
        ike.Id.Initiator, ike.Id.Responder, _stage.Agreements.IsOfMember(ike.Id));
}
