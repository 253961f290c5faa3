using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Scenarios.BfdNeighbours;
using Holdfast.Simulation.Scenarios.Collisions;
using Holdfast.Simulation.Scenarios.Forgeries;
using Holdfast.Simulation.Scenarios.Guesses;
using Holdfast.Simulation.Scenarios.IdSync;
using Holdfast.Simulation.Scenarios.Inbound;
using Holdfast.Simulation.Scenarios.Paced;
using Holdfast.Simulation.Scenarios.Redirects;
using Holdfast.Simulation.Scenarios.RequestCrashPoints;
using Holdfast.Simulation.Scenarios.Sharing;
using Holdfast.Simulation.Scenarios.Shortcuts;
using Holdfast.Simulation.Scenarios.SpiChoice;
using Holdfast.Simulation.Scenarios.Streams;
using Holdfast.Simulation.Scenarios.Tickets;
using Holdfast.StateMachines.Redirection;

namespace Holdfast.Tests.Properties.Simulation.Scenarios;

/// <summary>
/// Worlds of one shipped machine, or two: every order of everything that may happen within the
/// budgets, to the fixpoint. The counts are pinned: another one is another behaviour, or another
/// world.
/// </summary>
public sealed class SmallWorlds
{
    private static readonly Dictionary<string, Func<Outcome>> Worlds = new()
    {
        ["message-id-sync"] = static () =>
            Exploration.Run(new IdSyncScenario("message-id-sync").Model()),
        ["dpd-forged"] = static () => Exploration.Run(new DpdForgeries("dpd-forged").Model()),
        ["liveness-forged"] = static () =>
            Exploration.Run(new LivenessForgeries("liveness-forged").Model()),
        ["redirect-loop"] = static () =>
            Exploration.Run(new RedirectLoop("redirect-loop").Model()),
        ["redirect-loop-origin"] = static () => Exploration.Run(
            new RedirectLoop("redirect-loop-origin")
            {
                OnLoop = RedirectedClient.LoopAction.Origin,
            }.Model()),
        ["paced-takeover"] = static () =>
            Exploration.Run(new PacedTakeover("paced-takeover").Model()),
        ["spi-choice"] = static () => Exploration.Run(new SpiChoices("spi-choice").Model()),
        ["spis-of-four"] = static () => Exploration.Run(
            new SpiChoices("spis-of-four") { Members = 4, IsFolded = true }.Model()),
        ["esp-forged"] = static () =>
            Exploration.Run(new InboundForgeries("esp-forged").Model()),
        ["load-shared"] = static () => Exploration.Run(new SharedPeers("load-shared").Model()),
        ["token-guesses"] = static () => Exploration.Run(new TokenGuesses("guesses").Model()),
        ["ticket-reuse"] = static () => Exploration.Run(new TicketScenario("tickets").Model()),
        ["ticket-reuse-of-two"] = static () => Exploration.Run(
            new TicketScenario("tickets") { Tickets = 2, Deletes = 0 }.Model()),
        ["request-crash-points"] = static () => Exploration.Run(
            new RequestCrashPointsScenario("request-crash-points").Model()),
        ["ike-exchanges"] = static () =>
            Exploration.Run(new ExchangesScenario("ike-exchanges").Model()),
        ["ike-exchanges-lossy"] = static () => Exploration.Run(
            new ExchangesScenario("ike-exchanges-lossy")
            {
                Crashes = 0,
                Losses = 1,
                Doublings = 1,
            }.Model()),
        ["ike-followups"] = static () =>
        {
            var scenario = Catalogue.Named("ike-followups")[0];
            return scenario.Explore(scenario.With(), Limits.None, new());
        },
        ["stream-cuts"] = static () => Exploration.Run(new StreamCuts("stream-cuts").Model()),
        ["dmvpn-shortcuts"] = static () =>
            Exploration.Run(new ShortcutScenario("dmvpn-shortcuts").Model()),
        ["bfd-neighbours"] = static () =>
            Exploration.Run(new BfdNeighboursScenario("bfd-neighbours").Model()),
    };

    [Theory]
    [InlineData("message-id-sync", 1_092, 5)]
    [InlineData("dpd-forged", 202, null)]
    [InlineData("liveness-forged", 584, null)]
    [InlineData("redirect-loop", 1_002, null)]
    [InlineData("redirect-loop-origin", 1_000, null)]
    [InlineData("paced-takeover", 3_325, 6)]
    [InlineData("spi-choice", 25, null)]
    [InlineData("spis-of-four", 70, null)]
    [InlineData("esp-forged", 64, null)]
    [InlineData("load-shared", 128, null)]
    [InlineData("token-guesses", 11_336, null)]
    [InlineData("ticket-reuse", 97_582, null)]
    [InlineData("ticket-reuse-of-two", 344_105, null)]
    [InlineData("request-crash-points", 7_651, 7)]
    [InlineData("ike-exchanges", 250_517, 13)]
    [InlineData("ike-exchanges-lossy", 862_933, 13)]
    [InlineData("ike-followups", 484_341, 26)]
    [InlineData("stream-cuts", 815, null)]
    [InlineData("dmvpn-shortcuts", 633_327, 4)]
    [InlineData("bfd-neighbours", 455_982, 2)]
    [Requirement("RFC6311-5.1-b")]
    [Requirement("RFC3706-6.1-a")]
    [Requirement("RFC4303-3.4.3-b")]
    [Requirement("RFC5685-7-a")]
    [Requirement("RFC5880-6.8.4-b")]
    [Requirement("RFC6027-3.9-a")]
    public void What_is_claimed_holds_in_every_state(string name, long states, int? worst)
    {
        var outcome = Explore(name);
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(one =>
                $"{one.Name}: {string.Join(" · ", one.Trace.Events.Select(e => e.Event))}")));
        Assert.True(outcome.IsComplete, $"{outcome.Ending}");
        Assert.Equal(
            (states, worst), (outcome.States, outcome.Goals.FirstOrDefault().Worst));
    }

    /// <summary>A world of shipped machines.</summary>
    internal static Outcome Explore(string name) => Worlds[name]();
}
