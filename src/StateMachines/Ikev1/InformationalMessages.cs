using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>Where Informational exchanges become values, and values payloads.</summary>
public static class InformationalMessages
{
    private const int SpiLength = 4;

    /// <summary>What is said, as payloads.</summary>
    public static Items<IsakmpPayloadValue> ToPayloads(Information information)
    {
        ArgumentNullException.ThrowIfNull(information);
        var all = information.Says
            .Select(notify => PhaseOneMessages.Of(new IsakmpPayloadBody.Notify(notify))).ToList();

        // RFC 2408 §3.15: one payload for the SAs of one protocol.
        foreach (var group in information.Children.GroupBy(child => child.Protocol))
        {
            all.Add(DeleteOf(
                group.Key, SpiLength, [.. group.Select(child => ToOctets(child.Spi))]));
        }

        if (information.Isakmps.Count > 0)
        {
            all.Add(DeleteOf(
                IsakmpProtocolId.Isakmp, IkeSpiPair.Length,
                [.. information.Isakmps.Select(ToOctets)]));
        }

        return [.. all];
    }

    /// <summary>Reads payloads that are authentic, or what is said in the clear.</summary>
    public static Information Read(Items<IsakmpPayloadValue> payloads)
    {
        var says = new List<IsakmpNotifyPayloadValue>();
        var children = new List<(IsakmpProtocolId, Spi)>();
        var isakmps = new List<IkeSpiPair>();
        foreach (var payload in payloads)
        {
            switch (payload.Body)
            {
                case IsakmpPayloadBody.Notify(var notify):
                    says.Add(notify);
                    break;
                case IsakmpPayloadBody.Delete(var delete)
                    when delete.ProtocolId == IsakmpProtocolId.Isakmp:
                    isakmps.AddRange(delete.Spis
                        .Where(spi => spi.Length == IkeSpiPair.Length).Select(CookiesOf));
                    break;
                case IsakmpPayloadBody.Delete(var delete):
                    children.AddRange(delete.Spis
                        .Where(spi => spi.Length == SpiLength)
                        .Select(spi => (delete.ProtocolId, SpiOf(spi))));
                    break;
                default:
                    break;
            }
        }

        return new() { Says = [.. says], Children = [.. children], Isakmps = [.. isakmps] };
    }

    /// <summary>The first notification of an error; null: there is none.</summary>
    public static IsakmpNotifyPayloadValue? RefusalIn(Information information)
    {
        ArgumentNullException.ThrowIfNull(information);
        return information.Says.FirstOrDefault(
            notify => notify.Data.Tag.Value < FirstStatus);
    }

    /// <summary>Both cookies, the initiator's first.</summary>
    internal static Octets ToOctets(IkeSpiPair cookies)
    {
        Span<byte> octets = stackalloc byte[IkeSpiPair.Length];
        BinaryPrimitives.WriteUInt64BigEndian(octets, cookies.Initiator.Value);
        BinaryPrimitives.WriteUInt64BigEndian(
            octets[sizeof(ulong)..], cookies.Responder.Value);
        return new(octets);
    }

    /// <summary>An SPI of ESP or AH.</summary>
    internal static Octets ToOctets(Spi spi)
    {
        Span<byte> octets = stackalloc byte[SpiLength];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        return new(octets);
    }

    /// <summary>An SPI of ESP or AH.</summary>
    internal static Spi SpiOf(Octets octets) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(octets.Span));

    private const ushort FirstStatus = 16_384;

    private static IkeSpiPair CookiesOf(Octets octets) => new(
        new(BinaryPrimitives.ReadUInt64BigEndian(octets.Span)),
        new(BinaryPrimitives.ReadUInt64BigEndian(octets.Span[sizeof(ulong)..])));

    private static IsakmpPayloadValue DeleteOf(
        IsakmpProtocolId protocol, int length, Items<Octets> spis) =>
        PhaseOneMessages.Of(new IsakmpPayloadBody.Delete(new()
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = protocol,
            SpiSize = (byte)length,
            Spis = spis,
        }));
}
