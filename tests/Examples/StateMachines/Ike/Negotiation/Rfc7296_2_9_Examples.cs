using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.TrafficSelectorNarrowing;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Negotiation;

/// <summary>RFC 7296 §2.9: the cases that its text tells, with addresses.</summary>
public sealed class Rfc7296_2_9_Examples
{
    private static readonly Items<TrafficRange> Any = [Range("0.0.0.0", "255.255.255.255")];
    private static readonly Items<TrafficRange> Ours = [Range("192.0.2.0", "192.0.2.255")];
    private static readonly Items<TrafficRange> Theirs =
        [Range("198.51.100.0", "198.51.100.255")];

    [Fact]
    public void An_offer_inside_the_policy_is_taken_whole() => Assert.Equal(
        new Answer(Verdict.Whole, new(Ours, Theirs), IsMorePossible: false),
        Narrow([new(Any, Any)], new(Ours, Theirs)));

    [Fact]
    public void An_offer_of_everything_becomes_what_the_policy_has() => Assert.Equal(
        new Answer(Verdict.Narrowed, new(Ours, Theirs), IsMorePossible: false),
        Narrow([new(Ours, Theirs)], new(Any, Any)));

    [Fact]
    [Requirement("RFC7296-2.9-b")]
    public void The_packet_that_wants_an_SA_decides_between_two_policies()
    {
        TrafficPolicy first = new(Ours, [Range("198.51.100.0", "198.51.100.127")]);
        TrafficPolicy second = new(Ours, [Range("198.51.100.128", "198.51.100.255")]);
        Items<TrafficRange> asked =
        [
            new(6, PortRange.Of(443), HostAddress.Parse("198.51.100.200"),
                HostAddress.Parse("198.51.100.200")),
            .. Theirs,
        ];
        Assert.Equal(
            new Answer(Verdict.Narrowed, new(Ours, second.Remote), IsMorePossible: true),
            Narrow([first, second], new(Ours, asked)));
        Assert.Equal(
            new Answer(Verdict.Narrowed, new(Ours, first.Remote), IsMorePossible: true),
            Narrow([first, second], new(Ours, Theirs)));
    }

    [Fact]
    [Requirement("RFC7296-2.9-d")]
    public void A_policy_of_single_pairs_asks_for_one_until_a_packet_names_it()
    {
        TrafficPolicy policy = new(Ours, Theirs, IsSinglePair: true);
        Assert.Equal(
            Verdict.SinglePairRequired, Narrow([policy], new(Ours, Theirs)).Verdict);
        Items<TrafficRange> here = [Range("192.0.2.7", "192.0.2.7")];
        Items<TrafficRange> there = [Range("198.51.100.9", "198.51.100.9")];
        Assert.Equal(
            new Answer(Verdict.Narrowed, new(here, there), IsMorePossible: false),
            Narrow([policy], new([.. here, .. Ours], [.. there, .. Theirs])));
        Assert.Equal(
            new Answer(Verdict.Whole, new(here, there), IsMorePossible: false),
            Narrow([policy], new(here, there)));
    }

    [Fact]
    [Requirement("RFC7296-3.13.1-b")]
    public void Opaque_ports_are_no_port_and_every_port_has_them()
    {
        Assert.Equal(PortRange.Opaque, PortRange.Any.Meet(PortRange.Opaque));
        Assert.Null(PortRange.Opaque.Meet(PortRange.Of(0)));
        Assert.Null(PortRange.Of(65_535).Meet(PortRange.Opaque));
        Assert.False(new PortRange(5, 4).IsValid);
        Assert.True(PortRange.Opaque.IsValid);
    }

    [Fact]
    public void Selectors_that_say_no_addresses_are_passed_over()
    {
        var reversed = Range("10.0.0.9", "10.0.0.1").ToSelector();
        var ports = (Range("10.0.0.1", "10.0.0.1") with { Ports = new(9, 3) }).ToSelector();
        TrafficSelectorValue unknown = new()
        {
            Body = new TrafficSelectorBody.Unknown(new(99), Octets.FromHex("00")),
        };
        Assert.Equal(
            Ours,
            TrafficRange.ReadAll(new()
            {
                Selectors = [reversed, ports, unknown, Ours[0].ToSelector()],
            }));
    }

    /// <summary>A payload has room for 255, and an offer of many by a policy of many is more.
    /// </summary>
    [Fact]
    public void No_answer_has_more_selectors_than_a_payload()
    {
        Items<TrafficRange> many =
        [
            .. Enumerable.Range(0, 255).Select(at =>
                Ours[0] with { Protocol = 17, Ports = PortRange.Of((ushort)(2 * at)) }),
        ];
        Items<TrafficRange> halves =
            [Range("192.0.2.0", "192.0.2.127"), Range("192.0.2.128", "192.0.2.255")];
        var answer = Narrow([new(halves, Theirs)], new(many, Theirs));
        Assert.Equal(SelectorsMax, answer.Taken.Local.Count);
        Assert.Equal(many[0].Ports, answer.Taken.Local[0].Ports);
        Assert.True(IsNarrowingOf(new(many, Theirs), answer.Taken));
    }

    private static TrafficRange Range(string first, string last) =>
        TrafficRange.Between(HostAddress.Parse(first), HostAddress.Parse(last));
}
