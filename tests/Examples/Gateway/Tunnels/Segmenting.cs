using System.Buffers.Binary;
using Holdfast.Gateway.Tunnels;
using static Holdfast.Tests.Examples.Gateway.Tunnels.TcpPackets;

namespace Holdfast.Tests.Examples.Gateway.Tunnels;

/// <summary>A packet that is longer than the link, cut as a card would cut it.</summary>
public sealed class Segmenting
{
    public static TheoryData<bool, int, int> Sizes { get; } = new()
    {
        { false, 1_348, 1_349 },
        { false, 1_348, 64_704 },
        { false, 1_348, 65_000 },
        { false, 1_348, 1_348 },
        { false, 1, 7 },
        { false, 536, 1_607 },
        { true, 1_328, 65_000 },
        { true, 1_327, 5_311 },
        { true, 1_328, 2_656 },
        { true, 3, 10 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Each_segment_is_what_TCP_would_have_sent(bool isIpv6, int segment, int length)
    {
        var payload = Payload(length);
        const byte flags = Ack | Push | Fin | Cwr;
        var whole = Make(isIpv6, 0xFFFF_FF00, payload, flags, number: 0xFFFE, mayFragment: true);
        var cut = Cut(Whole(whole, segment, hasCwr: true), out var fault);

        Assert.Equal(SegmentFault.None, fault);
        Assert.Equal((length + segment - 1) / segment, cut.Count);
        for (var at = 0; at < cut.Count; at++)
        {
            var from = at * segment;
            var isLast = at == cut.Count - 1;
            var own = (byte)(Ack | (at == 0 ? Cwr : 0) | (isLast ? Push | Fin : 0));
            Assert.Equal(
                Make(
                    isIpv6, unchecked(0xFFFF_FF00 + (uint)from),
                    payload.AsSpan(from, Math.Min(segment, length - from)), own,
                    unchecked((ushort)(0xFFFE + at)), mayFragment: true),
                cut[at]);
        }
    }

    [Fact]
    public void What_is_whole_goes_as_it_is()
    {
        var packet = Make(false, 1, Payload(100));
        Assert.Equal(packet, Assert.Single(Cut([.. new byte[10], .. packet], out _)));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 1_348)]
    [InlineData(true, 0)]
    [InlineData(true, 77)]
    public void A_checksum_that_is_not_finished_is_finished(bool isIpv6, int length)
    {
        var packet = Make(isIpv6, 5, Payload(length));
        var read = Whole(packet, 0);
        read[1] = OffloadHeader.Whole;
        Assert.Equal(packet, Assert.Single(Cut(read, out _)));
    }

    [Fact]
    public void A_sum_of_zero_is_sent_as_its_complement()
    {
        // UDP, RFC 768: zero says that there is no checksum.
        byte[] packet = [0x45, 0, 0, 30, 0, 1, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2,
            0, 1, 0, 2, 0, 10, 0, 0, 0, 0];
        byte[] pseudo = [10, 0, 0, 1, 10, 0, 0, 2, 0, 17, 0, 10];
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(26), (ushort)Words(pseudo));
        var rest = (ushort)~Words(packet.AsSpan(20));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(28), rest);
        byte[] read = [1, 0, .. new byte[8], .. packet];
        BitConverter.TryWriteBytes(read.AsSpan(6), (ushort)20);
        BitConverter.TryWriteBytes(read.AsSpan(8), (ushort)6);
        var sent = Assert.Single(Cut(read, out _));
        Assert.Equal([0xFF, 0xFF], sent[26..28]);
    }

    public static TheoryData<string, int, byte> Wrong { get; } = new()
    {
        { nameof(SegmentFault.UnknownKind), 1, 3 },
        { nameof(SegmentFault.UnknownKind), 1, 5 },
        { nameof(SegmentFault.UnknownKind), 1, 0x81 + 1 },
        { nameof(SegmentFault.OtherHeaders), 1, 4 },
        { nameof(SegmentFault.ChecksumOutside), 0, 0 },
        { nameof(SegmentFault.ChecksumOutside), 8, 17 },
        { nameof(SegmentFault.OtherHeaders), 6, 24 },
        { nameof(SegmentFault.OtherHeaders), 6, 0 },
        { nameof(SegmentFault.Truncated), 7, 255 },
        { nameof(SegmentFault.OtherHeaders), 10, 0x65 },
        { nameof(SegmentFault.OtherHeaders), 10, 0x46 },
        { nameof(SegmentFault.OtherHeaders), 10 + 9, 17 },
        { nameof(SegmentFault.OtherHeaders), 10 + 32, 0x40 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_makes_no_sense_is_told(string fault, int at, byte octet)
    {
        var read = Whole(Make(false, 1, Payload(3_000)), 1_000);
        read[at] = octet;
        Assert.Empty(Cut(read, out var found));
        Assert.Equal(fault, $"{found}");
    }

    [Fact]
    public void Segments_that_would_carry_nothing_are_told()
    {
        Cut(Whole(Make(false, 1, Payload(3_000)), 0), out var fault);
        Assert.Equal(SegmentFault.NoSegmentLength, fault);
        Cut(Whole(Make(false, 1, []), 1_000), out fault);
        Assert.Equal(SegmentFault.Truncated, fault);
    }

    /// <summary>Whatever stands before a packet, and wherever it ends: segments or a fault.
    /// </summary>
    [Fact]
    public void No_octets_make_it_throw()
    {
        var random = new Random(9_293);
        var good = Whole(Make(false, 1, Payload(700)), 100);
        for (var length = 0; length < good.Length; length++)
        {
            Cut(good[..length], out _);
        }

        for (var times = 0; times < 20_000; times++)
        {
            var read = (byte[])good.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                read[random.Next(0, 64)] = (byte)random.Next(256);
            }

            foreach (var packet in Cut(read, out _))
            {
                Assert.InRange(packet.Length, 1, read.Length);
            }
        }
    }

    [Fact]
    public void Cutting_allocates_nothing()
    {
        var good = Whole(Make(true, 1, Payload(60_000)), 1_328);
        var read = new byte[good.Length];
        var headers = new byte[Segments.HeadersMax];
        var count = 0;
        Assert.Equal(0, HeapCost.Least(() =>
        {
            good.CopyTo(read, 0);
            Segments.TryRead(read, headers, out var segments);
            while (segments.MoveNext())
            {
                count++;
            }
        }));
        Assert.Equal(HeapCost.Times * 46, count);
    }

    [Fact]
    public void Sums_of_all_lengths_are_those_of_RFC_1071()
    {
        var octets = Payload(300);
        octets.AsSpan(0, 200).Fill(0xFF);
        for (var from = 0; from < 40; from++)
        {
            for (var length = 0; length <= octets.Length - from; length++)
            {
                var part = octets.AsSpan(from, length);
                Assert.Equal(Words(part), PacketSum.Of(part));
            }
        }
    }

    private static List<byte[]> Cut(byte[] read, out object fault)
    {
        List<byte[]> cut = [];
        fault = Segments.TryRead(read, new byte[Segments.HeadersMax], out var segments);
        while (fault is SegmentFault.None && segments.MoveNext())
        {
            cut.Add(segments.Current.ToArray());
        }

        return cut;
    }
}
