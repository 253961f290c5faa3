using System.Buffers.Binary;
using Holdfast.Gateway.Xfrm;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Tests.Examples.Gateway.Xfrm;

/// <summary>What the kernel says of SAs and policies, read from octets, whole and cut off.
/// </summary>
public sealed class AnswersOfXfrm
{
    private static readonly HostAddress Here = HostAddress.Parse("192.168.0.5");
    private static readonly HostAddress There = HostAddress.Parse("192.168.0.100");
    private static readonly XfrmSa Sa = new(new(0xC0A80102), There, Here, 0x48460007, true);

    [Fact]
    public void An_SA_is_read_as_it_was_written_and_no_shorter_one_is()
    {
        var body = BodyOf(XfrmMessages.Add(
            Sa, new("rfc4106(gcm(aes))", null, 128, 20, 0), new byte[20], [], new(5, 10, 15)));
        Assert.Equal((Sa, new XfrmLimits(5, 10, 15)), XfrmAnswers.ReadSa(body));
        Cut(body, 224, octets => XfrmAnswers.ReadSa(octets) is null);

        body[212] = 7;
        Assert.Null(XfrmAnswers.ReadSa(body));
    }

    [Theory]
    [InlineData("10.1.0.0/16", "10.2.0.7/32")]
    [InlineData("2001:db8::/32", "2001:db8:1::/48")]
    public void A_policy_is_read_as_it_was_written_and_no_shorter_one_is(string from, string to)
    {
        var policy = new XfrmPolicy(
            XfrmDirection.Forward,
            new(
                Prefix.Parse(from), Prefix.Parse(to), 6, new(0x1000, 0xF000), new(443, 0xFFFF)),
            There, Here, Sa.Request, Sa.Spi, 12);
        var body = BodyOf(XfrmMessages.Put(policy));
        Assert.Equal(policy, XfrmAnswers.ReadPolicy(body));
        Cut(body, body.Length, octets => XfrmAnswers.ReadPolicy(octets) is null);

        foreach (var (at, wrong) in ((int, byte)[])[(160, 3), (40, 0), (42, 129), (170, 6)])
        {
            var other = body.ToArray();
            other[at] = wrong;
            Assert.Null(XfrmAnswers.ReadPolicy(other));
        }
    }

    [Fact]
    public void Counters_have_the_number_of_their_direction()
    {
        var body = new byte[48].Concat(Attribute(9, Life(packets: 773, octets: 90_000)))
            .Concat(Attribute(23, Words(4, 0x11, 0x22, 1, 2, 128, 0, 0, 0, 0))).ToArray();
        Assert.Equal(
            new XfrmCounters(773, 90_000, 0x1_0000_0011),
            XfrmAnswers.ReadCounters(body, isOut: true));
        Assert.Equal(
            new XfrmCounters(773, 90_000, 0x2_0000_0022),
            XfrmAnswers.ReadCounters(body, isOut: false));
        Cut(body, 48 + 36, octets => XfrmAnswers.ReadCounters(octets, isOut: true) is null);

        var old = new byte[48].Concat(Attribute(10, Words(3, 4, 5)))
            .Concat(Attribute(9, Life(packets: 1, octets: 2))).ToArray();
        Assert.Equal(new XfrmCounters(1, 2, 3), XfrmAnswers.ReadCounters(old, isOut: true));
        Assert.Equal(new XfrmCounters(1, 2, 4), XfrmAnswers.ReadCounters(old, isOut: false));
    }

    [Fact]
    public void News_of_limits_say_which_SA_and_whether_it_is_over()
    {
        var body = new byte[232];
        BodyOf(XfrmMessages.Add(
            Sa, new("rfc4106(gcm(aes))", null, 128, 20, 0), new byte[20], [], new(5, 10)))
            .AsSpan(0, 224).CopyTo(body);
        Life(packets: 5, octets: 600).CopyTo(body, 160);
        Assert.Equal(
            new XfrmExpiry(Sa.Spi, Here, new(5, 600), IsOver: false),
            XfrmAnswers.ReadExpiry(0x18, body));
        body[224] = 1;
        Assert.True(XfrmAnswers.ReadExpiry(0x18, body)!.Value.IsOver);
        Assert.Null(XfrmAnswers.ReadExpiry(0x10, body));
        Cut(body, 225, octets => XfrmAnswers.ReadExpiry(0x18, octets) is null);
    }

    [Fact]
    public void News_of_a_NAT_say_from_where_a_peer_comes_now()
    {
        var body = new byte[64];
        BodyOf(XfrmMessages.Get(Sa)).CopyTo(body, 0);
        There.Write(body.AsSpan(28));
        HostAddress.Parse("192.168.0.101").Write(body.AsSpan(44));
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(60), 4_500);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(62), 32_001);
        Assert.Equal(
            new XfrmMapping(Sa.Spi, HostAddress.Parse("192.168.0.101"), 32_001),
            XfrmAnswers.ReadMapping(0x26, body));
        Assert.Null(XfrmAnswers.ReadMapping(0x18, body));
        Cut(body, 64, octets => XfrmAnswers.ReadMapping(0x26, octets) is null);
    }

    private static byte[] BodyOf(Holdfast.Gateway.Netlink.NetlinkRequest request) =>
        request.Numbered(1)[16..].ToArray();

    private static void Cut(byte[] body, int needs, Func<byte[], bool> isNothing)
    {
        for (var length = 0; length < needs; length++)
        {
            Assert.True(isNothing(body[..length]), $"{length} octets");
        }

        Assert.False(isNothing(body[..needs]));
    }

    private static byte[] Life(ulong packets, ulong octets) =>
    [
        .. BitConverter.GetBytes(octets), .. BitConverter.GetBytes(packets), .. new byte[16],
    ];

    private static byte[] Words(params uint[] words) =>
        [.. words.SelectMany(BitConverter.GetBytes)];

    private static byte[] Attribute(ushort kind, byte[] value) =>
    [
        .. BitConverter.GetBytes((ushort)(4 + value.Length)), .. BitConverter.GetBytes(kind),
        .. value,
    ];
}
