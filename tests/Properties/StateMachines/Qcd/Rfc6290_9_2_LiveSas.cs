using Holdfast.StateMachines;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Instant = Holdfast.StateMachines.Instant;
using Maker = Holdfast.StateMachines.Qcd.TokenMaker;

namespace Holdfast.Tests.Properties.StateMachines.Qcd;

/// <summary>
/// RFC 6290 §9.2 (I20): no token of an SA that lives anywhere in the cluster is ever shown,
/// whoever is asked, from wherever, across crashes, takeovers, cuts and new secrets.
/// </summary>
public sealed class Rfc6290_9_2_LiveSas
{
    private const int Runs = 2_000;

    private static readonly Maker.Config[] Makers =
    [
        QcdRuns.Checked(Shared),
        QcdRuns.Checked(Shared with { Method = Maker.Method.ByAddress, SweepBatch = 1 }),
        QcdRuns.Checked(Shared with { Burst = 2, FreshTokensEvery = TimeSpan.FromTicks(50) }),
    ];

    private static Maker.Settings Shared => new()
    {
        Cluster = Maker.ClusterKind.LoadSharing,
        SharesLiveSpis = true,
        SweepEvery = TimeSpan.FromTicks(5),
    };

    /// <summary>I20.</summary>
    [Fact]
    [Requirement("RFC6290-9.2-a")]
    [Requirement("RFC6290-9.2-b")]
    public void No_token_of_a_live_SA_is_shown_and_no_live_SA_is_dropped()
    {
        var (revealed, discarded) = (0, 0);
        Run((_, input) => input, world =>
        {
            revealed += world.Revealed;
            discarded += world.Discarded;
        });

        // It does happen, or nothing is shown by it.
        Assert.True(revealed > 0 && discarded > 0, $"{revealed} messages, {discarded} SAs");
    }

    [Fact]
    public void A_member_that_takes_uncertain_for_dead_is_caught() => Caught(
        (_, input) => input is Maker.Input.Asked { Knowledge: SpiKnowledge.Uncertain } asked
            ? asked with { Knowledge = SpiKnowledge.Dead }
            : input);

    [Fact]
    public void A_member_that_asks_nobody_is_caught() => Caught(
        (_, input) => input is Maker.Input.Asked asked
            ? asked with { Knowledge = SpiKnowledge.Dead }
            : input);

    /// <summary>
    /// I20, over the machine that replicates: whoever says that an SA which it does not know is
    /// dead, is the only one that acts.
    /// </summary>
    [Fact]
    [Requirement("RFC6290-9.2-c")]
    public void Dead_is_said_only_by_the_one_member_that_acts()
    {
        var (dead, held) = (0, 0);
        Explore(
            (barrier, _) => barrier,
            (world, knowledge, at) =>
            {
                held++;
                dead += knowledge == SpiKnowledge.Dead ? 1 : 0;
                return knowledge != SpiKnowledge.Dead || !world[1 - at].Acts;
            });
        Assert.True(dead > 100, $"dead {dead} times of {held}");
    }

    [Fact]
    public void A_question_of_long_ago_is_caught() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Explore(
            (barrier, now) => barrier with { At = now },
            (world, knowledge, at) => knowledge != SpiKnowledge.Dead || !world[1 - at].Acts));

    [Fact]
    public void What_was_acknowledged_before_the_question_is_caught() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => Explore(
            (barrier, _) => barrier with { Index = 0 },
            (world, knowledge, at) => knowledge != SpiKnowledge.Dead || !world[1 - at].Acts,
            seeds: 4_000));

    private static void Caught(Func<Maker.State, Maker.Input, Maker.Input> distort) =>
        Assert.ThrowsAny<Exception>(() => Run(distort, _ => { }));

    private static void Run(
        Func<Maker.State, Maker.Input, Maker.Input> distort, Action<QcdWorld> after) =>
        ForAll.Cases(
            Runs,
            choices => (
                Maker: choices.Of(Makers), Taker: choices.Of(QcdRuns.Takers), Choices: choices),
            drawn =>
            {
                var world = new QcdWorld(drawn.Maker, drawn.Taker, distort);
                world.Live(drawn.Choices);
                after(world);
            });

    private static void Explore(
        Func<LiveSpis.Barrier, Instant, LiveSpis.Barrier> distort,
        Func<ReplicationWorld, SpiKnowledge, int, bool> holds,
        int seeds = 400)
    {
        for (var seed = 0; seed < seeds; seed++)
        {
            var choices = new Choices(Choices.FromSeed(seed, 400));
            var rules = ReplicationSearch.Shipped();
            var world = ReplicationSearch.Synced(rules, new(
                Crashes: 2, Restarts: 2, Cuts: 2, Heals: 2, Losses: 2, Duplicates: 1, Delays: 3,
                Moves: 4, Packets: 0, Requests: 8, Ticks: 60));
            var barriers = new (LiveSpis.Barrier Barrier, ulong Boot)?[2];
            for (var step = 0; step < 40; step++)
            {
                var acts = ReplicationActs.Of(rules, world).ToList();
                var elapsed = world.Budget.Ticks;
                world = choices.Chance(35) && world.Budget.Ticks > 0
                    ? acts.First(act => act.Act == "time").Make()
                    : choices.Of(acts).Make();
                elapsed -= world.Budget.Ticks;
                for (var at = 0; at < 2; at++)
                {
                    barriers[at] = Later(barriers[at], elapsed);
                    if (world[at].State is not { } state)
                    {
                        continue;
                    }

                    // An SA that the other one may have set up a moment ago.
                    var other = world[1 - at].Boot.Member;
                    var unknown = new IkeSaId(
                        new SpiPartition(other).Make(0x7700UL), new(0x8800));
                    var isSame = barriers[at] is { } set && set.Boot == world[at].Boot.Id;
                    var knowledge = LiveSpis.Of(
                        rules.ConfigOf(world[at].Boot).Value, state, Instant.Zero, unknown, isHere: false,
                        isSame ? distort(barriers[at]!.Value.Barrier, Instant.Zero) : null,
                        world[1 - at].State is null ? [other] : []);
                    Assert.True(
                        holds(world, knowledge, at),
                        $"seed {seed}, step {step}: member {at + 1} says {knowledge}");
                    if (!isSame || choices.Chance(8))
                    {
                        barriers[at] =
                            (LiveSpis.Barrier.After(state, Instant.Zero), world[at].Boot.Id);
                    }
                }
            }
        }

        static (LiveSpis.Barrier, ulong)? Later(
            (LiveSpis.Barrier Barrier, ulong Boot)? set, int by)
        {
            if (set is not { } known)
            {
                return null;
            }

            var at = known.Barrier.At - TimeSpan.FromTicks(by);
            return (known.Barrier with { At = at }, known.Boot);
        }
    }
}
