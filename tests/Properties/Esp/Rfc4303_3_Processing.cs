using System.Buffers.Binary;
using FsCheck;
using Holdfast.Protocol.Ipsec;
using Holdfast.Tests.Properties.Ipsec;

namespace Holdfast.Tests.Properties.Esp;

/// <summary>RFC 4303 §3: what is sent comes out again, and nothing else does.</summary>
public sealed class Rfc4303_3_Processing
{
    [Fact]
    [Requirement("RFC4301-5.1.2.1-d")]
    [Requirement("RFC4303-3.1.2-a")]
    public void Every_suite_carries_packets_in_every_mode()
    {
        var random = new Random(4303);
        var kinds = EspKind.Suites.Count * 48;
        for (var number = 0u; number < kinds; number += 1)
        {
            var kind = EspKind.Of(number);
            using var pair = new EspPair(kind, random);
            ComesOut(pair, EspPair.Inner(kind, random, 64), 0, 0);
        }
    }

    [Property(MaxTest = 400)]
    [Requirement("RFC4303-2.4-a")]
    [Requirement("RFC4303-3.4.4-a")]
    public void What_is_protected_comes_out_as_it_was(
        DoNotSize<uint> any, DoNotSize<ushort> length, byte before, byte behind, int seed)
    {
        var kind = EspKind.Of(any.Item);
        var random = new Random(seed);
        using var pair = new EspPair(kind, random);
        var packet = EspPair.Inner(kind, random, length.Item % 9001);
        ComesOut(pair, packet, before % 64, behind % 64);
    }

    [Property(MaxTest = 400)]
    [Requirement("RFC4303-3.4.3-b")]
    public void A_flipped_bit_is_refused_and_moves_no_window(
        DoNotSize<uint> any, byte length, DoNotSize<uint> place, int seed)
    {
        var kind = EspKind.Of(any.Item);
        var random = new Random(seed);
        using var pair = new EspPair(kind, random, before: 1_000);
        pair.Protect(EspPair.Inner(kind, random, 20));
        var sent = pair.Protect(EspPair.Inner(kind, random, length));
        var before = pair.In.Window.Snapshot();

        var espAt = sent.AsSpan().IndexOf(Convert.FromHexString("C0DE0001"));
        var bit = (int)(place.Item % (uint)((sent.Length - espAt) * 8));
        var forged = sent.ToArray();
        forged[espAt + (bit / 8)] ^= (byte)(1 << (bit % 8));
        var output = new byte[pair.In.OutputLengthMax(forged.Length)];
        Assert.False(pair.In.TryDecapsulate(forged, output, out _, out var refusal));
        Assert.True(bit >= 32 || refusal.Fault is PacketFault.OtherSa, $"{refusal}");
        Assert.Equal(before, pair.In.Window.Snapshot());
        Assert.Equal(-1, output.AsSpan().IndexOfAnyExcept((byte)0));
        Assert.Equal(1UL, pair.In.Counts[refusal.Fault]);

        Assert.True(pair.In.TryDecapsulate(sent, output, out _, out refusal), $"{refusal}");
        Assert.False(pair.In.TryDecapsulate(sent, output, out _, out refusal));
        Assert.Equal(PacketFault.Duplicate, refusal.Fault);
    }

    [Property(MaxTest = 200)]
    public void A_packet_cut_anywhere_is_refused_and_moves_no_window(
        DoNotSize<uint> any, byte length, DoNotSize<uint> place, int seed)
    {
        var kind = EspKind.Of(any.Item);
        var random = new Random(seed);
        using var pair = new EspPair(kind, random);
        var sent = pair.Protect(EspPair.Inner(kind, random, length));
        var before = pair.In.Window.Snapshot();
        var output = new byte[pair.In.OutputLengthMax(sent.Length)];
        var cut = sent[..(int)(place.Item % (uint)sent.Length)];
        Assert.False(pair.In.TryDecapsulate(cut, output, out _, out _));

        // And once more with lengths that fit what is left.
        SetLengths(cut, kind);
        Assert.False(pair.In.TryDecapsulate(cut, output, out _, out var refusal));
        Assert.InRange(refusal.Offset, 0, sent.Length);
        Assert.Equal(before, pair.In.Window.Snapshot());
    }

    [Property(MaxTest = 500)]
    public void Anything_is_refused_with_a_place_and_never_with_an_exception(
        DoNotSize<uint> any, byte[] noise, DoNotSize<uint> place, int seed)
    {
        var kind = EspKind.Of(any.Item);
        var random = new Random(seed);
        using var pair = new EspPair(kind, random);
        var sent = pair.Protect(EspPair.Inner(kind, random, 100));
        foreach (var (index, octet) in noise.Index())
        {
            sent[(int)((place.Item + (uint)(index * 7)) % (uint)sent.Length)] ^= octet;
        }

        var output = new byte[pair.In.OutputLengthMax(sent.Length)];
        foreach (var packet in (byte[][])[sent, noise, [.. sent.AsSpan(0, 30), .. noise]])
        {
            if (!pair.In.TryDecapsulate(packet, output, out var opened, out var refusal))
            {
                Assert.InRange(refusal.Offset, 0, packet.Length);
                Assert.NotEqual(PacketFault.None, refusal.Fault);
                Assert.NotEmpty(refusal.Field);
                Assert.Equal(0, opened.Written);
            }
        }

        foreach (var packet in (byte[][])[noise, [0x45, .. noise], [0x60, .. noise]])
        {
            var room = new byte[pair.Out.OutputLengthMax(packet.Length)];
            if (!pair.Out.TryEncapsulate(packet, room, out _, out var refusal))
            {
                Assert.InRange(refusal.Offset, 0, packet.Length);
            }
        }
    }

    [Property(MaxTest = 100)]
    [Requirement("RFC4303-3.4.3-a")]
    public void In_any_order_each_packet_of_a_window_comes_out_once(
        DoNotSize<uint> any, byte count, DoNotSize<ushort> start, int seed)
    {
        var kind = EspKind.Of(any.Item);
        var random = new Random(seed);
        var before = kind.Esn ? 0xFFFF_FFFF - (ulong)(count / 2) : start.Item;
        using var pair = new EspPair(kind, random, before);
        var sent = Enumerable.Range(0, count % 100 + 1)
            .Select(_ => pair.Protect(EspPair.Inner(kind, random, 30)))
            .ToArray();
        random.Shuffle(sent);
        var output = new byte[pair.In.OutputLengthMax(sent.Max(packet => packet.Length))];
        foreach (var packet in sent.Concat(sent))
        {
            pair.In.TryDecapsulate(packet, output, out _, out _);
        }

        Assert.Equal((ulong)sent.Length, pair.In.Counts.Packets);
        Assert.Equal((ulong)sent.Length, pair.In.Counts[PacketFault.Duplicate]);
        Assert.Equal(before + (ulong)sent.Length, pair.In.Window.Right);
    }

    // Packet and result at any alignment, with octets behind that belong to nobody.
    private static void ComesOut(EspPair pair, byte[] packet, int before, int behind)
    {
        byte[] given = [.. new byte[before], .. packet, .. new byte[behind]];
        var sent = pair.Protect(given.AsSpan(before));
        byte[] received = [.. new byte[behind], .. sent, .. new byte[before]];
        var room = new byte[before + pair.In.OutputLengthMax(sent.Length + before)];
        var output = room.AsSpan(before);
        Assert.True(
            pair.In.TryDecapsulate(
                received.AsSpan(behind), output, out var opened, out var refusal),
            $"{refusal}");
        Assert.Equal(
            Convert.ToHexStringLower(packet), Convert.ToHexStringLower(output[..opened.Written]));
    }

    private static void SetLengths(byte[] packet, EspKind kind)
    {
        var header = kind.OuterIpv6 ? 40 : 20;
        if (packet.Length < header)
        {
            return;
        }

        if (kind.OuterIpv6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(
                packet.AsSpan(4), (ushort)(packet.Length - header));
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        }

        if (kind.Udp && packet.Length >= header + 8)
        {
            BinaryPrimitives.WriteUInt16BigEndian(
                packet.AsSpan(header + 4), (ushort)(packet.Length - header));
        }
    }
}
