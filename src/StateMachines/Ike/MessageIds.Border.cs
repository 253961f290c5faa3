using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Liveness;

namespace Holdfast.StateMachines.Ike;

/// <content>Where wire values become inputs, and outputs wire values.</content>
public static partial class MessageIds
{
    /// <summary>The input that a message is; null: its ID counts nowhere, RFC 6311 §5.1.</summary>
    /// <param name="message">The header.</param>
    /// <param name="inner">The payloads of its SK payload; null: it has none that opened.</param>
    /// <param name="sa">The IKE SA that its SPIs found.</param>
    public static Input? Classify(
        IkeHeaderValue message, InnerPayloadsValue? inner, LivenessCheck.Sa sa)
    {
        ArgumentNullException.ThrowIfNull(message);

        // RFC 7296 §2.3: what is not authentic moves nothing.
        if (inner is null)
        {
            return new Input.Refused(Refusal.Unprotected);
        }

        // A message of ours that comes back has our flag.
        if (message.InitiatorSpi != sa.Initiator || message.ResponderSpi != sa.Responder
            || message.Flags.Initiator == sa.IsInitiator)
        {
            return new Input.Refused(Refusal.OtherSa);
        }

        // RFC 6311 §5.1: a synchronisation has message ID 0, in no window.
        var id = message.MessageId.Value;
        return id == 0 && message.ExchangeType == ExchangeType.Informational && IsSync(inner)
            ? null
            : message.Flags.Response ? new Input.Answered(id) : new Input.Requested(id);
    }

    /// <summary>The input that a notification of the peer is; null: none.</summary>
    public static Input? Classify(NotifyPayloadValue notify)
    {
        ArgumentNullException.ThrowIfNull(notify);
        return notify.Data is NotifyPayloadData.SetWindowSize(var set)
            ? new Input.WindowSet(set.WindowSize)
            : null;
    }

    /// <summary>What announces our window, RFC 7296 §2.3.</summary>
    public static NotifyPayloadValue ToAnnouncement(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new()
        {
            Data = new NotifyPayloadData.SetWindowSize(
                new SetWindowSizeValue { WindowSize = (uint)config.Window }),
        };
    }

    /// <summary>The payload of a complaint; null: the output is none.</summary>
    public static NotifyPayloadValue? ToPayload(Output output) => output switch
    {
        Output.Complain(var id) => new()
        {
            Data = new NotifyPayloadData.InvalidMessageId(
                new InvalidMessageIdValue { MessageId = new(id) }),
        },
        Output.Seal or Output.Hold or Output.RoomLeft or Output.Transmit or Output.Finish
            or Output.Drop or Output.Take or Output.Rekey or Output.SaFailed => null,
    };

    private static bool IsSync(InnerPayloadsValue inner)
    {
        foreach (var payload in inner.Payloads)
        {
            if (payload.Body is IkePayloadBody.Notify(var notify)
                && notify.Data is NotifyPayloadData.MessageIdSync)
            {
                return true;
            }
        }

        return false;
    }
}
