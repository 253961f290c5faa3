using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Ike.TrafficSelectorNarrowing;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Negotiation;

/// <summary>
/// RFC 7296 §2.9 by brute force: a world of few packets, in which selectors are sets of them.
/// </summary>
public sealed class Rfc7296_2_9_Narrowing
{
    private const int Runs = 1_000;
    private const int AddressesMax = 6;
    private static readonly byte[] Protocols = [1, 6, 17];

    // -1: a packet whose port cannot be seen.
    private static readonly int[] Ports = [-1, 0, 1, 2, 65_534, 65_535];

    private static readonly PortRange[] Ranges =
    [
        PortRange.Any, PortRange.Any, PortRange.Opaque, PortRange.Of(0), PortRange.Of(1),
        new(0, 2), new(1, 65_535), new(2, 65_534), PortRange.Of(65_535),
    ];

    private static readonly Packet[] World =
    [
        .. from protocol in Protocols
           from port in Ports
           from address in Enumerable.Range(0, AddressesMax)
           from isIpv6 in new[] { false, true }
           select new Packet(protocol, port, Address(address, isIpv6)),
    ];

    [Fact]
    public void What_two_selectors_have_in_common_are_the_packets_of_both() => ForAll.Cases(
        Runs,
        choices => (One: Range(choices), Other: Range(choices)),
        drawn =>
        {
            var both = drawn.One.Meet(drawn.Other);
            Assert.Equal(both, drawn.Other.Meet(drawn.One));
            Assert.Equal(
                World.Where(packet => Has(drawn.One, packet) && Has(drawn.Other, packet)),
                World.Where(packet => both is not null && Has(both, packet)));
            Assert.True(drawn.One.Contains(drawn.One));
            Assert.Equal(both == drawn.Other, drawn.One.Contains(drawn.Other));
        });

    [Fact]
    [Requirement("RFC7296-2.9-a")]
    public void An_answer_has_all_that_offer_and_policy_have_in_common_and_nothing_else() =>
        ForAll.Cases(
            Runs, choices => (Policy: Policy(choices, single: false), Offer: Pair(choices)),
            drawn =>
            {
                var answer = Narrow([drawn.Policy], drawn.Offer);
                var local = Common(drawn.Policy.Local, drawn.Offer.Local);
                var remote = Common(drawn.Policy.Remote, drawn.Offer.Remote);
                if (local.Length == 0 || remote.Length == 0)
                {
                    Assert.Equal(new(Verdict.Unacceptable, new([], []), false), answer);
                    return;
                }

                Assert.Equal(local, SetOf(answer.Taken.Local));
                Assert.Equal(remote, SetOf(answer.Taken.Remote));
                Assert.True(IsNarrowingOf(drawn.Offer, answer.Taken));
                Assert.False(answer.IsMorePossible);
            });

    [Fact]
    [Requirement("RFC7296-2.9-b")]
    public void The_first_choices_are_in_the_answer_wherever_a_policy_takes_them() =>
        ForAll.Cases(Runs, DrawMany, drawn =>
        {
            var answer = Narrow(drawn.Policies, drawn.Offer);
            var (local, remote) = (drawn.Offer.Local[0], drawn.Offer.Remote[0]);
            Packet[] locals = [.. World.Where(packet => Has(local, packet))];
            Packet[] remotes = [.. World.Where(packet => Has(remote, packet))];
            if (drawn.Policies.Any(policy => Takes(policy.Local, locals)
                && Takes(policy.Remote, remotes)))
            {
                Assert.Contains(locals, packet => IsIn(answer.Taken.Local, packet));
                Assert.Contains(remotes, packet => IsIn(answer.Taken.Remote, packet));
            }

            if (drawn.Policies.Any(policy => policy.Local.Any(one => one.Contains(local))
                && policy.Remote.Any(one => one.Contains(remote))))
            {
                Assert.All(locals, packet => Assert.True(IsIn(answer.Taken.Local, packet)));
                Assert.All(remotes, packet => Assert.True(IsIn(answer.Taken.Remote, packet)));
            }
        });

    [Fact]
    [Requirement("RFC7296-2.9-c")]
    public void Of_several_policies_one_is_taken_and_the_answer_says_whether_there_are_more() =>
        ForAll.Cases(Runs, DrawMany, drawn =>
        {
            var answer = Narrow(drawn.Policies, drawn.Offer);
            var alone = drawn.Policies
                .Select(policy => Narrow([policy], drawn.Offer))
                .Where(one => one.Verdict is Verdict.Whole or Verdict.Narrowed).ToArray();
            Assert.Equal(alone.Length == 0, answer.Verdict == Verdict.Unacceptable);
            Assert.True(alone.Length == 0
                || alone.Any(one => one.Taken == answer.Taken && one.Verdict == answer.Verdict));
            Assert.Equal(
                answer.Verdict == Verdict.Narrowed && alone.Length > 1, answer.IsMorePossible);
        });

    [Fact]
    public void An_answer_that_is_offered_again_is_taken_whole() =>
        ForAll.Cases(Runs, DrawMany, drawn =>
        {
            var answer = Narrow(drawn.Policies, drawn.Offer);
            if (answer.Verdict != Verdict.Unacceptable)
            {
                var again = Narrow(drawn.Policies, answer.Taken);
                Assert.Equal(Verdict.Whole, again.Verdict);
            }
        });

    [Fact]
    [Requirement("RFC7296-2.9-d")]
    public void A_policy_of_single_pairs_takes_that_of_the_packet_or_asks_for_one() =>
        ForAll.Cases(
            Runs, choices => (Policy: Policy(choices, single: true), Offer: Pair(choices)),
            drawn =>
            {
                var answer = Narrow([drawn.Policy], drawn.Offer);
                var wide = Narrow([drawn.Policy with { IsSinglePair = false }], drawn.Offer);
                Assert.Equal(
                    wide.Verdict == Verdict.Unacceptable,
                    answer.Verdict == Verdict.Unacceptable);
                if (answer.Verdict is Verdict.Whole or Verdict.Narrowed)
                {
                    Assert.Single(Addresses(answer.Taken.Local));
                    Assert.Single(Addresses(answer.Taken.Remote));
                    Assert.True(IsNarrowingOf(wide.Taken, answer.Taken));
                }
                else if (answer.Verdict == Verdict.SinglePairRequired)
                {
                    var (local, remote) = (drawn.Offer.Local[0], drawn.Offer.Remote[0]);
                    Assert.False(local.IsOneAddress && remote.IsOneAddress
                        && Common(drawn.Policy.Local, [local]).Length > 0
                        && Common(drawn.Policy.Remote, [remote]).Length > 0);
                }
            });

    [Fact]
    public void Selectors_go_over_the_wire_and_back() => ForAll.Cases(
        Runs, Pair, pair =>
        {
            var octets = TrafficRange.ToPayload(pair.Local).ToArray();
            Assert.True(
                TrafficSelectorPayloadValue.TryParse(octets, out var read, out var error),
                $"{error}");
            Assert.Equal(pair.Local, TrafficRange.ReadAll(read));
        });

    private static Packet[] Common(Items<TrafficRange> one, Items<TrafficRange> other) =>
        [.. World.Where(packet => IsIn(one, packet) && IsIn(other, packet))];

    private static Packet[] SetOf(Items<TrafficRange> ranges) =>
        [.. World.Where(packet => IsIn(ranges, packet))];

    private static IEnumerable<HostAddress> Addresses(Items<TrafficRange> ranges) =>
        SetOf(ranges).Select(packet => packet.Address).Distinct();

    private static bool Takes(Items<TrafficRange> ranges, Packet[] packets) =>
        packets.Any(packet => IsIn(ranges, packet));

    private static bool IsIn(Items<TrafficRange> ranges, Packet packet) =>
        ranges.Any(range => Has(range, packet));

    /// <summary>RFC 4301 §4.4.1.1: ANY takes what cannot be seen too, OPAQUE nothing else.
    /// </summary>
    private static bool Has(TrafficRange range, Packet packet) =>
        (range.Protocol == 0 || range.Protocol == packet.Protocol)
        && (packet.Port < 0
            ? range.Ports == PortRange.Any || range.Ports == PortRange.Opaque
            : packet.Port >= range.Ports.First && packet.Port <= range.Ports.Last)
        && range.First <= packet.Address && packet.Address <= range.Last
        && range.First.IsIpv6 == packet.Address.IsIpv6;

    private static (Items<TrafficPolicy> Policies, TrafficPair Offer) DrawMany(Choices choices) =>
    (
        [.. Enumerable.Range(0, choices.Below(4)).Select(_ => Policy(choices, single: false))],
        Pair(choices));

    private static TrafficPolicy Policy(Choices choices, bool single)
    {
        var (local, remote) = Pair(choices);
        return new(local, remote, single);
    }

    private static TrafficPair Pair(Choices choices) => new(Many(choices), Many(choices));

    private static Items<TrafficRange> Many(Choices choices) =>
        [.. Enumerable.Range(0, 1 + choices.Below(3)).Select(_ => Range(choices))];

    private static TrafficRange Range(Choices choices)
    {
        var isIpv6 = choices.Chance(30);
        var first = choices.Below(AddressesMax);
        return new(
            choices.Chance(50) ? (byte)0 : choices.Of(Protocols), choices.Of(Ranges),
            Address(first, isIpv6),
            Address(first + choices.Below(AddressesMax - first), isIpv6));
    }

    private static HostAddress Address(int which, bool isIpv6) =>
        new((isIpv6 ? (UInt128)0x2001_0db8 << 96 : 0x0a00_0000) + (uint)which, isIpv6);

    private readonly record struct Packet(byte Protocol, int Port, HostAddress Address);
}
