using Holdfast.Simulation.Faults;
using static Holdfast.Simulation.Worlds.Cards.TableParts;

namespace Holdfast.Simulation.Worlds.Cards;

/// <summary>A stateful pair, and a peer over TCP (RFC 9329).</summary>
internal static class StreamWorlds
{
    /// <summary>The world.</summary>
    public static WorldPlan OverTcp => Topologies.StatefulPair with
    {
        Peers = [Topologies.StatefulPair.Peers[0] with { IsOverTcp = true }],
        Oracles = [.. Watched, "I29"],
    };

    /// <summary>Several times nothing of the peer arrives until it gives its connection up.
    /// </summary>
    public static FaultPlan OftenUnheard => new(
    [
        .. from part in Enumerable.Range(0, 5)
           from one in Unheard(part, after: 8 * part).Faults
           select one,
    ]);

    /// <summary>What happens to connections. A packet comes each 100 ms, in two parts that are 20
    /// to 40 ms apart: of five instants that are 20 ms apart one is between the parts.</summary>
    public static IEnumerable<ScenarioCase> Cases =>
    [
        new("rekeys", () => OverTcp, FaultPlan.None
            .At(30, new Fault.Rekey("carol", RekeyOf.Children))
            .At(35, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true))),
        .. from part in Enumerable.Range(0, 5)
           select new ScenarioCase(
               $"takeover-{part}", () => OverTcp, CrashAlice(Instant(part))),
        .. from part in Enumerable.Range(0, 5)
           select new ScenarioCase(
               $"old-and-new-{part}", () => OverTcp, Unheard(part)),
        new("segments-lost", () => OverTcp, FaultPlan.None.At(30, new Fault.Lose(
            new() { Kind = MessageKind.Any, ChancePpm = 100_000, Count = 400, From = "carol" }))),
        new("planned", () => OverTcp, FaultPlan.None.At(30, new Fault.Drain("alice"))),
    ];

    private static double Instant(int part) => 30 + (0.02 * part);

    /// <summary>What the peer sends is lost until it gives its connection up: it opens another one
    /// with the same member, which has the old one still.</summary>
    private static FaultPlan Unheard(int part, double after = 0)
    {
        var link = new LinkName("carol", "backbone");
        return FaultPlan.None
            .At(Instant(part) + after, new Fault.LinkLoses(link, LinkWay.Out))
            .At(Instant(part) + after + 6, new Fault.LinkUp(link));
    }
}
