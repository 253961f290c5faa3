using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Tests.Examples.StateMachines.Rri;

/// <summary>From selectors and identities on the wire to prefixes.</summary>
public sealed class Selections
{
    [Theory]
    [InlineData("10.0.0.0", "10.0.0.255", "10.0.0.0/24")]
    [InlineData("10.0.0.5", "10.0.0.5", "10.0.0.5/32")]
    [InlineData("0.0.0.0", "255.255.255.255", "0.0.0.0/0")]
    [InlineData("10.0.0.1", "10.0.0.6", "10.0.0.1/32 10.0.0.2/31 10.0.0.4/31 10.0.0.6/32")]
    [InlineData("2001:db8::", "2001:db8::ffff", "2001:db8::/112")]
    [InlineData("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::/0")]
    public void A_range_is_split_into_the_fewest_prefixes(string first, string last, string says)
    {
        Assert.True(Prefix.TrySplit(
            HostAddress.Parse(first), HostAddress.Parse(last), 64, out var prefixes));
        Assert.Equal(says, string.Join(' ', prefixes));
    }

    [Fact]
    public void A_range_of_more_prefixes_than_allowed_is_no_prefixes()
    {
        var first = HostAddress.Parse("::1");
        var last = HostAddress.Parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe");
        Assert.False(Prefix.TrySplit(first, last, 253, out _));
        Assert.True(Prefix.TrySplit(first, last, 254, out var all));
        Assert.Equal(254, all.Count);
    }

    [Theory]
    [InlineData("10.1.0.0/16", true)]
    [InlineData("10.1.0.1/16", false)]
    [InlineData("10.1.0.0/33", false)]
    [InlineData("10.1.0.0/-1", false)]
    [InlineData("10.1.0.0", false)]
    [InlineData("2001:db8::/32", true)]
    public void Only_a_prefix_reads_as_one(string text, bool isOne)
    {
        Assert.Equal(isOne, Prefix.TryParse(text, out var prefix));
        Assert.Equal(isOne ? text : "0.0.0.0/0", prefix.ToString());
    }

    /// <summary>However they lie in each other and in whatever order they stand.</summary>
    [Theory]
    [InlineData("0-255 10-20", "10.0.0.0/24")]
    [InlineData("10-20 0-255", "10.0.0.0/24")]
    [InlineData("0-127 10-20 128-255", "10.0.0.0/24")]
    [InlineData("0-127 64-255 1-1", "10.0.0.0/24")]
    [InlineData("0-3 5-5", "10.0.0.0/30 10.0.0.5/32")]
    [InlineData("5-5 0-3 4-4", "10.0.0.0/30 10.0.0.4/31")]
    public void Ranges_that_lie_in_each_other_are_the_prefixes_of_all_of_them(
        string ranges, string says)
    {
        Assert.Equal(
            SelectionFault.None,
            Selection.Classify(
                Payload([.. ranges.Split(' ').Select(range => range.Split('-')).Select(ends =>
                    Range($"10.0.0.{ends[0]}", $"10.0.0.{ends[1]}"))]),
                16, out var whole));
        Assert.Equal(says, string.Join(' ', whole.Prefixes));
    }

    [Fact]
    public void Traffic_selectors_that_touch_are_one_and_ports_make_them_narrower()
    {
        Assert.Equal(
            SelectionFault.None,
            Selection.Classify(
                Payload(Range("10.0.0.0", "10.0.0.127"), Range("10.0.0.128", "10.0.0.255")),
                16, out var whole));
        Assert.Equal(new Selection([Prefix.Parse("10.0.0.0/24")], IsNarrower: false), whole);

        Assert.Equal(
            SelectionFault.None,
            Selection.Classify(
                Payload(Range("10.0.0.0", "10.0.0.255", port: 443)), 16, out var narrow));
        Assert.True(narrow.IsNarrower);
    }

    /// <summary>RFC 7296 §3.13.1: any port is 0 to 65535, and nothing less.</summary>
    [Theory]
    [InlineData(0, 65_535, false)]
    [InlineData(0, 65_534, true)]
    [InlineData(0, 0, true)]
    [InlineData(1, 65_535, true)]
    [InlineData(65_535, 65_535, true)]
    [InlineData(443, 443, true)]
    public void A_selector_of_either_family_is_narrower_unless_it_says_any_port(
        int first, int last, bool isNarrower)
    {
        foreach (var (begin, end, says) in (ReadOnlySpan<(string, string, string)>)
            [
                ("10.0.0.0", "10.0.0.255", "10.0.0.0/24"),
                ("2001:db8::", "2001:db8::ffff", "2001:db8::/112"),
            ])
        {
            Assert.Equal(
                SelectionFault.None,
                Selection.Classify(
                    Payload(Range(begin, end, (ushort)first, (ushort)last)), 16,
                    out var selection));
            Assert.Equal(new Selection([Prefix.Parse(says)], isNarrower), selection);
        }
    }

    [Fact]
    public void Selectors_that_say_no_prefixes_say_why()
    {
        Assert.Equal(SelectionFault.NoAddresses, Fault(Payload()));
        Assert.Equal(SelectionFault.Reversed, Fault(Payload(Range("10.0.0.9", "10.0.0.1"))));
        Assert.Equal(SelectionFault.TooMany, Fault(Payload(Range("10.0.0.1", "10.0.0.254"))));
        Assert.Equal(
            SelectionFault.TooMany,
            Fault(Payload(
                Range("10.0.0.0", "10.0.0.0"), Range("10.0.0.2", "10.0.0.2"),
                Range("10.0.0.4", "10.0.0.4"), Range("10.0.0.6", "10.0.0.6"),
                Range("10.0.0.8", "10.0.0.8"))));
    }

    [Theory]
    [InlineData(1, "0a000005", SelectionFault.None, "10.0.0.5/32")]
    [InlineData(4, "0a000005ffffff00", SelectionFault.None, "10.0.0.0/24")]
    [InlineData(4, "0000000000000000", SelectionFault.None, "0.0.0.0/0")]
    [InlineData(4, "0a000000ff00ff00", SelectionFault.HolesInMask, "")]
    [InlineData(4, "0a000000", SelectionFault.WrongLength, "")]
    [InlineData(7, "0a0000040a000007", SelectionFault.None, "10.0.0.4/30")]
    [InlineData(7, "0a0000070a000004", SelectionFault.Reversed, "")]
    [InlineData(5, "20010db8000000000000000000000001", SelectionFault.None, "2001:db8::1/128")]
    [InlineData(
        6, "20010db8000000000000000000000001ffffffff000000000000000000000000",
        SelectionFault.None, "2001:db8::/32")]
    [InlineData(2, "6361726f6c", SelectionFault.NoAddresses, "")]
    public void An_identity_of_quick_mode_is_its_prefixes(
        int type, string data, SelectionFault fault, string says)
    {
        var id = new IsakmpIdPayloadValue
        {
            IdType = new IsakmpIdType((byte)type),
            Data = Octets.FromHex(data),
        };
        Assert.Equal(fault, Selection.Classify(id, 16, out var selection));
        Assert.Equal(says, string.Join(' ', selection.Prefixes));
    }

    private static SelectionFault Fault(TrafficSelectorPayloadValue payload) =>
        Selection.Classify(payload, 4, out _);

    private static TrafficSelectorPayloadValue Payload(params TrafficSelectorValue[] selectors) =>
        new() { Selectors = [.. selectors] };

    private static TrafficSelectorValue Range(string first, string last, ushort port = 0) =>
        Range(first, last, port, port == 0 ? ushort.MaxValue : port);

    private static TrafficSelectorValue Range(
        string first, string last, ushort startPort, ushort endPort) => new()
        {
            Body = HostAddress.Parse(first).IsIpv6
                ? new TrafficSelectorBody.Ipv6Range(new()
                {
                    StartPort = startPort,
                    EndPort = endPort,
                    StartingAddress = OctetsOf(first),
                    EndingAddress = OctetsOf(last),
                })
                : new TrafficSelectorBody.Ipv4Range(new()
                {
                    StartPort = startPort,
                    EndPort = endPort,
                    StartingAddress = OctetsOf(first),
                    EndingAddress = OctetsOf(last),
                }),
        };

    private static Octets OctetsOf(string text)
    {
        var address = HostAddress.Parse(text);
        var octets = new byte[address.Length];
        address.Write(octets);
        return new(octets);
    }
}
