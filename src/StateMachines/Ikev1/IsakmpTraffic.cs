using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>Traffic as identities of quick mode say it, RFC 2407 §4.6.2.</summary>
public static class IsakmpTraffic
{
    /// <summary>Reads an identity; false: it names no addresses, or no packets.</summary>
    public static bool TryRead(
        IsakmpIdPayloadValue identity, [NotNullWhen(true)] out TrafficRange? range)
    {
        ArgumentNullException.ThrowIfNull(identity);
        range = null;
        var octets = identity.Data.Span;
        var length = identity.IdType.Value is 5 or 6 or 8 ? 16 : 4;
        var isOne = identity.IdType.Value is 1 or 5;
        if (identity.IdType.Value is not (1 or 4 or 5 or 6 or 7 or 8)
            || octets.Length != (isOne ? length : 2 * length))
        {
            return false;
        }

        var first = HostAddress.From(octets[..length]);
        var last = isOne ? first : HostAddress.From(octets[length..]);
        if (identity.IdType.Value is 4 or 6)
        {
            // RFC 2407 §4.6.2.4: ones of the mask say which bits are fixed, and have no holes.
            var host = ~last.Value & (length == 16 ? UInt128.MaxValue : uint.MaxValue);
            if ((host & (host + UInt128.One)) != UInt128.Zero)
            {
                return false;
            }

            (first, last) = (
                first with { Value = first.Value & ~host },
                first with { Value = first.Value | host });
        }

        // A port is one of a protocol.
        if (first > last || (identity.ProtocolId == 0 && identity.Port != 0))
        {
            return false;
        }

        // RFC 2407 §4.6.2: 0 is any.
        range = new(
            identity.ProtocolId,
            identity.Port == 0 ? PortRange.Any : PortRange.Of(identity.Port), first, last);
        return true;
    }

    /// <summary>The identity that says a range; null: IKEv1 has none, for it has one port or all.
    /// </summary>
    public static IsakmpIdPayloadValue? ToIdentity(TrafficRange range)
    {
        ArgumentNullException.ThrowIfNull(range);
        var isAny = range.Ports == PortRange.Any;
        if (!isAny && (range.Protocol == 0 || range.Ports.First != range.Ports.Last
            || range.Ports.First == 0))
        {
            return null;
        }

        var host = range.First.Value ^ range.Last.Value;
        var isNetwork = (host & (host + UInt128.One)) == UInt128.Zero
            && (range.First.Value & host) == UInt128.Zero;
        var isIpv6 = range.First.IsIpv6;
        var mask = range.First with
        {
            Value = ~host & (isIpv6 ? UInt128.MaxValue : uint.MaxValue),
        };
        return new()
        {
            IdType = range.IsOneAddress
                ? isIpv6 ? IsakmpIdType.Ipv6Address : IsakmpIdType.Ipv4Address
                : isNetwork ? isIpv6 ? IsakmpIdType.Ipv6Subnet : IsakmpIdType.Ipv4Subnet
                : isIpv6 ? IsakmpIdType.Ipv6Range : IsakmpIdType.Ipv4Range,
            ProtocolId = range.Protocol,
            Port = isAny ? (ushort)0 : range.Ports.First,
            Data = range.IsOneAddress ? Join(range.First, null)
                : Join(range.First, isNetwork ? mask : range.Last),
        };
    }

    private static Octets Join(HostAddress first, HostAddress? second)
    {
        Span<byte> octets = stackalloc byte[32];
        first.Write(octets);
        second?.Write(octets[first.Length..]);
        return new(octets[..(first.Length * (second is null ? 1 : 2))]);
    }
}
