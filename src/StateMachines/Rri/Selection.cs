using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Rri;

/// <summary>Why selectors say no prefixes.</summary>
public enum SelectionFault
{
    /// <summary>They do.</summary>
    None,

    /// <summary>None of them speaks of IP addresses.</summary>
    NoAddresses,

    /// <summary>A range ends before it begins.</summary>
    Reversed,

    /// <summary>Addresses have another length than their type says.</summary>
    WrongLength,

    /// <summary>A mask has ones behind a zero.</summary>
    HolesInMask,

    /// <summary>They are more prefixes than are allowed.</summary>
    TooMany,
}

/// <summary>
/// The prefixes behind a peer: the border from traffic selectors of IKEv2 and from the identities
/// of IKEv1's quick mode (a proxy ACL).
/// </summary>
/// <param name="Prefixes">The fewest prefixes with these addresses and no other, in order.</param>
/// <param name="IsNarrower">
/// Whether a protocol, a port or a label narrows them: a route cannot say it, so the policy has to
/// drop what the route draws beyond it.
/// </param>
public readonly record struct Selection(Items<Prefix> Prefixes, bool IsNarrower)
{
    /// <summary>The prefixes of the peer's traffic selectors, RFC 7296 §3.13.</summary>
    /// <param name="selectors">TSr if the peer responds, TSi if it initiates.</param>
    /// <param name="prefixesMax">No more prefixes than these are made.</param>
    /// <param name="selection">The prefixes.</param>
    public static SelectionFault Classify(
        TrafficSelectorPayloadValue selectors, int prefixesMax, out Selection selection)
    {
        selection = default;
        var isNarrower = false;
        var ranges = new List<(HostAddress First, HostAddress Last)>();
        foreach (var selector in selectors.Selectors)
        {
            isNarrower |= selector.IpProtocolId != 0;
            if (RangeOf(selector.Body) is not var (first, last, length, isAnyPort))
            {
                isNarrower = true;
                continue;
            }

            if (first.Length != length || last.Length != length)
            {
                return SelectionFault.WrongLength;
            }

            isNarrower |= !isAnyPort;
            ranges.Add((HostAddress.From(first.Span), HostAddress.From(last.Span)));
        }

        return Split(ranges, isNarrower, prefixesMax, out selection);
    }

    /// <summary>The prefixes of the peer's identity in quick mode, RFC 2407 §4.6.2.</summary>
    /// <param name="id">IDcr if the peer responds, IDci if it initiates.</param>
    /// <param name="prefixesMax">No more prefixes than these are made.</param>
    /// <param name="selection">The prefixes.</param>
    public static SelectionFault Classify(
        IsakmpIdPayloadValue id, int prefixesMax, out Selection selection)
    {
        selection = default;
        var octets = id.Data.Span;
        var isIpv6 = id.IdType == IsakmpIdType.Ipv6Address
            || id.IdType == IsakmpIdType.Ipv6Subnet || id.IdType == IsakmpIdType.Ipv6Range;
        var isOne = id.IdType == IsakmpIdType.Ipv4Address || id.IdType == IsakmpIdType.Ipv6Address;
        var isSubnet =
            id.IdType == IsakmpIdType.Ipv4Subnet || id.IdType == IsakmpIdType.Ipv6Subnet;
        var isRange = id.IdType == IsakmpIdType.Ipv4Range || id.IdType == IsakmpIdType.Ipv6Range;
        if (!isOne && !isSubnet && !isRange)
        {
            return SelectionFault.NoAddresses;
        }

        var length = isIpv6 ? 16 : 4;
        if (octets.Length != (isOne ? length : 2 * length))
        {
            return SelectionFault.WrongLength;
        }

        var first = HostAddress.From(octets[..length]);
        var last = isOne ? first : HostAddress.From(octets[length..]);
        if (isSubnet)
        {
            // RFC 2407 §4.6.2.4: ones of the mask say which bits are fixed.
            var host = ~last.Value & (isIpv6 ? UInt128.MaxValue : uint.MaxValue);
            if ((host & (host + UInt128.One)) != UInt128.Zero)
            {
                return SelectionFault.HolesInMask;
            }

            (first, last) = (
                first with { Value = first.Value & ~host },
                first with { Value = first.Value | host });
        }

        return Split(
            [(first, last)], id.ProtocolId != 0 || id.Port != 0, prefixesMax, out selection);
    }

    /// <summary>First and last address, their length, any port; null: no range of addresses.
    /// </summary>
    private static (Octets First, Octets Last, int Length, bool IsAnyPort)? RangeOf(
        TrafficSelectorBody body) => body switch
        {
            TrafficSelectorBody.Ipv4Range { Value: var range } => (
                range.StartingAddress, range.EndingAddress, 4,
                range.StartPort == 0 && range.EndPort == ushort.MaxValue),
            TrafficSelectorBody.Ipv6Range { Value: var range } => (
                range.StartingAddress, range.EndingAddress, 16,
                range.StartPort == 0 && range.EndPort == ushort.MaxValue),
            TrafficSelectorBody.FcRange or TrafficSelectorBody.SecurityLabel
                or TrafficSelectorBody.Unknown => null,
        };

    /// <summary>Ranges that touch are one: fewer prefixes say the same.</summary>
    private static SelectionFault Split(
        List<(HostAddress First, HostAddress Last)> ranges, bool isNarrower, int prefixesMax,
        out Selection selection)
    {
        selection = default;
        if (ranges.Count == 0)
        {
            return SelectionFault.NoAddresses;
        }

        if (ranges.Any(range => range.First > range.Last))
        {
            return SelectionFault.Reversed;
        }

        ranges.Sort((one, other) => one.First.CompareTo(other.First));
        var prefixes = new List<Prefix>();
        for (var at = 0; at < ranges.Count;)
        {
            var (first, last) = ranges[at];
            for (at++; at < ranges.Count && Touches(last, ranges[at].First); at++)
            {
                last = last > ranges[at].Last ? last : ranges[at].Last;
            }

            if (!Prefix.TrySplit(first, last, prefixesMax - prefixes.Count, out var more))
            {
                return SelectionFault.TooMany;
            }

            prefixes.AddRange(more);
        }

        selection = new([.. prefixes], isNarrower);
        return SelectionFault.None;
    }

    private static bool Touches(HostAddress last, HostAddress next) =>
        last.IsIpv6 == next.IsIpv6
        && (next.Value <= last.Value || next.Value - last.Value == UInt128.One);
}
