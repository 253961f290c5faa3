using Holdfast.StateMachines.Hsrp;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>
/// Two members over every order of timers and faults within a budget: traffic passes at one member
/// that is active on both sides, or nowhere.
/// </summary>
public sealed class HsrpPairPermutations
{
    private const int Runs = 150;

    /// <summary>
    /// A crash, a lost interface or a direction cut, at any time and mended at any time; hello and
    /// hold time of 1 and 2 units, and every order of what is due. The counts of states are pinned.
    /// </summary>
    [Theory]
    [InlineData(false, null, 121_863)]
    [InlineData(true, 1, 326_089)]
    public void One_fault_at_any_time_is_survived_in_every_order(
        bool preempts, int? better, int states)
    {
        var (found, fault, trace) = Search(new PairRules(2, preempts, better), faults: 1);
        Assert.True(fault is null, $"{fault}: {string.Join(" · ", trace)}");
        Assert.Equal(states, found);
    }

    /// <summary>The canary: groups that are not bound split.</summary>
    [Fact]
    public void Groups_that_are_not_bound_leave_a_member_on_each_side()
    {
        var (_, fault, trace) = Search(
            new PairRules(2, preempts: true, step: PairRules.Unbound), faults: 0);
        Assert.Equal("a member could let traffic pass, and none does (I10)", fault);
        Assert.NotEmpty(trace);
    }

    [Fact]
    public void Whatever_was_cut_lost_and_crashed_one_member_serves_again_once_it_is_mended() =>
        ForAll.Cases(
            Runs,
            choices => choices,
            choices =>
            {
                var rules = new PairRules(
                    3, choices.Chance(50), choices.Chance(50) ? choices.Below(2) : null);
                var world = PairWorld.Start(rules, faults: 8);
                for (var act = choices.Below(150); act > 0; act--)
                {
                    var acts = Acts(rules, world).ToList();
                    world = choices.Of(acts).Make();
                    Assert.True(world.Fault(rules) is null, $"{world.Fault(rules)}");
                }

                world = Mended(rules, world) with { Faults = 0 };
                for (var time = 0; time < rules.QuietMax; time++)
                {
                    world = Run(rules, world, choices);
                }

                Assert.Equal(1, world.OpenCount);
                var serving = world.Open[0] ? 0 : 1;
                for (var time = 0; time < rules.QuietMax; time++)
                {
                    world = Run(rules, world, choices);
                    Assert.True(world.Open[serving] && world.OpenCount == 1);
                }
            });

    /// <summary>All that is due, in an order that is drawn; then a unit of time passes.</summary>
    private static PairWorld Run(PairRules rules, PairWorld world, Choices choices)
    {
        while (world.IsDue(rules, 0) || world.IsDue(rules, 1))
        {
            world = choices.Of(Acts(rules, world).ToList()).Make();
        }

        return world.Pass(rules);
    }

    private static PairWorld Mended(PairRules rules, PairWorld world)
    {
        world = world.Join();
        for (var member = 0; member < 2; member++)
        {
            foreach (var side in Enum.GetValues<Side>())
            {
                world = world.Damage.IsSideDown(member, side)
                    ? world.MendSide(rules, member, side)
                    : world;
            }

            world = world.Damage.IsCrashed(member) ? world.Restart(rules, member) : world;
        }

        return world;
    }

    private static (int States, string? Fault, IEnumerable<string> Trace) Search(
        PairRules rules, int faults)
    {
        var start = PairWorld.Start(rules, faults);
        var seen = new Dictionary<PairWorld, (PairWorld? From, string Act)>
        {
            [start] = (null, "start"),
        };
        var queue = new Queue<PairWorld>([start]);
        while (queue.TryDequeue(out var world))
        {
            foreach (var (act, make) in Acts(rules, world))
            {
                var next = make();
                if (!seen.TryAdd(next, (world, act)))
                {
                    continue;
                }

                if (next.Fault(rules) is { } fault)
                {
                    return (seen.Count, fault, Trace(next));
                }

                queue.Enqueue(next);
            }
        }

        return (seen.Count, null, []);

        List<string> Trace(PairWorld world)
        {
            List<string> acts = [];
            for (var at = world; at is not null; at = seen[at].From)
            {
                acts.Insert(0, seen[at].Act);
            }

            return acts;
        }
    }

    private static IEnumerable<(string Name, Func<PairWorld> Make)> Acts(
        PairRules rules, PairWorld world)
    {
        var isDue = false;
        for (var member = 0; member < 2; member++)
        {
            var who = member;
            if (!world.IsDue(rules, who))
            {
                continue;
            }

            isDue = true;
            foreach (var side in Enum.GetValues<Side>())
            {
                foreach (var timer in Enum.GetValues<HsrpGroup.HsrpTimer>())
                {
                    yield return (
                        $"{who} {side} {timer}", () => world.Tick(rules, who, side, timer));
                }
            }
        }

        if (!isDue)
        {
            yield return ("time", () => world.Pass(rules));
        }

        foreach (var act in Faults(rules, world))
        {
            yield return act;
        }
    }

    private static IEnumerable<(string Name, Func<PairWorld> Make)> Faults(
        PairRules rules, PairWorld world)
    {
        if (world.Damage.Cuts != 0)
        {
            yield return ("join", world.Join);
        }

        for (var member = 0; member < 2; member++)
        {
            var who = member;
            if (world.Damage.IsCrashed(who))
            {
                yield return ($"restart {who}", () => world.Restart(rules, who));
                continue;
            }

            if (world.Faults > 0)
            {
                yield return ($"crash {who}", () => world.Crash(rules, who));
            }

            foreach (var side in Enum.GetValues<Side>())
            {
                if (world.Damage.IsSideDown(who, side))
                {
                    yield return ($"mend {who} {side}", () => world.MendSide(rules, who, side));
                }
                else if (world.Faults > 0)
                {
                    yield return ($"lose {who} {side}", () => world.LoseSide(rules, who, side));
                }

                if (world.Faults > 0 && !world.Damage.IsCut(who, side))
                {
                    yield return ($"cut {who} {side}", () => world.Cut(who, side));
                }
            }
        }
    }
}
