using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>
/// What a responder says to the CHILD SA that IKE_AUTH asks for, RFC 7296 §1.2: the IKE SA stands
/// whether there is one or not.
/// </summary>
public static class FirstChild
{
    /// <summary>What is granted.</summary>
    /// <param name="Sa">The CHILD SA without keys; null: there is none.</param>
    /// <param name="Answer">What the response says of it.</param>
    /// <param name="Refusal">Why there is none; null: none was asked for.</param>
    /// <param name="Configuration">What the response gives, §2.19.</param>
    public readonly record struct Grant(
        EstablishedChild? Sa, ChildOffer? Answer, NotifyPayloadValue? Refusal,
        ConfigurationPayloadValue? Configuration);

    /// <summary>Decides.</summary>
    /// <param name="peer">What the peer may have.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="inbound">The SPI on which we would receive.</param>
    public static Grant Decide(HandshakePeer peer, AuthMessage request, Spi inbound)
    {
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(request);
        if (request.Child is not { } offer)
        {
            return default;
        }

        if (!TryConfigure(peer, request.Configuration, out var given, out var refusal))
        {
            return new(null, null, refusal, null);
        }

        // RFC 7296 §1.2: NO_PROPOSAL_CHOSEN, TS_UNACCEPTABLE and the like refuse the CHILD SA only.
        var choice = ProposalChoice.Choose(peer.Suites, offer.Proposals, isFirst: true);
        if (choice.Verdict != ProposalChoice.Verdict.Chosen)
        {
            return new(null, null, Notice(NotifyType.NoProposalChosen), given);
        }

        var narrowed = TrafficSelectorNarrowing.Narrow(
            peer.Traffic, new(offer.Responder, offer.Initiator));
        if (narrowed.Taken.Local.Count == 0)
        {
            return new(
                null, null,
                Notice(narrowed.Verdict == TrafficSelectorNarrowing.Verdict.SinglePairRequired
                    ? NotifyType.SinglePairRequired
                    : NotifyType.TsUnacceptable),
                given);
        }

        var isTransport = offer.IsTransport && peer.MayTransport;
        return new(
            new(
                inbound, SpiOf(choice.PeerSpi), choice.Suite!, narrowed.Taken, isTransport,
                KeyHandle.None)
            {
                Role = IkeRole.Responder,
            },
            new(
                new() { Proposals = [choice.Proposal! with { Spi = ToOctets(inbound) }] },
                narrowed.Taken.Remote, narrowed.Taken.Local, isTransport,
                narrowed.IsMorePossible),
            null, given);
    }

    /// <summary>A notification that says all by its type.</summary>
    public static NotifyPayloadValue Notice(NotifyType type) =>
        new() { Data = new NotifyPayloadData.Unknown(type, default) };

    /// <summary>The SPI of a proposal of ESP or AH.</summary>
    internal static Spi SpiOf(Octets octets) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(octets.Span));

    /// <summary>The SPI in a proposal.</summary>
    internal static Octets ToOctets(Spi spi)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, spi.Value);
        return new(octets);
    }

    /// <summary>RFC 7296 §2.19: an address is given to whoever asks, and only then.</summary>
    private static bool TryConfigure(
        HandshakePeer peer, ConfigurationPayloadValue? asked,
        out ConfigurationPayloadValue? given, out NotifyPayloadValue? refusal)
    {
        (given, refusal) = (null, null);
        if (asked is null || asked.CfgType != CfgType.Request)
        {
            // RFC 7296 §3.10.1: FAILED_CP_REQUIRED where an address has to be asked for.
            refusal = peer.Address is null ? null : Notice(NotifyType.FailedCpRequired);
            return refusal is null;
        }

        if (peer.Address is not { } address)
        {
            // What asks for no address can be answered with nothing.
            refusal = asked.Attributes.Any(IsAddress)
                ? Notice(NotifyType.InternalAddressFailure)
                : null;
            return refusal is null;
        }

        var type = address.IsIpv6
            ? CfgAttributeType.InternalIp6Address
            : CfgAttributeType.InternalIp4Address;
        if (asked.Attributes.All(attribute => attribute.AttributeType != type))
        {
            refusal = Notice(NotifyType.InternalAddressFailure);
            return false;
        }

        // An IPv6 address has its prefix length behind it, RFC 7296 §3.15.1.
        var octets = new byte[address.IsIpv6 ? 17 : 4];
        address.Write(octets);
        if (address.IsIpv6)
        {
            octets[16] = 128;
        }

        given = new()
        {
            CfgType = CfgType.Reply,
            Attributes = [new() { AttributeType = type, AttributeValue = new(octets) }],
        };
        return true;
    }

    /// <summary>Whether a response has what was asked for, RFC 7296 §2.19: an address, and nothing
    /// but that at our end of the CHILD SA.</summary>
    public static bool IsConfigured(ConfigurationPayloadValue? asked, AuthMessage answer)
    {
        if (asked?.CfgType != CfgType.Request || !asked.Attributes.Any(IsAddress))
        {
            return true;
        }

        var given = AddressesIn(answer.Configuration);
        return answer.Child is { } child && child.Initiator.Count > 0
            && child.Initiator.All(range => range.IsOneAddress && given.Contains(range.First));
    }

    /// <summary>The addresses that a response gives.</summary>
    public static Items<HostAddress> AddressesIn(ConfigurationPayloadValue? given) =>
        given?.CfgType != CfgType.Reply
            ? []
            :
            [
                .. given.Attributes
                    .Where(one => IsAddress(one) && one.AttributeValue.Length is 4 or 17)
                    .Select(one => HostAddress.From(
                        one.AttributeValue.Span[..(one.AttributeValue.Length & ~1)])),
            ];

    private static bool IsAddress(ConfigurationAttributeValue attribute) =>
        attribute.AttributeType == CfgAttributeType.InternalIp4Address
        || attribute.AttributeType == CfgAttributeType.InternalIp6Address;
}
