using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Gateway.Xfrm;

/// <summary>Some values of 16 bits: those that are <paramref name="Value"/> where the mask is set.
/// </summary>
/// <param name="Value">The bits.</param>
/// <param name="Mask">Which of them count; 0: any value.</param>
internal readonly record struct XfrmPort(ushort Value, ushort Mask);

/// <summary>Packets as the kernel chooses them: prefixes, a protocol, and ports under masks; of
/// ICMP type and code stand where the ports of source and destination do.</summary>
/// <param name="From">The sources.</param>
/// <param name="To">The destinations.</param>
/// <param name="Protocol">The IP protocol; 0: any.</param>
/// <param name="FromPort">The port of the source.</param>
/// <param name="ToPort">The port of the destination.</param>
internal readonly record struct XfrmSelector(
    Prefix From, Prefix To, byte Protocol = 0, XfrmPort FromPort = default,
    XfrmPort ToPort = default)
{
    /// <summary>Selectors of one SA at most.</summary>
    public const int Most = 64;

    private const byte Icmp = 1, IcmpV6 = 58;

    /// <summary>Whether its packets are IPv6.</summary>
    public bool IsIpv6 => From.Address.IsIpv6;

    /// <summary>The same for what comes the other way; type and code stay where they are.</summary>
    public XfrmSelector Turn() => Protocol is Icmp or IcmpV6
        ? this with { From = To, To = From }
        : new(To, From, Protocol, ToPort, FromPort);

    /// <summary>
    /// What goes out by a pair of CHILD SAs; none: the kernel can't be told, as for OPAQUE ports
    /// (RFC 7296 §3.13.1), or in no more than <see cref="Most"/> of them.
    /// </summary>
    public static Items<XfrmSelector> Of(TrafficPair traffic)
    {
        List<XfrmSelector> all = [];
        foreach (var local in traffic.Local)
        {
            foreach (var remote in traffic.Remote)
            {
                if (local.First.IsIpv6 == remote.First.IsIpv6
                    && Common(local.Protocol, remote.Protocol) is { } protocol
                    && !TryAdd(all, local, remote, protocol))
                {
                    return [];
                }
            }
        }

        return [.. all.Distinct()];
    }

    private static byte? Common(byte one, byte other) =>
        one == other || other == 0 ? one : one == 0 ? other : null;

    private static bool TryAdd(
        List<XfrmSelector> all, TrafficRange local, TrafficRange remote, byte protocol)
    {
        if (!Prefix.TrySplit(local.First, local.Last, Most, out var sources)
            || !Prefix.TrySplit(remote.First, remote.Last, Most, out var destinations)
            || PortsOf(local.Ports, remote.Ports, protocol) is not { } ports
            || all.Count + (sources.Count * destinations.Count * ports.Count) > Most)
        {
            return false;
        }

        foreach (var source in sources)
        {
            foreach (var destination in destinations)
            {
                all.AddRange(ports.Select(pair => new XfrmSelector(
                    source, destination, protocol, pair.From, pair.To)));
            }
        }

        return true;
    }

    /// <summary>The pairs of ports; null: they can't be told.</summary>
    private static List<(XfrmPort From, XfrmPort To)>? PortsOf(
        PortRange local, PortRange remote, byte protocol)
    {
        if (local == PortRange.Any && remote == PortRange.Any)
        {
            return [default];
        }

        if (protocol == 0 || local == PortRange.Opaque || remote == PortRange.Opaque)
        {
            return null;
        }

        return protocol is Icmp or IcmpV6
            ? local.Meet(remote) is { } types ? TypesOf(types) : null
            : [.. Split(local).SelectMany(from => Split(remote).Select(to => (from, to)))];
    }

    /// <summary>RFC 7296 §3.13.1: type and code are the octets of one number.</summary>
    private static List<(XfrmPort From, XfrmPort To)>? TypesOf(PortRange types)
    {
        var (type, code) = ((ushort)(types.First >> 8), (ushort)(types.First & 0xFF));
        var isWhole = code == 0 && (types.Last & 0xFF) == 0xFF;
        return types.Last >> 8 == type && (isWhole || types.First == types.Last)
            ? [(new(type, ushort.MaxValue), isWhole ? default : new(code, ushort.MaxValue))]
            : null;
    }

    /// <summary>The fewest masks under which the ports of a range lie, and no other.</summary>
    private static List<XfrmPort> Split(PortRange range)
    {
        List<XfrmPort> all = [];
        for (var next = (int)range.First; next <= range.Last;)
        {
            var size = 1;
            while ((next & ((size * 2) - 1)) == 0 && next + (size * 2) - 1 <= range.Last)
            {
                size *= 2;
            }

            all.Add(new((ushort)next, (ushort)~(size - 1)));
            next += size;
        }

        return all;
    }
}
