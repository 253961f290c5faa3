using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Qcd;

/// <summary>Where the messages of RFC 6290 become inputs, and outputs messages.</summary>
public static class TokenMessages
{
    private const byte InitiatorFlag = 0x08;
    private const byte ResponseFlag = 0x20;

    /// <summary>The input that a message is whose SPIs this member does not know.</summary>
    /// <param name="message">The message; its SK payload can't be opened.</param>
    /// <param name="from">Where it came from.</param>
    /// <param name="knowledge">What the cluster knows of its SPIs, §9.2.</param>
    public static TokenMaker.Input Classify(
        IkeHeaderValue message, TokenMaker.Sender from, SpiKnowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Flags.Response)
        {
            return new TokenMaker.Input.Refused(TokenMaker.Refusal.Response);
        }

        // RFC 7296 §2.6: of an IKE SA neither SPI is zero, and IKE_SA_INIT begins a new one.
        if (message.InitiatorSpi.Value == 0 || message.ResponderSpi.Value == 0
            || message.ExchangeType == ExchangeType.IkeSaInit)
        {
            return new TokenMaker.Input.Refused(TokenMaker.Refusal.NoSa);
        }

        foreach (var payload in message.Payloads)
        {
            if (payload.Body is IkePayloadBody.Sk or IkePayloadBody.Skf)
            {
                return new TokenMaker.Input.Asked(
                    new TokenMaker.Question.Request(
                        new(message.InitiatorSpi, message.ResponderSpi), message.ExchangeType,
                        message.MessageId, message.Flags.Initiator, from),
                    knowledge);
            }
        }

        return new TokenMaker.Input.Refused(TokenMaker.Refusal.Unprotected);
    }

    /// <summary>The message that an output is; null: it is none.</summary>
    /// <param name="output">The output.</param>
    /// <param name="tokens">
    /// Of <see cref="TokenMaker.Output.Reveal"/>: a token of each of its secrets.
    /// </param>
    public static IkeHeaderValue? ToMessage(
        TokenMaker.Output output, Items<Octets> tokens = default) => output switch
        {
            TokenMaker.Output.Reveal reveal => Answer(reveal.Question, tokens),
            TokenMaker.Output.Complain complain => Answer(complain.Question, default),
            TokenMaker.Output.Give or TokenMaker.Output.MakeSecret
                or TokenMaker.Output.Forget => null,
        };

    /// <summary>
    /// The notification that gives or shows a token, §4.1: it is about the IKE SA, and has no SPI.
    /// </summary>
    public static NotifyPayloadValue ToPayload(Octets token) => new()
    {
        ProtocolId = ProtocolId.Ike,
        Data = new NotifyPayloadData.QuickCrashDetection(
            new QuickCrashDetectionValue { Token = token }),
    };

    /// <summary>
    /// The token that a notification under protection gives, to be kept as a key whose handle is
    /// <see cref="TokenTaker.Input.Given"/>; false: none of 16 to 128 octets.
    /// </summary>
    public static bool TryGetToken(NotifyPayloadValue notify, out Octets token)
    {
        ArgumentNullException.ThrowIfNull(notify);
        token = notify.Data is NotifyPayloadData.QuickCrashDetection(var given)
            && given.Token.Length is >= CrashTokens.LengthMin and <= CrashTokens.LengthMax
                ? given.Token
                : default;
        return token.Length > 0;
    }

    /// <summary>What a taker compares a message with.</summary>
    /// <param name="Sa">The SPIs of its IKE SA.</param>
    /// <param name="Outbound">The SPIs to which its CHILD SAs are sent.</param>
    /// <param name="Peer">The peer's address.</param>
    public readonly record struct Standing(IkeSaId Sa, Items<Spi> Outbound, HostAddress Peer);

    /// <summary>The input that a message in the clear is for a taker; null: it has no token.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="from">The address that it came from.</param>
    /// <param name="standing">What it is compared with.</param>
    /// <param name="given">The tokens of the peer, in the order of the state.</param>
    public static TokenTaker.Input? Classify(
        IkeHeaderValue message, HostAddress from, Standing standing, ReadOnlySpan<Secret> given)
    {
        ArgumentNullException.ThrowIfNull(message);
        var isOurs = message.InitiatorSpi == standing.Sa.Initiator
            && message.ResponderSpi == standing.Sa.Responder;
        var (seen, isRight) = (0, false);
        foreach (var payload in message.Payloads)
        {
            if (payload.Body is not IkePayloadBody.Notify(var notify))
            {
                continue;
            }

            // RFC 6290 §8.2: the SPI of the CHILD SA stands for the IKE SA.
            isOurs |= notify.Data is NotifyPayloadData.Unknown(var type, var data)
                && type == NotifyType.InvalidSpi && data.Length == sizeof(uint)
                && standing.Outbound.Span.Contains(
                    new(BinaryPrimitives.ReadUInt32BigEndian(data.Span)));

            // RFC 6290 §4.5: any of four may be the one; more are no better than a guess.
            if (notify.Data is NotifyPayloadData.QuickCrashDetection(var shown)
                && seen < CrashTokens.AtOnceMax)
            {
                seen++;
                isRight |= CrashTokens.IsOneOf(shown.Token.Span, given);
            }
        }

        return seen == 0 ? null
            : !isOurs ? new TokenTaker.Input.Refused(TokenTaker.Refusal.OtherSa)
            : new TokenTaker.Input.Shown(
                isRight,
                from == standing.Peer ? TokenTaker.Source.Peer : TokenTaker.Source.Other);
    }

    private static IkeHeaderValue Answer(TokenMaker.Question question, Items<Octets> tokens) =>
        question switch
        {
            // RFC 7296 §1.5: SPIs, exchange and message ID as in the request; flags of a response.
            TokenMaker.Question.Request request => Message(
                request.Sa, request.Exchange, request.MessageId,
                (byte)(ResponseFlag | (request.IsInitiator ? 0 : InitiatorFlag)),
                NotifyType.InvalidIkeSpi, default, tokens),

            // RFC 7296 §1.5: outside of any IKE SA; it says nothing about its SPIs.
            TokenMaker.Question.Packet packet => Message(
                default, ExchangeType.Informational, new(0), InitiatorFlag,
                NotifyType.InvalidSpi, Big(packet.Spi), tokens),
        };

    private static IkeHeaderValue Message(
        IkeSaId sa, ExchangeType exchange, MessageId id, byte flags, NotifyType complaint,
        Octets about, Items<Octets> tokens)
    {
        // RFC 6290 §4.5: the complaint stands there too, for peers that know no tokens.
        Items<NotifyPayloadValue> notifies =
        [
            new NotifyPayloadValue { Data = new NotifyPayloadData.Unknown(complaint, about) },
            .. tokens.Take(CrashTokens.AtOnceMax).Select(ToPayload),
        ];
        return new()
        {
            InitiatorSpi = sa.Initiator,
            ResponderSpi = sa.Responder,
            ExchangeType = exchange,
            Flags = new(flags),
            MessageId = id,
            Payloads =
            [
                .. notifies.Select(notify => new IkePayloadValue
                {
                    Body = new IkePayloadBody.Notify(notify),
                }),
            ],
        };
    }

    private static Octets Big(Spi spi)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        return new(octets);
    }
}
