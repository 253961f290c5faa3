using Holdfast.Codec;
using Holdfast.Simulation.Checkers.Hsrp;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.Simulation.Checkers;

/// <summary>
/// Every property of an HSRP group kills the mistakes that it is there for, and the shipped machine
/// passes it in the same world.
/// </summary>
public sealed class HsrpCanaries
{
    private static readonly HsrpElection Two = new("two") { Routers = 2 };

    /// <summary>A mistake, the world that it is looked for in, the trace that shows it.</summary>
    private sealed record Canary(
        Func<Config, State, Instant, Input, Next<State, Output>> Step, HsrpElection World,
        string Killer, int Stem, int Cycle = 0, bool HasSlowRouter = false);

    private static readonly Dictionary<string, Canary> Canaries = new()
    {
        ["tie is lost"] = new(HsrpMutants.TieIsLost, Two with { Cuts = 1 }, "yield", 20),
        ["tie by lower address"] = new(
            HsrpMutants.TieByLowerAddress, Two with { Cuts = 1 }, "yield", 17),
        ["active ignores a higher Hello"] = new(
            HsrpMutants.ActiveIgnoresHigherHello, Two with { Cuts = 1 }, "yield", 17),
        ["any Coup is obeyed"] = new(
            HsrpMutants.AnyCoupIsObeyed, Two with { Forgeries = 1 }, "yield", 13),
        ["Resign is ignored"] = new(
            HsrpMutants.ResignIsIgnored, Two with { Stops = 1 }, "resign", 16),
        ["active is not heard"] = new(HsrpMutants.ActiveIsNotHeard, Two, "I9", 16),
        ["hold time is not set anew"] = new(HsrpMutants.HoldIsNotRearmed, Two, "hold", 13),
        ["own times"] = new(HsrpMutants.OwnTimes, Two, "hold", 13, HasSlowRouter: true),
        ["preempts by default"] = new(HsrpMutants.PreemptsByDefault, Two, "preempt", 13),
        ["Hello in Listen"] = new(HsrpMutants.HelloInListen, Two, "silent", 8),
        ["nothing is refused"] = new(
            HsrpMutants.NothingIsRefused, Two with { Forgeries = 1 }, "auth", 2),
        ["no ARP after two were active"] = new(
            HsrpMutants.NoArpAfterTwo, Two with { Cuts = 1 }, "I12", 17),
        ["MAC is kept"] = new(HsrpMutants.MacIsKept, Two with { Cuts = 1 }, "I11", 17),
        ["Hellos are rare where nobody stands by"] = new(
            HsrpMutants.RareHellos, Two with { Cuts = 1, CountsQuiet = true },
            WholeComponents.Name, 23),
        ["literal table"] = new(Step, Two with { Dialect = Dialect.Rfc2281Literal }, "I10", 12, 2),
    };

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. Canaries.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mistake_is_killed_by_its_own_property(string name)
    {
        var canary = Canaries[name];
        var violation = Assert.Single(Explore(name, isWrong: true).Violations);
        Assert.Equal(
            (canary.Killer, canary.Stem, canary.Cycle),
            (violation.Name, violation.Trace.Stem.Count, violation.Trace.Cycle.Count));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_the_mistake_it_holds_in_the_same_world(string name)
    {
        var outcome = Explore(name, isWrong: false);
        Assert.True(outcome.IsComplete);
        Assert.Empty(outcome.Violations);
    }

    /// <summary>Two that are active end, but late: every other claim holds of that mistake, also
    /// that there is one alone in the end.</summary>
    [Fact]
    public void What_holds_behind_faults_sees_what_nothing_else_does()
    {
        var canary = Canaries["Hellos are rare where nobody stands by"];
        var model = ModelOf(canary, canary.Step);
        var outcome = Exploration.Run(model with
        {
            Invariants = [.. model.Invariants.Where(one => one.Name != canary.Killer)],
        });
        Assert.True(outcome.IsComplete, $"{outcome.Ending}");
        Assert.Equal([], outcome.Violations.Select(one => one.Name));
    }

    [Fact]
    public void Every_property_has_a_canary()
    {
        var model = (Two with { CountsQuiet = true }).Model();
        var properties = model.Invariants.Select(one => one.Name)
            .Concat(model.StepInvariants.Select(one => one.Name))
            .Concat(model.Goals.Select(one => one.Name));
        Assert.Equal(
            properties.Order(), Canaries.Values.Select(one => one.Killer).Distinct().Order());
    }

    /// <summary>Those that an invariant with a number is there for.</summary>
    internal static IEnumerable<string> OfInvariants => Canaries
        .Where(one => one.Value.Killer[0] == 'I').Select(one => one.Key);

    /// <summary>The mistakes by name.</summary>
    internal static IEnumerable<string> Mistakes => Canaries.Keys;

    /// <summary>The step of a mistake.</summary>
    internal static Func<Config, State, Instant, Input, Next<State, Output>> StepOf(string name) =>
        Canaries[name].Step;

    /// <summary>The world of a mistake, with it or without.</summary>
    internal static Outcome Explore(string name, bool isWrong)
    {
        var canary = Canaries[name];
        return Exploration.Run(isWrong
            ? Asking(canary.Killer, ModelOf(canary, canary.Step))
            : ModelOf(
                canary with { World = canary.World with { Dialect = Dialect.Repaired } }, Step));
    }

    private static WorldModel<Config, State, Input, Output> ModelOf(
        Canary canary, Func<Config, State, Instant, Input, Next<State, Output>> step)
    {
        var model = canary.World.Model();
        return model with
        {
            Machine = model.Machine with { Step = step },
            Members = canary.HasSlowRouter
                ? [model.Members[0], Slow(model.Members[1])]
                : model.Members,
        };
    }

    /// <summary>The better router says Hello more rarely than the other one waits.</summary>
    private static Member<Config> Slow(Member<Config> member) =>
        Config.TryCreate(
            member.Config.Settings with
            {
                HelloTime = TimeSpan.FromSeconds(4),
                HoldTime = TimeSpan.FromSeconds(5),
            },
            out var slow, out var error)
            ? member with { Config = slow }
            : throw new InvalidOperationException(error.ToString());

    /// <summary>The model with one property alone.</summary>
    private static WorldModel<Config, State, Input, Output> Asking(
        string name, WorldModel<Config, State, Input, Output> model) => model with
        {
            Invariants = [.. model.Invariants.Where(one => one.Name == name)],
            StepInvariants = [.. model.StepInvariants.Where(one => one.Name == name)],
            Goals = [.. model.Goals.Where(one => one.Name == name)],
        };
}
