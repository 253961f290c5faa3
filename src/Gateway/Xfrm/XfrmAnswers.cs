using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Gateway.Xfrm;

/// <summary>What the kernel says of SAs and policies, as linux/xfrm.h lays it out; what is shorter
/// than that, or not of IPv4 or IPv6, is nothing.</summary>
internal static class XfrmAnswers
{
    /// <summary>News of limits, as bits of a socket of netlink.</summary>
    public const int ExpiryGroup = 1 << 1;

    /// <summary>News of peers behind a NAT, as bits of a socket of netlink.</summary>
    public const int MappingGroup = 1 << 7;

    private const ushort Expired = 0x18, Mapped = 0x26;
    private const ushort TemplateAttribute = 5, LifetimeAttribute = 9, ReplayAttribute = 10;
    private const ushort ExtendedReplayAttribute = 23;
    private const int InfoLength = 224;

    /// <summary>An SA with its limits; null: it is none.</summary>
    public static (XfrmSa Sa, XfrmLimits Limits)? ReadSa(ReadOnlySpan<byte> body)
    {
        if (body.Length < InfoLength
            || Family(body[212..]) is not { } isIpv6)
        {
            return null;
        }

        return (
            new(
                SpiAt(body[72..]), Address(body[80..], isIpv6), Address(body[56..], isIpv6),
                MemoryMarshal.Read<uint>(body[208..]), (body[216] & 128) != 0,
                HasIpv6: (body[216] & 32) != 0),
            new(
                MemoryMarshal.Read<ulong>(body[112..]), MemoryMarshal.Read<ulong>(body[120..]),
                MemoryMarshal.Read<ulong>(body[104..])));
    }

    /// <summary>A policy that has one template; null: it is another one.</summary>
    public static XfrmPolicy? ReadPolicy(ReadOnlySpan<byte> body)
    {
        const int length = 168, templateLength = 64;
        if (body.Length < length || body[160] > (byte)XfrmDirection.Forward
            || Selector(body) is not { } selector
            || !TryFind(body[length..], TemplateAttribute, out var template)
            || template.Length != templateLength
            || Family(template[24..]) is not { } isIpv6)
        {
            return null;
        }

        return new(
            (XfrmDirection)body[160], selector, Address(template[28..], isIpv6),
            Address(template, isIpv6), MemoryMarshal.Read<uint>(template[44..]),
            SpiAt(template[16..]), MemoryMarshal.Read<int>(body[48..]));
    }

    /// <summary>What an SA has carried; null: it does not say.</summary>
    public static XfrmCounters? ReadCounters(ReadOnlySpan<byte> body, bool isOut)
    {
        const int length = 48;
        if (body.Length < length
            || !TryFind(body[length..], LifetimeAttribute, out var life) || life.Length < 32)
        {
            return null;
        }

        var number = 0UL;
        if (TryFind(body[length..], ExtendedReplayAttribute, out var replay)
            && replay.Length >= 24)
        {
            var low = MemoryMarshal.Read<uint>(replay[(isOut ? 4 : 8)..]);
            var high = MemoryMarshal.Read<uint>(replay[(isOut ? 12 : 16)..]);
            number = ((ulong)high << 32) | low;
        }
        else if (TryFind(body[length..], ReplayAttribute, out replay) && replay.Length >= 8)
        {
            number = MemoryMarshal.Read<uint>(replay[(isOut ? 0 : 4)..]);
        }

        return new(
            MemoryMarshal.Read<ulong>(life[8..]), MemoryMarshal.Read<ulong>(life), number);
    }

    /// <summary>News that an SA has come to a limit; null: they are others.</summary>
    public static XfrmExpiry? ReadExpiry(ushort kind, ReadOnlySpan<byte> body) =>
        kind == Expired && body.Length > InfoLength && Family(body[212..]) is { } isIpv6
            ? new(
                SpiAt(body[72..]), Address(body[56..], isIpv6),
                new(
                    MemoryMarshal.Read<ulong>(body[168..]),
                    MemoryMarshal.Read<ulong>(body[160..])),
                body[InfoLength] != 0)
            : null;

    /// <summary>News that a peer has another port or address; null: they are others.</summary>
    public static XfrmMapping? ReadMapping(ushort kind, ReadOnlySpan<byte> body) =>
        kind == Mapped && body.Length >= 64 && Family(body[20..]) is { } isIpv6
            ? new(
                SpiAt(body[16..]), Address(body[44..], isIpv6),
                BinaryPrimitives.ReadUInt16BigEndian(body[62..]))
            : null;

    private static XfrmSelector? Selector(ReadOnlySpan<byte> octets)
    {
        if (Family(octets[40..]) is not { } isIpv6)
        {
            return null;
        }

        var (to, from) = (Address(octets, isIpv6), Address(octets[16..], isIpv6));
        var bits = to.Length * 8;
        return octets[42] > bits || octets[43] > bits
            ? null
            : new(
                Prefix.Of(from, octets[43]), Prefix.Of(to, octets[42]), octets[44],
                Port(octets[36..]), Port(octets[32..]));
    }

    private static XfrmPort Port(ReadOnlySpan<byte> octets) => new(
        BinaryPrimitives.ReadUInt16BigEndian(octets),
        BinaryPrimitives.ReadUInt16BigEndian(octets[2..]));

    private static Spi SpiAt(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(octets));

    private static HostAddress Address(ReadOnlySpan<byte> octets, bool isIpv6) =>
        HostAddress.From(octets[..(isIpv6 ? 16 : 4)]);

    private static bool? Family(ReadOnlySpan<byte> octets) =>
        MemoryMarshal.Read<ushort>(octets) switch
        {
            2 => false,
            10 => true,
            _ => null,
        };

    private static bool TryFind(
        ReadOnlySpan<byte> attributes, ushort kind, out ReadOnlySpan<byte> value)
    {
        while (attributes.Length >= 4)
        {
            var length = MemoryMarshal.Read<ushort>(attributes);
            if (length < 4 || length > attributes.Length)
            {
                break;
            }

            if (MemoryMarshal.Read<ushort>(attributes[2..]) == kind)
            {
                value = attributes[4..length];
                return true;
            }

            attributes = attributes[Math.Min(attributes.Length, (length + 3) & ~3)..];
        }

        value = default;
        return false;
    }
}
