using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios.Collisions;
using Holdfast.Simulation.Simulator;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>
/// A step of a member has several outputs, and its shell carries them out one after the other. A
/// member that dies between two of them has done the one and not the other: whoever takes over goes
/// on all the same.
/// </summary>
public sealed class BetweenOutputs
{
    private const string Member = "alice";
    private const int Samples = 6;
    private static readonly Instant From = Instant.Zero + TimeSpan.FromSeconds(29.99);
    private static readonly Instant To = Instant.Zero + TimeSpan.FromSeconds(31);

    private static readonly Dictionary<string, FaultPlan> Wishes = new()
    {
        ["a rekey"] = PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Children))),
        ["a rekey of the peer"] =
            PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))),
        ["a new IKE SA"] = PlayedWorlds.Of((30, new Fault.Rekey("carol", RekeyOf.Ike))),
        ["two at once"] = PlayedWorlds.Of(
            (30, new Fault.Rekey("carol", RekeyOf.Ike)),
            (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true))),
        ["a drain"] = PlayedWorlds.Of((30, new Fault.Drain(Member))),
        ["a cut"] = PlayedWorlds.Of((30, new Fault.SyncCut(TimeSpan.FromSeconds(2)))),
    };

    /// <summary>What is going on.</summary>
    public static TheoryData<string> All => [.. Wishes.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void Whoever_takes_over_from_a_member_that_dies_between_two_outputs_goes_on(string what)
    {
        var outputs = 0;
        Play(what, () =>
        {
            outputs++;
            return false;
        });
        Assert.InRange(outputs, 10, 1_000);

        // Some of them, each time others.
        var apart = Math.Max(1, outputs / Samples);
        for (var at = what.Length % apart; at < outputs; at += apart)
        {
            var left = at;
            var run = Play(what, () => left-- == 0);
            Assert.True(
                PlayedWorlds.Broken(run).Length == 0,
                $"behind output {at} of {outputs}: {PlayedWorlds.Broken(run)}");
            Assert.NotNull(PlayedWorlds.When(run, Member, "crashes between two outputs"));
        }
    }

    [Fact]
    public void Whoever_takes_over_and_forgets_what_was_not_ended_is_seen_between_two_outputs()
    {
        var isSeen = false;
        for (var at = 0; !isSeen && at < 100; at++)
        {
            var left = at;
            isSeen = PlayedWorlds.Broken(Play(
                "a rekey", () => left-- == 0, ExchangeCanaries.ReplacedForgotten)) == "I30";
        }

        Assert.True(isSeen);
    }

    private static RunResult Play(
        string what, Func<bool> dies, ExchangeStep? exchanges = null) => PlayedWorlds.Play(
        PlayedWorlds.Pair, Wishes[what], options: new()
        {
            Exchanges = exchanges ?? IkeExchanges.Step,
            DiesBetween = (who, now) =>
                who == Member && now >= From && now < To && dies(),
        });
}
