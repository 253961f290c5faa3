using System.Globalization;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Scenarios.Redirects;
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
    /// <summary>Those that nobody explores who does not ask for them.</summary>
    private static readonly Dictionary<string, Func<Outcome>> Others = new()
    {
        ["redirect-loop-origin"] = static () => Exploration.Run(
            new RedirectLoop("redirect-loop-origin")
            {
                OnLoop = RedirectedClient.LoopAction.Origin,
            }.Model()),
        ["ticket-reuse-of-two"] = static () => Exploration.Run(
            new TicketScenario("tickets") { Tickets = 2, Deletes = 0 }.Model()),
    };

    [Theory]
    [InlineData("message-id-sync", 1_092, "I8 5")]
    [InlineData("dpd-forged", 202, "")]
    [InlineData("liveness-forged", 584, "")]
    [InlineData("redirect-loop", 1_002, "")]
    [InlineData("redirect-loop-origin", 1_000, "")]
    [InlineData("paced-takeover", 3_325, "I32 time 6")]
    [InlineData("spi-choice", 25, "")]
    [InlineData("spis-of-four", 70, "")]
    [InlineData("esp-forged", 64, "")]
    [InlineData("load-shared", 128, "")]
    [InlineData("token-guesses", 11_336, "")]
    [InlineData("ticket-reuse", 97_582, "")]
    [InlineData("ticket-reuse-of-two", 344_105, "")]
    [InlineData("request-crash-points", 7_651, "I6b 7")]
    [InlineData("ike-exchanges", 250_517, "I30 13, I31 32, I6b 32")]
    [InlineData("ike-exchanges-lossy", 862_933, "I30 13, I31 32, I6b 32")]
    [InlineData("ike-followups", 484_341, "I30 26, I31 26, I6b 26")]
    [InlineData("ike-children", 26_425, "I30 11, I31 12, I6b 12, Agreed 12")]
    [InlineData("ike-children-turned", 23_231, "I30 10, I31 12, I6b 12, Agreed 12")]
    [InlineData("ike-children-lossy", 81_404, "I30 11, I31 15, I6b 15, Agreed 15")]
    [InlineData("ike-deletes", 30_324, "I30 12, I31 12, I6b 12, Agreed 12")]
    [InlineData("ike-deletes-turned", 30_634, "I30 12, I31 12, I6b 12, Agreed 12")]
    [InlineData("ike-deletes-lossy", 94_860, "I30 15, I31 15, I6b 15, Agreed 15")]
    [InlineData("ike-first-exchanges", 154_131, "Ending 27, Agreed 23")]
    [InlineData("ike-first-exchanges-lossy", 333_027, "Ending 14, Agreed 7")]
    [InlineData("ike-first-exchanges-turned", 103_023, "Ending 33, Agreed 33")]
    [InlineData("stream-cuts", 815, "")]
    [InlineData("dmvpn-shortcuts", 633_327, "I34 both 4")]
    [InlineData("bfd-neighbours", 455_982, "Returned 2")]
    [Requirement("RFC6311-5.1-b")]
    [Requirement("RFC3706-6.1-a")]
    [Requirement("RFC4303-3.4.3-b")]
    [Requirement("RFC5685-7-a")]
    [Requirement("RFC5880-6.8.4-b")]
    [Requirement("RFC6027-3.9-a")]
    public void What_is_claimed_holds_in_every_state(string name, long states, string worst)
    {
        var outcome = Explore(name);
        Assert.True(
            outcome.Violations.Count == 0,
            string.Join(", ", outcome.Violations.Select(one =>
                $"{one.Name}: {string.Join(" · ", one.Trace.Events.Select(e => e.Event))}")));
        Assert.True(outcome.IsComplete, $"{outcome.Ending}");
        Assert.Equal(
            (states, worst), (outcome.States, WorstOf(outcome)));
    }

    /// <summary>Each goal, and in how many units it comes in the worst order.</summary>
    internal static string WorstOf(Outcome outcome) => string.Join(
        ", ", outcome.Goals.Select(goal => string.Create(
            CultureInfo.InvariantCulture, $"{goal.Name} {goal.Worst}")));

    /// <summary>A world of shipped machines.</summary>
    internal static Outcome Explore(string name) =>
        Others.TryGetValue(name, out var other) ? other() : ProvenWorlds.Explore(name);
}
