using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Dpd;

/// <content>Where wire values become inputs, and outputs wire values.</content>
public static partial class DeadPeerDetection
{
    /// <summary>The vendor ID of DPD, version 1.0: 16 octets, RFC 3706 §5.1.</summary>
    public static Octets VendorId { get; } = Octets.FromHex("afcad71368a1f1c96b8696fc77570100");

    /// <summary>The cookies of the IKE SA, which every DPD message names, RFC 3706 §5.3.</summary>
    /// <param name="Initiator">CKY-I.</param>
    /// <param name="Responder">CKY-R.</param>
    public readonly record struct Cookies(IkeSpi Initiator, IkeSpi Responder)
    {
        /// <summary>16 octets, CKY-I first.</summary>
        public Octets ToOctets()
        {
            Span<byte> octets = stackalloc byte[16];
            BinaryPrimitives.WriteUInt64BigEndian(octets, Initiator.Value);
            BinaryPrimitives.WriteUInt64BigEndian(octets[8..], Responder.Value);
            return new(octets);
        }
    }

    /// <summary>Whether a vendor ID payload offers DPD of major version 1, RFC 3706 §5.1.</summary>
    public static Input? Classify(VendorIdPayloadValue vendorId) =>
        vendorId.VendorId.Length == VendorId.Length
        && vendorId.VendorId.Span[..15].SequenceEqual(VendorId.Span[..15])
            ? new Input.Offered()
            : null;

    /// <summary>The input that a notification is; null: it is no message of DPD.</summary>
    /// <param name="notify">The payload.</param>
    /// <param name="cookies">The cookies of the IKE SA that it came in.</param>
    /// <param name="isProtected">Whether it was encrypted and its HASH was right.</param>
    public static Input? Classify(
        IsakmpNotifyPayloadValue notify, Cookies cookies, bool isProtected)
    {
        Input? input = notify.Data switch
        {
            IsakmpNotifyPayloadData.RUThere { Value: var asked } =>
                new Input.RUThere(asked.Sequence),
            IsakmpNotifyPayloadData.RUThereAck { Value: var answered } =>
                new Input.RUThereAck(answered.Sequence),
            _ => null,
        };
        if (input is null)
        {
            return null;
        }

        // RFC 3706 §5.2: what is not encrypted is rejected, whatever it says.
        if (!isProtected)
        {
            return new Input.Refused(Refusal.Unprotected);
        }

        // RFC 3706 §5.3: protocol ISAKMP, both cookies as SPI, four octets of data.
        if (notify.ProtocolId != IsakmpProtocolId.Isakmp || notify.Spi.Length != 16)
        {
            return new Input.Refused(Refusal.Malformed);
        }

        return notify.Spi == cookies.ToOctets() ? input : new Input.Refused(Refusal.OtherSa);
    }

    /// <summary>The payload of an output that is a message; null: it is none.</summary>
    public static IsakmpNotifyPayloadValue? ToPayload(Output output, Cookies cookies) =>
        output switch
        {
            Output.SendRUThere(var sequence) => Payload(
                new IsakmpNotifyPayloadData.RUThere(new DpdSequenceValue { Sequence = sequence }),
                cookies),
            Output.SendRUThereAck(var sequence) => Payload(
                new IsakmpNotifyPayloadData.RUThereAck(
                    new DpdSequenceValue { Sequence = sequence }),
                cookies),
            Output.PeerDied => null,
        };

    private static IsakmpNotifyPayloadValue Payload(
        IsakmpNotifyPayloadData data, Cookies cookies) => new()
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = IsakmpProtocolId.Isakmp,
            Spi = cookies.ToOctets(),
            Data = data,
        };
}
