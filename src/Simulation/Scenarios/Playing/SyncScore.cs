using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Message IDs are synchronised by whoever takes over and knows too little, while its messages are
/// lost or come twice. Law: where the trace begins with a member that has taken over, alice dies
/// here behind a channel that is cut; where another one takes over, alice is back by then.
/// </summary>
/// <param name="world">The world; alice serves in its beginning.</param>
/// <param name="begins">When the trace begins in it.</param>
internal sealed class SyncScore(WorldPlan world, TimeSpan begins)
    : WordScore(world, begins, TimeSpan.FromSeconds(1))
{
    private const string Another = "another member takes over";
    private const string Peer = "carol";

    // A standby calls itself synced for four seconds; a first hop is held for three.
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Joining = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Unheard = Takeover + Joining + Cut + Takeover;

    protected override void Begin()
    {
        Misses();
        if (Rest.Any(IsLate))
        {
            Add(new Fault.Duplicate(Of(from: null), 1, Takeover));
        }

        if (Rest.Any(one => one.Kind == EventKind.Lose && one.From == Peer))
        {
            Add(new Fault.Lose(Of(Peer)));
        }

        if (Rest.Any(one => one.What == Another))
        {
            // The first one that asks hears no answer.
            Add(new Fault.Lose(Of(Peer) with { Count = 1_000, For = Unheard }));
        }

        Add(new Fault.Crash("alice"));
        Now += Takeover;
    }

    protected override void Happens(string what)
    {
        if (what != Another)
        {
            throw Unknown(what);
        }

        Add(new Fault.Restart("alice"));
        Now += Joining;

        // It goes on alone only once the other one calls itself stale: all is told by then.
        Add(new Fault.SyncCut(Cut));
        Now += Cut / 2;
        Add(new Fault.Crash("moon"));
        Now += Takeover;
    }

    /// <summary>Whoever stands by is told nothing any more, and calls itself stale.</summary>
    private void Misses()
    {
        Add(new Fault.SyncCut(Cut));
        Now += Cut;
    }

    private static MessageChoice Of(string? from) =>
        new() { Kind = MessageKind.IkeSync, From = from };

    private static bool IsLate(WorldEvent one) =>
        one.What.EndsWith("stays under way", StringComparison.Ordinal)
        || one.Kind == EventKind.Double;
}
