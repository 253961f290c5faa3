using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.StateMachines.Ike;

/// <content>Where wire values become inputs, and outputs wire values.</content>
public static partial class MessageIdSync
{
    private const byte InitiatorFlag = 0x08;
    private const byte ResponseFlag = 0x20;

    /// <summary>What this side knows of the IKE SA when a message comes.</summary>
    /// <param name="Sa">The IKE SA, as its messages name it.</param>
    /// <param name="HasIds">Whether message IDs can be synchronised: negotiated, §5.</param>
    /// <param name="HasCounters">Whether replay counters can.</param>
    /// <param name="Numbers">The message IDs.</param>
    /// <param name="Children">Which CHILD SAs there are.</param>
    public readonly record struct Known(
        LivenessCheck.Sa Sa, bool HasIds, bool HasCounters, Numbers Numbers, Children Children);

    /// <summary>The input that a message is; null: it synchronises nothing.</summary>
    /// <param name="message">The header.</param>
    /// <param name="inner">The payloads of its SK payload; null: it has none that opened.</param>
    /// <param name="known">What this side knows.</param>
    public static Input? Classify(
        IkeHeaderValue message, InnerPayloadsValue? inner, Known known)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (inner is null || message.InitiatorSpi != known.Sa.Initiator
            || message.ResponderSpi != known.Sa.Responder
            || message.Flags.Initiator == known.Sa.IsInitiator)
        {
            return new Input.Refused(Refusal.Unprotected);
        }

        var (ids, counters) = (IdsIn(inner), CountersIn(inner));
        if (ids is null && counters is null)
        {
            return null;
        }

        // RFC 6311 §5: a side that did not agree to it neither asks nor is asked.
        if ((ids is not null && !known.HasIds) || (counters is not null && !known.HasCounters))
        {
            return new Input.Refused(Refusal.NotNegotiated);
        }

        // RFC 6311 §5.1: these notifications and nothing else, in an INFORMATIONAL exchange;
        // message ID 0 goes with the IDs, an ordinary one with the counters alone.
        var isResponse = message.Flags.Response;
        var count = (ids is null ? 0 : 1) + (counters is null ? 0 : 1);
        if (message.ExchangeType != ExchangeType.Informational || inner.Payloads.Count != count
            || (ids is not null && message.MessageId.Value != 0)
            || (isResponse && counters is not null))
        {
            return new Input.Refused(Refusal.Malformed);
        }

        Delta? delta = counters is { } by
            ? new Delta(((ulong)by.High.GetValueOrDefault() << 32) | by.Low, by.High is not null)
            : null;
        return ids is null
            ? new Input.CountersAsked(delta!.Value, known.Children)
            : isResponse
                ? new Input.Answered(
                    ToNonce(ids), ids.ExpectedSend.Value, ids.ExpectedReceive.Value)
                : new Input.Asked(
                    ToNonce(ids), ids.ExpectedSend.Value, ids.ExpectedReceive.Value, delta,
                    known.Numbers, known.Children);
    }

    /// <summary>The header of a message that an output is; null: it is none.</summary>
    /// <param name="output">The output.</param>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="id">
    /// The message ID of a request that moves counters alone; that of message IDs is 0.
    /// </param>
    public static IkeHeaderValue? ToMessage(
        Output output, LivenessCheck.Sa sa, uint id = 0) => output switch
        {
            Output.Ask => Header(sa, isResponse: false, 0),
            Output.AskCounters => Header(sa, isResponse: false, id),
            Output.Answer => Header(sa, isResponse: true, 0),
            Output.Draw or Output.Adopt or Output.Advance or Output.RekeyChildren
                or Output.TearDown => null,
        };

    /// <summary>What is sealed in that message; null: the output is none.</summary>
    public static InnerPayloadsValue? ToPayloads(Output output) => output switch
    {
        Output.Ask(var nonce, var m1, var p1, var delta) => new()
        {
            Payloads = delta is { } by
                ? [Ids(nonce, m1, p1), Counters(by)]
                : [Ids(nonce, m1, p1)],
        },

        Output.AskCounters(var by) => new() { Payloads = [Counters(by)] },

        // RFC 6311 §5: the response says nothing of counters.
        Output.Answer(var nonce, _, var send, var receive) => new()
        {
            Payloads = [Ids(nonce, send, receive)],
        },
        Output.Draw or Output.Adopt or Output.Advance or Output.RekeyChildren
            or Output.TearDown => null,
    };

    private static IkeHeaderValue Header(
        LivenessCheck.Sa sa, bool isResponse, uint id) => new()
        {
            InitiatorSpi = sa.Initiator,
            ResponderSpi = sa.Responder,
            ExchangeType = ExchangeType.Informational,
            Flags = new((byte)((sa.IsInitiator ? InitiatorFlag : 0)
            | (isResponse ? ResponseFlag : 0))),
            MessageId = new(id),
        };

    private static IkePayloadValue Ids(uint nonce, uint send, uint receive)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, nonce);
        return Notify(new NotifyPayloadData.MessageIdSync(new()
        {
            Nonce = new Octets(octets),
            ExpectedSend = new(send),
            ExpectedReceive = new(receive),
        }));
    }

    private static IkePayloadValue Counters(Delta delta) =>
        Notify(new NotifyPayloadData.ReplayCounterSync(new()
        {
            High = delta.IsExtended ? (uint)(delta.Value >> 32) : null,
            Low = (uint)delta.Value,
        }));

    private static IkePayloadValue Notify(NotifyPayloadData data) =>
        new() { Body = new IkePayloadBody.Notify(new NotifyPayloadValue { Data = data }) };

    private static uint ToNonce(MessageIdSyncValue ids) =>
        BinaryPrimitives.ReadUInt32BigEndian(ids.Nonce.Span);

    private static MessageIdSyncValue? IdsIn(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.MessageIdSync(var ids))
            {
                return ids;
            }
        }

        return null;
    }

    private static ReplayCounterSyncValue? CountersIn(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.ReplayCounterSync(var counters))
            {
                return counters;
            }
        }

        return null;
    }
}
