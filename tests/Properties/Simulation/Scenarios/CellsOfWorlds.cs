using System.Reflection;
using System.Text;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scenarios.BfdNeighbours;
using Holdfast.Simulation.Scenarios.Collisions;
using Holdfast.Simulation.Scenarios.FirstExchanges;
using Holdfast.Simulation.Scenarios.Forgeries;
using Holdfast.Simulation.Scenarios.Guesses;
using Holdfast.Simulation.Scenarios.IdSync;
using Holdfast.Simulation.Scenarios.Paced;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.Simulation.Scenarios.RequestCrashPoints;
using Holdfast.Simulation.Scenarios.Shortcuts;
using Holdfast.Simulation.Scenarios.StatefulPair;
using Holdfast.Simulation.Scenarios.Tickets;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Resumption;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Which cells of state × input the explorer's worlds visit, as a page for a review: a cell that
/// comes or goes is a line in a diff, and what is never visited is blank. What a machine does in
/// every cell, by any letter, is in its own page. HOLDFAST_UPDATE_GOLDENS=1 writes the page.
/// </summary>
public sealed class CellsOfWorlds
{
    /// <summary>Machines whose steps are taken within another type, which has no place for a step
    /// that remembers.</summary>
    private static readonly string[] Uncounted = ["ReverseRouteInjection"];

    private static readonly Dictionary<string, Func<SeenCells, World>> Worlds = new()
    {
        ["hsrp"] = static seen => Stepping(
            new HsrpElection("hsrp")
            {
                Routers = 2,
                Preempts = true,
                Crashes = 1,
                Stops = 1,
                Forgeries = 1,
            }.Model(),
            seen),
        ["hsrp-synced"] = static seen => Stepping(
            new HsrpElection("synced")
            {
                Routers = 2,
                Preempts = true,
                Crashes = 1,
                WaitsForSync = true,
            }.Model(),
            seen),
        ["hsrp-pair"] = static seen => Stepping(
            new HsrpPairElection("pair") { Faults = 1 }.Model(), seen),
        ["dpd-forged"] = static seen => World.Of(
            new DpdForgeries("dpd") { Step = seen.Of(DeadPeerDetection.Machine).Invoke }.Model()),
        ["liveness-forged"] = static seen => World.Of(
            new LivenessForgeries("liveness")
            {
                Step = seen.Of(LivenessCheck.Machine).Invoke,
            }.Model()),
        ["request-crash-points"] = static seen => World.Of(
            new RequestCrashPointsScenario("requests")
            {
                Step = seen.Of(MessageIds.Machine).Invoke,
            }.Model()),
        ["ike-exchanges"] = static seen => World.Of(
            new ExchangesScenario("exchanges")
            {
                Step = seen.Of(IkeExchanges.Machine).Invoke,
            }.Model()),
        ["ike-children"] = static seen => World.Of(
            new ExchangesScenario("children")
            {
                Wants = [ExchangeWant.Another],
                PeerWants = [ExchangeWant.Another, .. ExchangesScenario.Rekeys],
                Step = seen.Of(IkeExchanges.Machine).Invoke,
            }.Model()),
        ["ike-deletes"] = static seen => World.Of(
            new ExchangesScenario("deletes")
            {
                Wants = [ExchangeWant.DeleteChild, ExchangeWant.DeleteIke],
                PeerWants =
                [
                    ExchangeWant.Another, .. ExchangesScenario.Rekeys,
                    ExchangeWant.DeleteChild, ExchangeWant.DeleteIke,
                ],
                Step = seen.Of(IkeExchanges.Machine).Invoke,
            }.Model()),
        ["ike-deletes-turned"] = static seen => World.Of(
            new ExchangesScenario("turned")
            {
                Wants = [ExchangeWant.Another, .. ExchangesScenario.Rekeys],
                PeerWants = [ExchangeWant.DeleteChild, ExchangeWant.DeleteIke],
                Step = seen.Of(IkeExchanges.Machine).Invoke,
            }.Model()),
        ["ike-first-exchanges"] = static seen => World.Of(
            new FirstExchangesScenario("first")
            {
                Beginning = seen.Of(IkeInitiator.Machine).Invoke,
                Answering = seen.Of(IkeResponder.Machine).Invoke,
            }.Model()),
        ["ike-first-exchanges-turned"] = static seen => World.Of(
            new FirstExchangesScenario("turned")
            {
                ShowsOther = true,
                Losses = 1,
                Loads = 1,
                Ours = 0,
                Answering = seen.Of(IkeResponder.Machine).Invoke,
            }.Model()),
        ["message-id-sync"] = static seen => World.Of(
            new IdSyncScenario("ids")
            {
                Cluster = seen.Of(MessageIdSync.Machine).Invoke,
                Peer = seen.Of(MessageIdSync.Machine).Invoke,
            }.Model()),
        ["token-guesses"] = static seen => World.Of(
            new TokenGuesses("guesses") { Step = seen.Of(TokenTaker.Machine).Invoke }.Model()),
        ["ticket-reuse"] = static seen => World.Of(
            new TicketScenario("tickets")
            {
                Crashes = 1,
                Step = seen.Of(ResumptionGateway.Machine).Invoke,
            }.Model()),
        ["redirect-loop"] = static seen => World.Of(
            new RedirectLoop("redirects")
            {
                Step = seen.Of(RedirectedClient.Machine).Invoke,
            }.Model()),
        ["paced-takeover"] = static seen => World.Of(
            new PacedTakeover("paced") { Step = seen.Of(PacedWork.Machine).Invoke }.Model()),
        ["bfd-neighbours"] = static seen => World.Of(
            new BfdNeighboursScenario("bfd") { Alice = seen.Of(BfdSession.Machine).Invoke }
                .Model()),
        ["dmvpn-shortcuts"] = static seen => World.Of(Noting(
            new ShortcutScenario("shortcuts") { Step = seen.Of(NhrpShortcut.Machine).Invoke }
                .Model(),
            step =>
            {
                if (step is (RouterState.Hub(var hub), RouterInput.ToHub(var input)))
                {
                    seen.Note(NhrpServer.Machine, hub, input);
                }
            })),
        ["replication-stores"] = static seen => Replicas(
            seen, new("replication") { Crashes = 1, LosesStores = true, Packets = 1 }),
        ["replication-cuts"] = static seen => Replicas(
            seen, new("replication") { Cuts = 1, Moves = 1, Packets = 1 }),
        ["replication-safety-first"] = static seen => Replicas(
            seen, new("replication")
            {
                Solo = SoloPolicy.SafetyFirst,
                Crashes = 1,
                Cuts = 1,
                Requests = 1,
            }),
        ["stateful-pair"] = static seen => World.Of(
            new StatefulPairScenario("pair") { Crashes = 1, Machines = Members(seen) }.Model()),
        ["drain"] = static seen => World.Of(
            new StatefulPairScenario("drain")
            {
                Drains = 2,
                Requests = 1,
                Redirects = true,
                Machines = Members(seen),
            }.Model()),
        ["drain-settles"] = static seen => World.Of(
            new StatefulPairScenario("drain")
            {
                Drains = 1,
                Inbound = 1,
                Settles = true,
                Machines = Members(seen),
            }.Model()),
    };

    [Fact]
    public void The_page_of_cells_shows_which_ones_are_visited()
    {
        var seen = new SeenCells();
        foreach (var (name, world) in Worlds)
        {
            var outcome = world(seen).Explore(Limits.None, new());
            Assert.True(outcome.IsComplete, $"{name}: {outcome.Ending}");
            Assert.True(outcome.Violations.Count == 0, name);
        }

        var never = typeof(ClusterMember).Assembly.GetTypes()
            .Where(type => type != typeof(ClusterMember)
                && type.GetProperties(BindingFlags.Public | BindingFlags.Static)
                    .Any(one => one.PropertyType.IsGenericType
                        && one.PropertyType.GetGenericTypeDefinition() == typeof(Machine<,,,>)))
            .Select(type => type.Name).Except(seen.Machines).Except(Uncounted)
            .Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(
            ElsewhereMachines.All.SelectMany(row => row.Machines).Order(StringComparer.Ordinal),
            never);
        Assert.All(
            ElsewhereMachines.All.SelectMany(row => row.Tests),
            test => Assert.True(ElsewhereMachines.IsThere(test), test));
        var page = $"""
            # Cells that worlds visit

            Which input meets which state of a machine in the explorer's worlds, over every order within their budgets: ● it does. All phases count that the
            page of a machine has, and all inputs that there are, so what is blank does not happen there; what the machine would do all the same is in its own
            page. Inputs that a member refuses before a machine has them are blank, too. `CellsOfWorlds` writes this one, from these worlds:
            {string.Join(", ", Worlds.Keys.Select(name => $"`{name}`"))}.

            In worlds, and not counted here: {string.Join(", ", Uncounted)}, whose steps a table of routes takes. In none of these worlds, and why:

            | machines | why not, and who tries their orders |
            |---|---|
            {ElsewhereMachines.Rows()}

            """.ReplaceLineEndings("\n") + seen.Print();
        var path = SeenCells.PageOf("cells.md");
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path), page, ignoreLineEndingDifferences: true);
    }

    /// <summary>Members whose machines remember.</summary>
    private static ClusterMember.Machines Members(SeenCells seen) => new()
    {
        Links = seen.Of(LinkSelection.Machine),
        FirstHop = seen.Of(HsrpPair.Machine),
        Replication = seen.Of(SaReplication.Machine),
        Drain = seen.Of(MemberDrain.Machine),
        Liveness = seen.Of(LivenessCheck.Machine),
        Dpd = seen.Of(DeadPeerDetection.Machine),
        MessageIds = seen.Of(MessageIds.Machine),
        MessageIdSync = seen.Of(MessageIdSync.Machine),
        Work = seen.Of(PacedWork.Machine),
        Foreign = seen.Of(AsymmetricTraffic.Machine),
        Redirection = seen.Of(RedirectGateway.Machine),
        TokenTaker = seen.Of(TokenTaker.Machine),
        TokenMaker = seen.Of(TokenMaker.Machine),
        NhrpServer = seen.Of(NhrpServer.Machine),
        NhrpRegistration = seen.Of(NhrpRegistration.Machine),
        NhrpShortcut = seen.Of(NhrpShortcut.Machine),
    };

    private static World Replicas(SeenCells seen, ReplicationScenario world) => World.Of(
        (world with { Step = seen.Of(SaReplication.Machine).Invoke, IdsTwiceMax = 1 }).Model());

    /// <summary>A world whose members are a shipped machine and nothing else.</summary>
    private static World Stepping<TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model, SeenCells seen)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => World.Of(model with
        {
            Machine = model.Machine with { Step = seen.Of(model.Machine).Invoke },
        });

    /// <summary>A world each of whose steps somebody looks at.</summary>
    private static WorldModel<TConfig, TState, TInput, TOutput> Noting<
        TConfig, TState, TInput, TOutput>(
        WorldModel<TConfig, TState, TInput, TOutput> model, Action<(object, object)> look)
        where TConfig : notnull
        where TState : notnull
        where TInput : notnull
        where TOutput : notnull => model with
        {
            StepInvariants =
            [
                .. model.StepInvariants,
                new("cells", "which cells there are",
                    (in StepTaken<TConfig, TState, TInput, TOutput> step) =>
                    {
                        look((step.Before, step.Input));
                        return true;
                    }),
            ],
        };
}
