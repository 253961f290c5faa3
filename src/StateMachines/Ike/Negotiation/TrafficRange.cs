using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>A traffic selector as a value that compares, RFC 7296 §3.13.1.</summary>
/// <param name="Protocol">The IP protocol; 0: any.</param>
/// <param name="Ports">The ports.</param>
/// <param name="First">The smallest address.</param>
/// <param name="Last">The largest address, of the same family.</param>
public sealed record TrafficRange(
    byte Protocol, PortRange Ports, HostAddress First, HostAddress Last)
{
    /// <summary>All packets of some addresses.</summary>
    public static TrafficRange Between(HostAddress first, HostAddress last) =>
        new(0, PortRange.Any, first, last);

    /// <summary>Whether it has one address.</summary>
    public bool IsOneAddress => First == Last;

    /// <summary>What both have in common; null: nothing.</summary>
    public TrafficRange? Meet(TrafficRange other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (First.IsIpv6 != other.First.IsIpv6
            || (Protocol != 0 && other.Protocol != 0 && Protocol != other.Protocol)
            || Ports.Meet(other.Ports) is not { } ports)
        {
            return null;
        }

        var first = First > other.First ? First : other.First;
        var last = Last < other.Last ? Last : other.Last;
        return first > last
            ? null
            : new(Protocol != 0 ? Protocol : other.Protocol, ports, first, last);
    }

    /// <summary>Whether every packet of the other is one of this.</summary>
    public bool Contains(TrafficRange other) => Meet(other) == other;

    /// <summary>Reads a selector; false: it has no addresses, or ends before it begins.</summary>
    public static bool TryRead(
        TrafficSelectorValue selector, [NotNullWhen(true)] out TrafficRange? range)
    {
        ArgumentNullException.ThrowIfNull(selector);
        range = selector.Body switch
        {
            TrafficSelectorBody.Ipv4Range(var v4) => Read(
                selector.IpProtocolId, new(v4.StartPort, v4.EndPort), v4.StartingAddress,
                v4.EndingAddress, 4),
            TrafficSelectorBody.Ipv6Range(var v6) => Read(
                selector.IpProtocolId, new(v6.StartPort, v6.EndPort), v6.StartingAddress,
                v6.EndingAddress, 16),
            TrafficSelectorBody.FcRange or TrafficSelectorBody.SecurityLabel
                or TrafficSelectorBody.Unknown => null,
        };
        return range is not null;
    }

    /// <summary>The selectors of a payload that can be read, in their order.</summary>
    public static Items<TrafficRange> ReadAll(TrafficSelectorPayloadValue payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var ranges = new List<TrafficRange>();
        foreach (var selector in payload.Selectors)
        {
            if (TryRead(selector, out var range))
            {
                ranges.Add(range);
            }
        }

        return [.. ranges];
    }

    /// <summary>The payload that says these selectors.</summary>
    public static TrafficSelectorPayloadValue ToPayload(Items<TrafficRange> ranges) =>
        new() { Selectors = [.. ranges.Select(range => range.ToSelector())] };

    /// <summary>The selector on the wire.</summary>
    public TrafficSelectorValue ToSelector() => new()
    {
        IpProtocolId = Protocol,
        Body = First.IsIpv6
            ? new TrafficSelectorBody.Ipv6Range(new()
            {
                StartPort = Ports.First,
                EndPort = Ports.Last,
                StartingAddress = OctetsOf(First),
                EndingAddress = OctetsOf(Last),
            })
            : new TrafficSelectorBody.Ipv4Range(new()
            {
                StartPort = Ports.First,
                EndPort = Ports.Last,
                StartingAddress = OctetsOf(First),
                EndingAddress = OctetsOf(Last),
            }),
    };

    /// <summary>For example "10.0.0.0-10.0.0.255 protocol 6 port 443".</summary>
    public override string ToString() =>
        (IsOneAddress ? $"{First}" : $"{First}-{Last}")
        + (Protocol == 0 ? "" : $" protocol {Protocol}")
        + (Ports == PortRange.Any ? "" : $" port {Ports}");

    private static TrafficRange? Read(
        byte protocol, PortRange ports, Octets first, Octets last, int length)
    {
        if (first.Length != length || last.Length != length || !ports.IsValid)
        {
            return null;
        }

        var range = new TrafficRange(
            protocol, ports, HostAddress.From(first.Span), HostAddress.From(last.Span));
        return range.First > range.Last ? null : range;
    }

    private static Octets OctetsOf(HostAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.Write(octets);
        return new(octets[..address.Length]);
    }
}
