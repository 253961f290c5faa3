using Holdfast.Cli.Decoding;
using Holdfast.Cli.Decryption.Proofs;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption;

/// <summary>Opens encrypted IKEv1 messages, and learns from those in the clear.</summary>
internal static class IsakmpDecryption
{
    /// <summary>Opens the message whose layer is the last, or learns from it.</summary>
    public static void Open(PacketDecoder decoder, Part part, SaTable keys)
    {
        if (!IsakmpHeader.TryParse(part.Octets, out var header, out _))
        {
            return;
        }

        if (header.Encrypted)
        {
            Decrypt(decoder, part.Octets, header, keys.Isakmp);
        }
        else if (header.MessageId.Value == 0)
        {
            var index = decoder.Layers.Count - 1;
            decoder.Layers[index] = decoder.Layers[index] with
            {
                Proofs = keys.Isakmp.Observe(header, decoder.Flow.Source),
            };
        }
    }

    private static void Decrypt(
        PacketDecoder decoder, ReadOnlySpan<byte> message, IsakmpHeader header, IsakmpTable sas)
    {
        var spis = new IkeSpiPair(header.InitiatorSpi, header.ResponderSpi);
        Opening? opening = null;
        Items<Proof> proofs = [];
        var all = sas.Find(spis, out var problem);
        foreach (var sa in all)
        {
            var tried = sa.Open(message, header, out var text);
            opening ??= tried;
            if (tried.IsDecrypted)
            {
                opening = tried with { Source = decoder.Layers.Add(text, SourceKind.Decrypted) };
                if (tried.Icv == IcvCheck.Good)
                {
                    sas.Prefer(spis, sa);
                }

                sas.Learn(sa, header.MessageId);
                proofs = Check(decoder, text, header, sa, sas);
                break;
            }
        }

        opening ??= problem is null ? Opening.NoKeys : new Opening { Problem = problem };
        var index = decoder.Layers.Count - 1;
        decoder.Layers[index] = decoder.Layers[index] with
        {
            Opening = opening,
            Proofs = proofs,
        };
    }

    private static Items<Proof> Check(
        PacketDecoder decoder, byte[] text, IsakmpHeader header, IsakmpSa sa, IsakmpTable sas) =>
        IsakmpPlaintext.TryParse(text, header.NextPayload, out var plaintext, out _)
            ? sas.Check(sa, header, plaintext.Payloads, decoder.Flow.Source)
            : [];
}
