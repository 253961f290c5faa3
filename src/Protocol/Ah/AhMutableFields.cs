using System.Buffers.Binary;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// The fields of IP headers that change on the way, RFC 4302 §3.3.3.1: zeroed for the ICV where
/// nobody can say how, and as the destination will see them where one can.
/// </summary>
internal static class AhMutableFields
{
    private const int Ipv6HeaderLength = 40;
    private const int AddressLength = 16;
    private const byte ChangesEnRoute = 0x20;

    /// <summary>
    /// Brings headers into the form that the ICV covers; false: something in them is of a kind
    /// nobody here can say that of.
    /// </summary>
    /// <param name="headers">The headers, in one piece up to AH.</param>
    /// <param name="place">Where they end.</param>
    /// <param name="covered">A copy of them, which is changed; or the same memory.</param>
    /// <param name="refusal">What is not understood.</param>
    public static bool TryZero(
        ReadOnlySpan<byte> headers, in IpPlace place, Span<byte> covered,
        out PacketRefusal refusal) => place.IsIpv6
            ? TryZeroIpv6(headers[..place.At], covered, out refusal)
            : TryZeroIpv4(headers[..place.At], covered, out refusal);

    private static bool TryZeroIpv4(
        ReadOnlySpan<byte> header, Span<byte> covered, out PacketRefusal refusal)
    {
        // RFC 4302 §3.3.3.1.1.1: DSCP and ECN, flags and offset, TTL, checksum.
        covered[1] = 0;
        covered[6..9].Clear();
        covered[10..12].Clear();

        const int optionsAt = 20;
        refusal = default;
        if (header.Length == optionsAt)
        {
            return true;
        }

        if (!Ipv4OptionList.TryParse(header[optionsAt..], out var list, out var error))
        {
            refusal = PacketRefusal.Of(error, optionsAt);
            return false;
        }

        var at = optionsAt;
        foreach (var option in list.Options)
        {
            var octets = option.Octets;
            var type = new Ipv4OptionType(octets[0]);
            if (type == Ipv4OptionType.EndOfOptions)
            {
                break;
            }

            if (!IsImmutable(type))
            {
                LeadToLast(octets, type, covered);
                covered.Slice(at, octets.Length).Clear();
            }

            at += octets.Length;
        }

        return true;
    }

    /// <summary>RFC 4302 appendix A1; any other option is zeroed as a whole.</summary>
    private static bool IsImmutable(Ipv4OptionType type) =>
        type == Ipv4OptionType.NoOperation
        || type == Ipv4OptionType.Security
        || type == Ipv4OptionType.ExtendedSecurity
        || type == Ipv4OptionType.CommercialSecurity
        || type == Ipv4OptionType.RouterAlert
        || type == SenderDirectedDelivery;

    private static Ipv4OptionType SenderDirectedDelivery => new(149);

    /// <summary>
    /// RFC 4302 §3.3.3.1.1.1: with a source route the destination is the last of its stops, until
    /// it has come there.
    /// </summary>
    private static void LeadToLast(
        ReadOnlySpan<byte> option, Ipv4OptionType type, Span<byte> covered)
    {
        const int leastLength = 7;
        const int pointerAt = 2;
        const int destinationAt = 16;
        var isRoute = type == Ipv4OptionType.LooseSourceRoute
            || type == Ipv4OptionType.StrictSourceRoute;

        // RFC 791 §3.1: a pointer behind the end says that the route is done.
        if (isRoute && option.Length >= leastLength && option[pointerAt] <= option.Length)
        {
            option[^4..].CopyTo(covered[destinationAt..]);
        }
    }

    private static bool TryZeroIpv6(
        ReadOnlySpan<byte> headers, Span<byte> covered, out PacketRefusal refusal)
    {
        // RFC 4302 §3.3.3.1.2.1: DSCP, ECN, flow label, hop limit.
        BinaryPrimitives.WriteUInt32BigEndian(covered, 6u << 28);
        covered[7] = 0;

        refusal = default;
        var type = new IpProtocol(headers[6]);
        for (var at = Ipv6HeaderLength; at < headers.Length;)
        {
            if (!Ipv6Extension.TryParse(headers[at..], type.Value, out var link, out var error))
            {
                refusal = PacketRefusal.Of(error, at);
                return false;
            }

            var length = link.Octets.Length;
            if (link.TryAs(out Ipv6OptionsHeader options, out _))
            {
                ZeroOptions(options, covered.Slice(at, length));
            }
            else if (link.TryAs(out Ipv6RoutingHeader routing, out _)
                && !TryArrive(routing, at, covered, out refusal))
            {
                return false;
            }

            // RFC 8200 §4: each extension header starts with the type of the next.
            type = new(headers[at]);
            at += length;
        }

        return true;
    }

    /// <summary>
    /// RFC 4302 §3.3.3.1.2.2: an option that says it may change counts with data of zeroes.
    /// </summary>
    private static void ZeroOptions(Ipv6OptionsHeader header, Span<byte> covered)
    {
        var at = header.Octets.Length - header.Options.Octets.Length;
        foreach (var option in header.Options)
        {
            if (option.TryAs(out Ipv6TypedOption typed, out _)
                && (typed.Type & ChangesEnRoute) != 0)
            {
                covered.Slice(at + 2, typed.Data.Length).Clear();
            }

            at += option.Octets.Length;
        }
    }

    /// <summary>
    /// RFC 4302 §3.3.3.1.2.3: a routing header counts as the last of its stops sees it: no stop is
    /// left, each address has moved one place on, and the last one is the destination.
    /// </summary>
    private static bool TryArrive(
        Ipv6RoutingHeader routing, int at, Span<byte> covered, out PacketRefusal refusal)
    {
        const int segmentsLeftAt = 3;
        const int addressesAt = 8;
        const int destinationAt = 24;
        refusal = default;
        var left = routing.SegmentsLeft;
        if (left == 0)
        {
            return true;
        }

        var stops = (routing.Octets.Length - addressesAt) / AddressLength;
        if (routing.RoutingType is not (0 or 2) || left > stops)
        {
            refusal = new(PacketFault.Malformed, at + segmentsLeftAt, "Segments Left");
            return false;
        }

        covered[at + segmentsLeftAt] = 0;
        Span<byte> address = stackalloc byte[AddressLength];
        var destination = covered.Slice(destinationAt, AddressLength);
        for (var stop = stops - left; stop < stops; stop++)
        {
            var place = covered.Slice(at + addressesAt + (stop * AddressLength), AddressLength);
            place.CopyTo(address);
            destination.CopyTo(place);
            address.CopyTo(destination);
        }

        return true;
    }
}
