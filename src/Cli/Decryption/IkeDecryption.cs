using Holdfast.Cli.Decoding;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption;

/// <summary>
/// Opens what an IKEv2 message holds encrypted: payloads in SK, or a piece of them in SKF.
/// </summary>
internal static class IkeDecryption
{
    private const byte Sk = 46;
    private const int PayloadHeader = 4;

    /// <summary>Opens the message whose layer is the last.</summary>
    public static void Open(PacketDecoder decoder, Part part, SaTable keys)
    {
        var message = part.Octets;
        if (!IkeHeader.TryParse(message, out var header, out _))
        {
            return;
        }

        if (header.ExchangeType == ExchangeType.IkeSaInit
            || header.ExchangeType == ExchangeType.IkeSessionResume)
        {
            keys.Ike.ObserveClear(header);
        }

        if (!TryFind(message, header, out var at, out var type, out var first))
        {
            return;
        }

        Opening? opening = null;
        foreach (var sa in keys.Find(header.InitiatorSpi, header.ResponderSpi))
        {
            var side = sa.Of(header.Flags.Initiator);
            var tried = type == Sk
                ? OpenWhole(decoder, side, message, at + PayloadHeader, first)
                : OpenFragment(decoder, side, message, header);
            opening = tried.Icv == IcvCheck.Good ? tried : opening ?? tried;
            if (opening.Icv == IcvCheck.Good)
            {
                Learn(decoder, keys, sa, header, opening);
                break;
            }
        }

        var index = decoder.Layers.Count - 1;
        decoder.Layers[index] = decoder.Layers[index] with { Opening = opening ?? Opening.NoKeys };
    }

    // What is inside may make further SAs.
    private static void Learn(
        PacketDecoder decoder, SaTable keys, IkeSa sa, IkeHeader header, Opening opening)
    {
        if (opening.Source > 0 && InnerPayloads.TryParse(
            decoder.Layers.Source(opening.Source)[..opening.Length],
            new PayloadType(opening.Next), out var inner, out _))
        {
            keys.Ike.Observe(sa, header, inner.Payloads);
        }
    }

    private static Opening OpenWhole(
        PacketDecoder decoder, IkeSa.Side side, ReadOnlySpan<byte> message, int dataAt,
        PayloadType first)
    {
        var opening = side.Open(message, dataAt, out var text);
        if (opening.Icv != IcvCheck.Good)
        {
            return opening;
        }

        var source = decoder.Layers.Add(text, SourceKind.Decrypted);
        var padLength = text[^1];
        var length = text.Length - 1 - padLength;
        opening = opening with { Source = source, Next = first.Value, PadLength = padLength };
        if (length < 0)
        {
            decoder.Fail(LayerKind.Ike, new Part(text, source, isCut: false), new DecodeError(
                DecodeFault.LengthOutOfRange, text.Length - 1, "Pad Length"));
            return opening with { PadLength = 0 };
        }

        return Payloads(decoder, opening with { Length = length }, text);
    }

    private static Opening OpenFragment(
        PacketDecoder decoder, IkeSa.Side side, ReadOnlySpan<byte> message, IkeHeader header)
    {
        var id = new FragmentedId(header.MessageId, header.Flags.Response);
        var opening = side.OpenFragment(
            message, id, decoder.Number, out var joined, out var origins);
        if (joined is null)
        {
            return opening;
        }

        var text = joined.Payloads.Span.ToArray();
        var source = decoder.Layers.Add(text, SourceKind.Decrypted);
        decoder.Layers.From.UnionWith(origins);
        var index = decoder.Layers.Count - 1;
        decoder.Layers[index] = decoder.Layers[index] with { From = [.. origins] };
        return Payloads(
            decoder,
            opening with
            {
                Source = source,
                Next = joined.FirstPayload.Value,
                Length = text.Length,
            },
            text);
    }

    private static Opening Payloads(PacketDecoder decoder, Opening opening, byte[] text)
    {
        var payloads = text.AsSpan(0, opening.Length);
        var part = new Part(text, opening.Source, isCut: false);
        var isGood = IkeParts.TryChain(payloads, 0, opening.Next, out var good, out var error);
        var isRead = InnerPayloads.TryParse(
            payloads, new PayloadType(opening.Next), out _, out var outer);
        if (!isGood || !isRead)
        {
            decoder.Fail(LayerKind.Ike, part, isGood ? outer : error);
        }

        return opening with { Elements = good };
    }

    // RFC 7296 §3.14, RFC 7383 §2.5: the encrypted payload is the last of its message.
    private static bool TryFind(
        ReadOnlySpan<byte> message, IkeHeader header, out int at, out byte type,
        out PayloadType first)
    {
        at = IkeParts.HeaderOctets;
        foreach (var payload in header.Payloads)
        {
            if (payload.Type.Value is Sk or 53 && at + payload.Octets.Length == message.Length)
            {
                type = payload.Type.Value;
                first = payload.NextPayload;
                return true;
            }

            at += payload.Octets.Length;
        }

        type = 0;
        first = default;
        return false;
    }
}
