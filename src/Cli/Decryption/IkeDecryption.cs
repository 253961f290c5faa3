using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption.Proofs;
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
            keys.Ike.ObserveClear(header, message);
        }

        if (!TryFind(message, header, out var at, out var type, out var first))
        {
            return;
        }

        Opening? opening = null;
        Items<Proof> proofs = [];
        var sas = keys.Find(header.InitiatorSpi, header.ResponderSpi);
        foreach (var sa in sas)
        {
            var side = sa.Of(header.Flags.Initiator);
            JoinedPayloads? joined = null;
            var tried = type == Sk
                ? OpenWhole(decoder, side, message, at + PayloadHeader, first)
                : OpenFragment(decoder, side, message, header, out joined);
            opening = tried.Icv == IcvCheck.Good ? tried : opening ?? tried;
            if (opening.Icv == IcvCheck.Good)
            {
                proofs = Learn(decoder, keys, sa, header, opening, joined);
                break;
            }
        }

        var index = decoder.Layers.Count - 1;
        decoder.Layers[index] = decoder.Layers[index] with
        {
            Opening = opening is { Icv: IcvCheck.Bad } && sas[0].Lacks is { } lacks
                ? opening with { Problem = $"{opening.Problem}: {lacks}" }
                : opening ?? keys.WithoutKeys(ProtocolId.Ike, header.InitiatorSpi.Value),
            Proofs = proofs,
        };
    }

    // What is inside may make further SAs, and prove who sent it.
    private static Items<Proof> Learn(
        PacketDecoder decoder, SaTable keys, IkeSa sa, IkeHeader header, Opening opening,
        JoinedPayloads? joined)
    {
        if (opening.Source == 0)
        {
            return [];
        }

        var clear = decoder.Layers.Source(opening.Source)[..opening.Length];
        var first = new PayloadType(opening.Next);
        var proofs = keys.ProofsOf(new(header.InitiatorSpi, header.ResponderSpi));
        if (header.ExchangeType == ExchangeType.IkeIntermediate)
        {
            // RFC 9242 §3.3.2: fragments count as the message that they are of.
            proofs.TakeIntermediate(
                sa, header, joined is null ? IntermediateAuth.ClearOf(header) : joined.Message,
                first, clear);
        }

        if (!InnerPayloads.TryParse(clear, first, out var inner, out _))
        {
            return [];
        }

        keys.Ike.Observe(sa, header, inner.Payloads);
        return proofs.Check(sa, header, inner.Payloads, decoder.Flow);
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
        PacketDecoder decoder, IkeSa.Side side, ReadOnlySpan<byte> message, IkeHeader header,
        out JoinedPayloads? joined)
    {
        var id = new FragmentedId(header.MessageId, header.Flags.Response);
        var opening = side.OpenFragment(
            message, id, decoder.Number, out joined, out var origins);
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
