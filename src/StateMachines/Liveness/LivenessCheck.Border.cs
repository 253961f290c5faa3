using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Liveness;

/// <content>Where wire values become inputs, and outputs wire values.</content>
public static partial class LivenessCheck
{
    /// <summary>The IKE SA, as its messages name it, RFC 7296 §2.6.</summary>
    /// <param name="Initiator">The SPI of its original initiator.</param>
    /// <param name="Responder">The SPI of its original responder.</param>
    /// <param name="IsInitiator">Whether we are the original initiator.</param>
    public readonly record struct Sa(IkeSpi Initiator, IkeSpi Responder, bool IsInitiator);

    /// <summary>What the shell found about a message.</summary>
    public enum Protection
    {
        /// <summary>It has no SK payload.</summary>
        None,

        /// <summary>Its SK payload opened, and its message ID is new in the window.</summary>
        Fresh,

        /// <summary>Its SK payload opened, and the window has had it already.</summary>
        Repeated,
    }

    private const byte InitiatorFlag = 0x08;
    private const byte ResponseFlag = 0x20;

    /// <summary>The input that a message is; null: it says nothing about the peer.</summary>
    /// <param name="message">The header, with the payloads that are in the clear.</param>
    /// <param name="inner">The payloads of its SK payload; null without one.</param>
    /// <param name="sa">The IKE SA that its SPIs found.</param>
    /// <param name="protection">What the shell found.</param>
    /// <param name="tokens">The tokens that the peer gave us, RFC 6290 §4.1.</param>
    public static Input? Classify(
        IkeHeaderValue message, InnerPayloadsValue? inner, Sa sa, Protection protection,
        Items<Octets> tokens = default)
    {
        ArgumentNullException.ThrowIfNull(message);

        // A message of ours that comes back has our flag.
        if (message.InitiatorSpi != sa.Initiator || message.ResponderSpi != sa.Responder
            || (message.Flags.Initiator == sa.IsInitiator && protection != Protection.None))
        {
            return new Input.Refused(Refusal.OtherSa);
        }

        return protection switch
        {
            Protection.None => OfUnproven(message, tokens),
            Protection.Repeated => new Input.Refused(Refusal.Repeated),
            Protection.Fresh => message.Flags.Response
                ? new Input.Answered(message.MessageId.Value)
                : message.ExchangeType == ExchangeType.Informational
                    && inner is { Payloads.Count: 0 }
                    ? new Input.Asked(message.MessageId.Value)
                    : new Input.Heard(),
        };
    }

    /// <summary>
    /// The input that a notification is for an older IKE SA; null: none. RFC 7296 §2.4: it counts
    /// where it was protected by an IKE SA that authenticated the same identities.
    /// </summary>
    public static Input? ClassifyContact(NotifyPayloadValue notify, bool isSameIdentity)
    {
        ArgumentNullException.ThrowIfNull(notify);
        return notify.Data is NotifyPayloadData.InitialContact && isSameIdentity
            ? new Input.InitialContact()
            : null;
    }

    /// <summary>The header of a message that an output is; null: it is none.</summary>
    /// <param name="output">The output.</param>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="next">The message ID of our next request.</param>
    /// <remarks>RFC 7296 §2.4: its SK payload is empty, see <see cref="Nothing"/>.</remarks>
    public static IkeHeaderValue? ToMessage(Output output, Sa sa, MessageId next) => output switch
    {
        Output.Seal => Header(sa, next, isResponse: false),
        Output.Answer(var id) => Header(sa, new(id), isResponse: true),
        Output.Ask or Output.Release or Output.Transmit or Output.Synchronize
            or Output.PeerFailed => null,
    };

    /// <summary>What is sealed: no payloads at all.</summary>
    public static InnerPayloadsValue Nothing { get; } = new();

    private static IkeHeaderValue Header(Sa sa, MessageId id, bool isResponse) => new()
    {
        InitiatorSpi = sa.Initiator,
        ResponderSpi = sa.Responder,
        ExchangeType = ExchangeType.Informational,
        Flags = new((byte)((sa.IsInitiator ? InitiatorFlag : 0)
            | (isResponse ? ResponseFlag : 0))),
        MessageId = id,
    };

    /// <summary>A token that is right says more than a hint, RFC 6290 §4.5.</summary>
    private static Input OfUnproven(IkeHeaderValue message, Items<Octets> tokens)
    {
        Input input = new Input.Refused(Refusal.Unprotected);
        foreach (var payload in message.Payloads)
        {
            if (payload.Body is not IkePayloadBody.Notify(var notify))
            {
                continue;
            }

            if (notify.Data is NotifyPayloadData.QuickCrashDetection(var shown)
                && IsOneOf(shown.Token, tokens))
            {
                return new Input.TokenShown();
            }

            input = RumourOf(notify) is { } rumour ? new Input.Hint(rumour) : input;
        }

        return input;
    }

    /// <summary>Both complaints are known by their types alone.</summary>
    private static Rumour? RumourOf(NotifyPayloadValue notify) => notify.Data switch
    {
        NotifyPayloadData.Unknown(var type, _) =>
            type == NotifyType.InvalidIkeSpi ? Rumour.InvalidIkeSpi
            : type == NotifyType.InvalidSpi ? Rumour.InvalidSpi
            : null,
        _ => null,
    };

    private static bool IsOneOf(Octets shown, Items<Octets> tokens)
    {
        // RFC 6290 §4.1: a token has 16 to 128 octets; a shorter one proves nothing.
        if (shown.Length is < 16 or > 128)
        {
            return false;
        }

        var isOne = false;
        foreach (var token in tokens)
        {
            isOne |= CryptographicOperations.FixedTimeEquals(shown.Span, token.Span);
        }

        return isOne;
    }
}
