using Holdfast.Gateway.Tunnels;
using static Holdfast.Tests.Examples.Gateway.Tunnels.TcpPackets;

namespace Holdfast.Tests.Examples.Gateway.Tunnels;

/// <summary>Segments of TCP that become one packet, and nothing else that does.</summary>
public sealed class JoinedSegments
{
    private readonly List<byte[]> _delivered = [];
    private readonly Joining _joining;

    public JoinedSegments() => _joining = new(packet =>
    {
        _delivered.Add(packet.ToArray());
        return true;
    });

    [Theory]
    [InlineData(false, 1_348, 10 * 1_348)]
    [InlineData(false, 1_348, (10 * 1_348) + 1)]
    [InlineData(true, 1_328, (45 * 1_328) + 17)]
    [InlineData(true, 9, 100)]
    public void What_is_joined_is_the_whole_that_was_cut(bool isIpv6, int segment, int length)
    {
        var whole = Whole(
            Make(isIpv6, 77, Payload(length), Ack | Push, mayFragment: true), segment);
        foreach (var packet in Cut(whole))
        {
            Add(packet);
        }

        Assert.Empty(_delivered);
        _joining.Flush();
        Assert.Equal(whole, Assert.Single(_delivered));
        Assert.Equal((ulong)((length + segment - 1) / segment), _joining.Delivered);
    }

    [Fact]
    public void A_whole_ends_with_PSH_with_a_short_one_and_where_a_packet_can_be_no_longer()
    {
        // With a header of 52 octets 48 segments of 1348 fit, and no 49th.
        var packets = Cut(Whole(Make(false, 1, Payload(48 * 1_348)), 1_348));
        var more = Make(false, 1 + (48 * 1_348), Payload(1_348), number: 7 + 48);
        var pushed = Make(false, 1 + (49 * 1_348), Payload(1_348), Ack | Push, number: 7 + 49);
        var after = Make(false, 1 + (50 * 1_348), Payload(600), number: 7 + 50);
        var behind = Make(false, 1 + (50 * 1_348) + 600, Payload(600), number: 7 + 51);
        var shorter = Make(false, 1 + (50 * 1_348) + 1_200, Payload(5), number: 7 + 52);
        var last = Make(false, 1 + (50 * 1_348) + 1_205, Payload(5), number: 7 + 53);
        foreach (var packet in (byte[][])[.. packets, more, pushed, after, behind, shorter, last])
        {
            Add(packet);
        }

        _joining.Flush();
        Assert.Equal(4, _delivered.Count);
        Assert.Equal(
            [.. packets, more, pushed, after, behind, shorter, last],
            _delivered.SelectMany(Cut));
    }

    public static TheoryData<string, byte[]> Others { get; } = new()
    {
        { "a gap", Make(false, 1_002, Payload(1_000), number: 8) },
        { "once more", Make(false, 1, Payload(1_000), number: 7) },
        { "longer", Make(false, 1_001, Payload(1_001), number: 8) },
        { "nothing in it", Make(false, 1_001, [], number: 8) },
        { "other options", Make(false, 1_001, Payload(1_000), number: 8, options: new byte[12]) },
        { "fewer options", Make(false, 1_001, Payload(1_000), number: 8, options: []) },
        { "SYN", Make(false, 1_001, Payload(1_000), Ack | Syn, number: 8) },
        { "URG", Make(false, 1_001, Payload(1_000), Ack | Urgent, number: 8) },
        { "CWR", Make(false, 1_001, Payload(1_000), Ack | Cwr, number: 8) },
        { "another number", Make(false, 1_001, Payload(1_000), number: 9, mayFragment: true) },
        { "may be fragmented", Make(false, 1_001, Payload(1_000), number: 8, mayFragment: true) },
        { "other connection", Make(false, 1_001, Payload(1_000), number: 8, port: 5_202) },
        { "window", Changed(34) },
        { "acknowledged", Changed(28) },
        { "traffic class", Changed(1) },
        { "hops", Changed(8) },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void What_differs_is_not_joined(string what, byte[] other)
    {
        var first = Make(
            false, 1, Payload(1_000), mayFragment: what == "another number");
        Add(first);
        Add(other);
        _joining.Flush();
        Assert.Equal(2, _delivered.Count);
        Assert.Equal([.. new byte[10], .. first], _delivered[0]);
        Assert.Equal([.. new byte[10], .. other], _delivered[1]);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(36)]
    [InlineData(52)]
    [InlineData(1_051)]
    public void What_is_not_intact_is_handed_over_as_it_is(int at)
    {
        var first = Make(false, 1, Payload(1_000));
        var broken = Make(false, 1_001, Payload(1_000), number: 8);
        broken[at] ^= 4;
        var third = Make(false, 2_001, Payload(1_000), number: 9);
        Add(first);
        Add(broken);
        Add(third);
        _joining.Flush();
        Assert.Equal([first, broken, third], _delivered.Select(packet => packet[10..]));
    }

    [Fact]
    public void Connections_are_joined_each_by_itself_and_keep_their_order()
    {
        const int connections = 11;
        Dictionary<ushort, List<byte[]>> sent = [];
        for (var round = 0; round < 5; round++)
        {
            for (ushort port = 1; port <= connections; port++)
            {
                var packet = Make(
                    port % 2 == 0, (uint)(round * 500), Payload(500, port), port: port,
                    number: (ushort)round);
                sent.TryAdd(port, []);
                sent[port].Add(packet);
                Add(packet);
            }
        }

        _joining.Flush();
        Assert.All(sent, one => Assert.Equal(
            one.Value,
            _delivered.SelectMany(Cut).Where(
                packet => packet[(packet[0] >> 4 == 6 ? 40 : 20) + 3] == one.Key)));
    }

    [Fact]
    public void A_fragment_or_what_can_not_be_read_lets_nothing_wait()
    {
        var fragment = Make(false, 1_001, Payload(1_000), number: 8);
        fragment[6] = 0x20;
        byte[] options = [0x46, 0, 0, 64, 0, 0, 0, 0, 64, 6, .. new byte[54]];
        foreach (var odd in (byte[][])[fragment, [0x45], [], options])
        {
            Add(Make(false, 1, Payload(1_000)));
            Add(odd);
            Assert.Equal(2, _delivered.Count);
            Assert.Equal(odd, _delivered[1][10..]);
            _delivered.Clear();
        }
    }

    [Fact]
    public void What_is_dropped_is_counted_and_gone()
    {
        Add(Make(false, 1, Payload(1_000)));
        Add(Make(false, 1_001, Payload(1_000), number: 8));
        Add(Make(true, 1, Payload(1_000)));
        Assert.Equal(3, _joining.Drop());
        _joining.Flush();
        Assert.Empty(_delivered);
        Assert.Equal(0, _joining.Drop());
    }

    [Fact]
    public void Joining_allocates_nothing()
    {
        var joining = new Joining(static packet => packet.Length > 0);
        var packets = Cut(Whole(Make(false, 1, Payload(60_000)), 1_348));
        var room = new byte[2_000];
        Assert.Equal(0, HeapCost.Least(() =>
        {
            foreach (var packet in packets)
            {
                packet.CopyTo(room, 10);
                joining.Add(room.AsSpan(0, 10 + packet.Length));
            }

            joining.Flush();
        }));
        Assert.Equal((ulong)(HeapCost.Times * packets.Count), joining.Delivered);
    }

    private static byte[] Changed(int at)
    {
        var packet = Make(false, 1_001, Payload(1_000), number: 8);
        packet[at] ^= 1;
        Finish(packet);
        return packet;
    }

    private void Add(byte[] packet) => _joining.Add((byte[])[.. new byte[10], .. packet]);

    private static List<byte[]> Cut(byte[] whole)
    {
        List<byte[]> cut = [];
        var fault = Segments.TryRead(
            (byte[])whole.Clone(), new byte[Segments.HeadersMax], out var segments);
        Assert.Equal(SegmentFault.None, fault);
        while (segments.MoveNext())
        {
            cut.Add(segments.Current.ToArray());
        }

        return cut;
    }
}
