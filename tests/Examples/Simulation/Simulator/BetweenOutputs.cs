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
    private static readonly Instant From = Instant.Zero + TimeSpan.FromSeconds(29.99);
    private static readonly Instant To = Instant.Zero + TimeSpan.FromSeconds(33);

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
        ["a rekey behind a cut"] = BehindCut(new Fault.Rekey("carol", RekeyOf.Children)),
        ["a rekey of the peer behind a cut"] =
            BehindCut(new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true)),
        ["a new IKE SA behind a cut"] = BehindCut(new Fault.Rekey("carol", RekeyOf.Ike)),
        ["an end behind a cut"] = BehindCut(new Fault.Delete("carol")),
    };

    private static FaultPlan BehindCut(Fault wish) => PlayedWorlds.Of(
        (29.995, new Fault.SyncCut(TimeSpan.FromSeconds(0.5))), (30, wish));

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
        Assert.InRange(outputs, 10, 100);

        for (var at = 0; at < outputs; at++)
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
        // Where nobody dies nothing is forgotten.
        var outputs = 0;
        Assert.Equal("", Broken(ExchangeCanaries.ReplacedForgotten, () =>
        {
            outputs++;
            return false;
        }));
        var seen = Enumerable.Range(0, outputs).First(at =>
            Broken(ExchangeCanaries.ReplacedForgotten, At(at)) == "I30");
        Assert.Equal("", Broken(IkeExchanges.Step, At(seen)));

        static string Broken(ExchangeStep step, Func<bool> dies) =>
            PlayedWorlds.Broken(Play("a rekey", dies, step));

        static Func<bool> At(int left) => () => left-- == 0;
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
