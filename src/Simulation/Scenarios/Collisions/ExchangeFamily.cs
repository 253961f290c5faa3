using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Scenarios.Collisions;

/// <summary>Worlds of exchanges that make and end SAs: what either side may want beside whatever
/// the other one wants; both that rekey have worlds of their own.</summary>
internal static class ExchangeFamily
{
    private static readonly Items<ExchangeWant> Another = [ExchangeWant.Another];

    private static readonly Items<ExchangeWant> Deletes =
        [ExchangeWant.DeleteChild, ExchangeWant.DeleteIke];

    private static Items<ExchangeWant> Everything =>
        [.. Another, .. ExchangesScenario.Rekeys, .. Deletes];

    public static IEnumerable<Scenario> All =>
    [
        Dying(
            "ike-children",
            "RFC 7296 §1.3.1: a side makes another CHILD SA, the peer makes one or rekeys",
            Another, [.. Another, .. ExchangesScenario.Rekeys]),
        Dying(
            "ike-children-turned",
            "RFC 7296 §1.3.1: a side rekeys, the peer makes another CHILD SA",
            ExchangesScenario.Rekeys, Another),
        Lossy(
            "ike-children-lossy",
            "RFC 7296 §1.3.1: another CHILD SA over a line that loses, doubles and reorders",
            Another, [.. Another, .. ExchangesScenario.Rekeys]),
        Dying(
            "ike-deletes",
            "RFC 7296 §1.4.1: a side deletes a CHILD SA or the IKE SA, whatever the peer does",
            Deletes, Everything),
        Dying(
            "ike-deletes-turned",
            "RFC 7296 §1.4.1: a side makes or rekeys SAs, the peer deletes them",
            [.. Another, .. ExchangesScenario.Rekeys], Deletes),
        Lossy(
            "ike-deletes-lossy",
            "RFC 7296 §1.4.1: deletes over a line that loses, doubles and reorders",
            Deletes, Everything),
    ];

    private static Scenario Dying(
        string name, string says, Items<ExchangeWant> ours, Items<ExchangeWant> theirs) =>
        Of(name, says, (1, 0, 0), ours, theirs);

    private static Scenario Lossy(
        string name, string says, Items<ExchangeWant> ours, Items<ExchangeWant> theirs) =>
        Of(name, says, (0, 1, 1), ours, theirs);

    private static Scenario Of(
        string name, string says, (int Crashes, int Losses, int Doublings) faults,
        Items<ExchangeWant> ours, Items<ExchangeWant> theirs) => new(
        name, says,
        [
            new("crash", faults.Crashes), new("loss", faults.Losses),
            new("doubling", faults.Doublings),
            new("ours", 1) { IsKept = true }, new("theirs", 1) { IsKept = true },
        ],
        budgets => World.Of(new ExchangesScenario(name)
        {
            Wants = ours,
            PeerWants = theirs,
            Crashes = budgets["crash"],
            Losses = budgets["loss"],
            Doublings = budgets["doubling"],
            Ours = budgets["ours"],
            Theirs = budgets["theirs"],
        }.Model()));
}
