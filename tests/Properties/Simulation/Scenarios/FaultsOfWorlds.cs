using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scenarios.BfdNeighbours;
using Holdfast.Simulation.Scenarios.Collisions;
using Holdfast.Simulation.Scenarios.DpdVersusRouting;
using Holdfast.Simulation.Scenarios.FirstExchanges;
using Holdfast.Simulation.Scenarios.Forgeries;
using Holdfast.Simulation.Scenarios.FrontBackSplit;
using Holdfast.Simulation.Scenarios.Guesses;
using Holdfast.Simulation.Scenarios.IdSync;
using Holdfast.Simulation.Scenarios.Inbound;
using Holdfast.Simulation.Scenarios.Paced;
using Holdfast.Simulation.Scenarios.PeriodicSync;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Simulation.Scenarios.RekeyCrashPoints;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.Simulation.Scenarios.RequestCrashPoints;
using Holdfast.Simulation.Scenarios.RriOrder;
using Holdfast.Simulation.Scenarios.Sharing;
using Holdfast.Simulation.Scenarios.Shortcuts;
using Holdfast.Simulation.Scenarios.SpiChoice;
using Holdfast.Simulation.Scenarios.StatefulPair;
using Holdfast.Simulation.Scenarios.Streams;
using Holdfast.Simulation.Scenarios.Tickets;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Each thing that may break in a world of the explorer, or be mended there, does something in a
/// state that can be reached; each budget can be spent. What is to be refused is listed.
/// </summary>
public sealed class FaultsOfWorlds
{
    // No world has a use for it.
    private const ulong Witnessed = 1ul << 63;

    private static readonly Limits Enough = new() { States = 60_000 };

    private static readonly string[] Traffic =
        ["sends a", "is answered", "is sent packet", "is asked for a token"];

    private static readonly Dictionary<string, Func<List<string>>> Worlds = new()
    {
        ["hsrp"] = static () => Idle(new HsrpElection("hsrp")
        {
            Routers = 2,
            Preempts = true,
            Crashes = 1,
            Cuts = 1,
            Stops = 1,
            Forgeries = 1,
        }.Model()),
        ["hsrp-pair"] = static () => Idle(new HsrpPairElection("pair") { Faults = 1 }.Model()),
        ["replication"] = static () => Idle(new ReplicationScenario("replication")
        {
            Crashes = 1,
            Cuts = 1,
            Moves = 1,
            LosesStores = true,
            Skews = 1,
        }.Model()),
        ["replication-traffic"] = static () => Idle(new ReplicationScenario("replication")
        {
            Moves = 1,
            Packets = 1,
            Requests = 1,
            Inbound = 1,
            Believes = static known => known,
        }.Model(), static name => Traffic.Any(
            what => name.Contains(what, StringComparison.Ordinal))),
        ["replication-channel"] = static () => Idle(new ReplicationScenario("replication")
        {
            Losses = 1,
            Doublings = 1,
            Delay = 0,
        }.Model(), static _ => false),
        ["periodic-sync-baseline"] = static () => Idle(
            new PeriodicSyncBaseline("baseline") { Losses = 1, Inbound = 1 }.Model()),
        ["stateful-pair"] = static () => Idle(new StatefulPairScenario("pair")
        {
            Crashes = 1,
            Cuts = 1,
            Packets = 1,
            Inbound = 1,
        }.Model()),
        ["stateful-pair-safety-first"] = static () => Idle(new StatefulPairScenario("pair")
        {
            Solo = SoloPolicy.SafetyFirst,
            Crashes = 2,
        }.Model(), static name => !name.StartsWith("join", StringComparison.Ordinal)),
        ["replication-parted-stores"] = static () => Idle(new ReplicationScenario("replication")
        {
            BeginsParted = true,
            Crashes = 1,
            Moves = 1,
            LosesStores = true,
        }.Model()),
        ["drain"] = static () => Idle(new StatefulPairScenario("drain")
        {
            Drains = 2,
            Requests = 1,
            Crashes = 1,
            Cuts = 1,
        }.Model()),
        ["rri-order"] = static () => Idle(
            new RriOrderScenario("rri") { Wishes = 2, Losses = 1, Crashes = 1 }.Model()),
        ["front-back-split"] = static () => Idle(
            new FrontBackSplitScenario("split") { Cuts = 1, Crashes = 1 }.Model()),
        ["dpd-vs-routing"] = static () => Idle(
            new DpdVersusRoutingScenario("paths") { Failures = 1, Deaths = 1 }.Model()),
        ["rekey-crash-points"] = static () => Idle(
            new RekeyCrashPointsScenario("rekeys") { Crashes = 2, Rekeys = 1 }.Model()),
        ["message-id-sync"] = static () => Idle(new IdSyncScenario("ids").Model()),
        ["dpd-forged"] = static () => Idle(new DpdForgeries("dpd").Model()),
        ["liveness-forged"] = static () => Idle(new LivenessForgeries("liveness").Model()),
        ["redirect-loop"] = static () => Idle(new RedirectLoop("redirects").Model()),
        ["paced-takeover"] = static () => Idle(new PacedTakeover("paced").Model()),
        ["spi-choice"] = static () => Idle(new SpiChoices("spis").Model()),
        ["load-shared"] = static () => Idle(new SharedPeers("shared").Model()),
        ["esp-forged"] = static () => Idle(new InboundForgeries("inbound").Model()),
        ["dmvpn-shortcuts"] = static () => Idle(new ShortcutScenario("spokes").Model()),
        ["bfd-neighbours"] = static () => Idle(new BfdNeighboursScenario("bfd").Model()),
        ["token-guesses"] = static () => Idle(new TokenGuesses("guesses").Model()),
        ["ticket-reuse"] = static () => Idle(new TicketScenario("tickets").Model()),
        ["request-crash-points"] = static () =>
            Idle(new RequestCrashPointsScenario("requests").Model()),
        ["ike-exchanges"] = static () => Idle(new ExchangesScenario("exchanges")
        {
            Losses = 1,
            Doublings = 1,
            Wants = [ExchangeWant.RekeyChild],
        }.Model()),
        ["ike-children"] = static () => Idle(new ExchangesScenario("children")
        {
            Losses = 1,
            Doublings = 1,
            Wants = [ExchangeWant.Another],
            PeerWants = [ExchangeWant.Another],
        }.Model()),
        ["ike-deletes"] = static () => Idle(new ExchangesScenario("deletes")
        {
            Losses = 1,
            Doublings = 1,
            Wants = [ExchangeWant.DeleteChild, ExchangeWant.DeleteIke],
            PeerWants = [ExchangeWant.DeleteChild, ExchangeWant.DeleteIke],
        }.Model()),
        ["ike-first-exchanges"] = static () => Idle(new FirstExchangesScenario("first")
        {
            Losses = 1,
            Doublings = 1,
            Loads = 1,
        }.Model()),
        ["stream-cuts"] = static () => Idle(new StreamCuts("streams").Model()),
    };

    /// <summary>What is refused wherever it comes: that it changes nothing is the claim.</summary>
    private static readonly Dictionary<string, string[]> Refused = new()
    {
        // She makes the tunnel whenever there is none, wanted or not.
        ["rri-order"] = ["carol wants a create"],
        ["hsrp"] =
        [
            "r1 is sent the Coup of a worse router", "r1 is sent what it must refuse",
            "r2 is sent the Coup of a worse router", "r2 is sent what it must refuse",
        ],
        ["dpd-forged"] =
        [
            .. from who in new[] { "alice", "carol" }
               from what in Enum.GetValues<DpdForgery>()
               where what != DpdForgery.LastQuestion
               select $"{who} is sent {what}",
        ],
        ["liveness-forged"] =
        [
            "forged: Refused { Why = OtherSa }", "forged: Refused { Why = Repeated }",
            "forged: Refused { Why = Unprotected }",
        ],
        ["esp-forged"] =
        [
            .. InboundSa.Packets(1, 2, 3, 33, 36, 70).Where(packet => packet.IsForged)
                .Select(packet => $"ESP {packet.Number} forged"),
        ],
    };

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. Worlds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_may_break_or_be_mended_does_something_somewhere(string name) =>
        Assert.Equal(
            Refused.GetValueOrDefault(name, []).Order(StringComparer.Ordinal),
            Worlds[name]().Order(StringComparer.Ordinal));

    /// <summary>The rules and budgets that nothing comes of in any state.</summary>
    private static List<string> Idle<TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model, Func<string, bool>? asks = null)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        var bare = model with { Invariants = [], StepInvariants = [], Goals = [] };
        List<string> idle = [];
        for (var budget = 0; budget < model.Faults.Budgets.Count; budget++)
        {
            var at = budget;
            if (model.Faults.Budgets[budget].Max > 0 && !IsFound(bare with
            {
                Invariants =
                [
                    new("never", "it is never spent",
                        (in Look<TState> look) => look.Damage.SpentOf(at) == 0),
                ],
            }))
            {
                idle.Add($"budget of {model.Faults.Budgets[budget].Name}");
            }
        }

        foreach (var rule in model.Faults.Rules.Where(rule => asks?.Invoke(rule.Name) is not false
            && (rule.Budget is not { } budget || model.Faults.Budgets[budget].Max > 0)))
        {
            if (!IsFound(
                rule.Sets != 0 || rule.Clears != 0 ? Happening(bare, rule) : Acting(bare, rule)))
            {
                idle.Add(rule.Name);
            }
        }

        return idle;
    }

    /// <summary>The claim that a rule is never followed.</summary>
    private static WorldModel<TConfig, TState, TInput, TOutput> Happening<
        TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model, FaultRule<TInput> rule)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => model with
        {
            Faults = model.Faults with
            {
                Rules =
                [
                    .. model.Faults.Rules.Select(one =>
                        one == rule ? one with { Sets = one.Sets | Witnessed } : one),
                ],
            },
            Invariants =
            [
                new("never", "it never happens", static (in Look<TState> look) =>
                    (look.Damage.Bits & Witnessed) == 0),
            ],
        };

    /// <summary>The claim that what a rule does to members changes none of them.</summary>
    private static WorldModel<TConfig, TState, TInput, TOutput> Acting<
        TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model, FaultRule<TInput> rule)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull
    {
        Items<TInput> inputs =
            [.. rule.Effects.OfType<FaultEffect<TInput>.Take>().Select(take => take.Input)];
        return model with
        {
            StepInvariants =
            [
                new("never", "it changes nothing",
                    (in StepTaken<TConfig, TState, TInput, TOutput> step) =>
                        !inputs.Contains(step.Input)
                        || (step.Before.Equals(step.After) && step.Outputs.IsEmpty)),
            ],
        };
    }

    private static bool IsFound<TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => Exploration.Run(model, Enough).Ending == Ending.Violation;
}
