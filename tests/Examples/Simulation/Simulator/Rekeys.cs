using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Rekeys by octets, whoever begins: that they happen, and what they leave.</summary>
public sealed class Rekeys
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_IKE_SA_is_rekeyed_and_its_children_move_without_a_packet_lost(bool byPeer)
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Ike, byPeer))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "alice", "has a new IKE SA")!.Value, 30, 30.2);
        Assert.InRange(PlayedWorlds.When(run, "carol", "has a new IKE SA")!.Value, 30, 30.2);
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal((0, 0), (run.Measures.PacketsLost, run.Measures.Reestablished));
    }

    [Theory]
    [InlineData(RekeyOf.Children, false)]
    [InlineData(RekeyOf.Children, true)]
    [InlineData(RekeyOf.Ike, false)]
    [InlineData(RekeyOf.Ike, true)]
    public void Additional_key_exchanges_are_messages_before_the_first_SAs_and_rekeys_have_one(
        RekeyOf what, bool byPeer)
    {
        var pair = PlayedWorlds.Pair;
        var one = Said(pair, 0);
        var parts = Said(pair, 3);

        Assert.Equal((0, 2), one);
        Assert.Equal((6, 2), parts);

        (int Intermediate, int Auth) Said(WorldPlan world, int exchanges)
        {
            world = world with { Sas = [world.Sas[0] with { KeyExchanges = exchanges }] };
            var messages = new HashSet<string>();
            var run = PlayedWorlds.Play(
                world, PlayedWorlds.Of((30, new Fault.Rekey("carol", what, byPeer))),
                options: new() { Trace = told => Exchanges.Add(messages, told.Span) });

            Assert.Equal("", PlayedWorlds.Broken(run));
            Assert.Equal((0, 0), (run.Measures.PacketsLost, run.Measures.Reestablished));
            Assert.NotNull(PlayedWorlds.When(
                run, byPeer || what == RekeyOf.Ike ? "carol" : "alice",
                what == RekeyOf.Ike ? "has a new IKE SA" : byPeer ? "has a new CHILD SA" : "has"));
            return (
                messages.Count(one => one.StartsWith("2B", StringComparison.Ordinal)),
                messages.Count(one => one.StartsWith("23", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_member_chooses_no_SPI_that_another_CHILD_SA_of_its_own_has()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair with
            {
                Sas =
                [
                    PlayedWorlds.Pair.Sas[0] with
                    {
                        Count = 200,
                        RekeyAfter = TimeSpan.FromSeconds(40),
                    },
                ],
                Peers = [PlayedWorlds.Pair.Peers[0] with { Window = 64 }],
            },
            FaultPlan.None, options: new() { SpiBits = 0x0001_FF00 });

        // Of 512 SPIs 400 are chosen.
        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal((200, 0), (run.Measures.Rekeyed, run.Measures.PacketsLost));
    }

    [Theory]
    [InlineData("stateful-pair")]
    [InlineData("stateful-pair-ikev1")]
    public void Nor_an_SPI_that_another_IKE_SA_of_its_own_has(string world)
    {
        var faults = Enumerable.Range(0, 24)
            .Select(at => (22.0 + at, (Fault)new Fault.Rekey("carol", RekeyOf.Ike, at % 2 == 0)));
        var run = PlayedWorlds.Play(
            Topologies.Named(world)!, PlayedWorlds.Of([.. faults]),
            options: new() { IkeSpiBits = 0x1F00 });

        // Of 32 SPIs one is chosen by either side's wish.
        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal(0, run.Measures.PacketsLost);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void An_SA_that_is_gone_takes_no_other_one_s_numbers_with_it(ulong seed)
    {
        // Floors are asked for every 10 ms, and new SAs ask for their first numbers meanwhile.
        var pair = Topologies.StatefulPair;
        var run = PlayedWorlds.Play(
            pair with
            {
                Sas =
                [
                    pair.Sas[0] with
                    {
                        Count = 200,
                        At = TimeSpan.FromSeconds(12),
                        RekeyAfter = TimeSpan.FromSeconds(24),
                    },
                ],
                Flows =
                [
                    .. pair.Flows.Select(flow => flow with
                    {
                        PacketsPerSecond = 500,
                        StartsAt = TimeSpan.FromSeconds(35.5),
                        EndsAt = TimeSpan.FromSeconds(37),
                    }),
                ],
                Peers = [pair.Peers[0] with { Window = 64 }],
                Policy = pair.Policy with
                {
                    PacePerSecond = 400,
                    LeaseBlock = 10,
                    FloorBlock = 10,
                },
                Duration = TimeSpan.FromSeconds(58),
                HealAt = TimeSpan.FromSeconds(45),
            },
            FaultPlan.None, seed);

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.Equal((200, 0), (run.Measures.Rekeyed, run.Measures.PacketsLost));
    }

    /// <summary>Messages of IKE as they are sent into the outside, by exchange, flags and message
    /// ID; the same one once.</summary>
    private static class Exchanges
    {
        private const byte SentCode = 0x80;
        private const int WhatAt = 10;
        private const int FrameAt = 16;

        public static void Add(HashSet<string> messages, ReadOnlySpan<byte> told)
        {
            // Ethernet, IPv4, UDP from and to port 500, and the exchange behind both SPIs.
            const int ports = 14 + 20;
            const int exchange = ports + 8 + 18;
            if (told[WhatAt] == SentCode && told.Length > FrameAt + exchange + 6
                && told.Slice(FrameAt + ports, 4).SequenceEqual<byte>([1, 0xF4, 1, 0xF4])
                && told[8] == 0)
            {
                messages.Add(Convert.ToHexString(told.Slice(FrameAt + exchange, 6)));
            }
        }
    }

    [Fact]
    public void A_peer_rekeys_a_CHILD_SA_without_a_packet_lost()
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(PlayedWorlds.When(run, "carol", "has a new CHILD SA")!.Value, 30, 30.2);
        Assert.Equal(0, run.Measures.PacketsLost);
    }

    [Fact]
    public void Of_two_rekeys_at_once_the_one_with_the_lowest_nonce_is_given_up()
    {
        var winners = new HashSet<string>();
        for (var seed = 1UL; seed <= 8; seed++)
        {
            var run = PlayedWorlds.Play(
                PlayedWorlds.Pair,
                PlayedWorlds.Of(
                    (30, new Fault.Rekey("carol", RekeyOf.Children)),
                    (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))),
                seed);

            Assert.Equal("", PlayedWorlds.Broken(run));
            Assert.Equal(0, run.Measures.PacketsLost);
            var members = PlayedWorlds.When(run, "alice", "deletes its new CHILD SA");
            var peers = PlayedWorlds.When(run, "carol", "deletes its new CHILD SA");
            Assert.True(members is null != peers is null, $"seed {seed}: {members}, {peers}");
            winners.Add(members is null ? "alice" : "carol");
        }

        Assert.Equal(2, winners.Count);
    }

    [Fact]
    public void Ten_SAs_that_both_sides_rekey_one_after_the_other_are_ten_in_the_end()
    {
        var world = PlayedWorlds.Pair with
        {
            Sas = [PlayedWorlds.Pair.Sas[0] with { Count = 10 }],
            Oracles = ["I14", "I24", "I30"],
        };
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var run = PlayedWorlds.Play(
                world,
                PlayedWorlds.Of(
                    (30, new Fault.Rekey("carol", RekeyOf.Children)),
                    (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))),
                seed);

            Assert.Equal("", PlayedWorlds.Broken(run));
            Assert.Null(PlayedWorlds.When(run, "alice", "withdraws"));
        }
    }

    [Theory]
    [InlineData(CrashPoint.AfterSend)]
    [InlineData(CrashPoint.BeforeSend)]
    public void Whoever_takes_over_ends_the_rekey_of_an_IKE_SA_that_its_predecessor_began(
        CrashPoint point)
    {
        var run = PlayedWorlds.Play(
            PlayedWorlds.Pair,
            PlayedWorlds.Of(
                (30, new Fault.CrashAt("alice", point, MessageKind.IkeChild)),
                (30.01, new Fault.Rekey("carol", RekeyOf.Ike))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.NotNull(PlayedWorlds.When(run, "moon", "has a new IKE SA with carol"));
        Assert.Null(PlayedWorlds.When(run, "carol", "takes the gateway for dead"));
        Assert.Equal(0, run.Measures.Reestablished);
    }

    [Theory]
    [InlineData(RekeyOf.Children)]
    [InlineData(RekeyOf.Ike)]
    public void What_is_answered_to_a_member_that_slept_and_goes_on_is_ended_at_the_peer(
        RekeyOf which)
    {
        // By its own clock it sleeps longer than its epoch is good, and by the other one's less.
        for (var at = 0; at < 6; at++)
        {
            var run = PlayedWorlds.Play(
                PlayedWorlds.Pair,
                PlayedWorlds.Of(
                    (25, new Fault.ClockRate("alice", 100_000)),
                    (25, new Fault.ClockRate("moon", -100_000)),
                    (30.01, new Fault.Rekey("carol", which)),
                    (30.012 + (0.002 * at),
                        new Fault.MonotonicGap("alice", TimeSpan.FromSeconds(2.85)))));

            Assert.Equal("", PlayedWorlds.Broken(run));
            Assert.Equal(0, run.Measures.Takeovers);
            Assert.NotNull(PlayedWorlds.When(run, "alice", "stops reigning: Slept"));
            Assert.NotNull(PlayedWorlds.When(run, "alice", "goes on in"));
        }
    }
}
