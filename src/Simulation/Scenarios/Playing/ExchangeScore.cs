using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Exchanges of both sides, and a member that dies between two steps of one. Law: what both want
/// before either has heard the other is wanted at one instant; a member dies at the point of its
/// work to which the trace had come.
/// </summary>
/// <param name="world">The world; alice serves in its beginning.</param>
/// <param name="begins">When the trace begins in it.</param>
internal sealed class ExchangeScore(WorldPlan world, TimeSpan begins)
    : WordScore(world, begins, TimeSpan.FromMilliseconds(100))
{
    private const string Cluster = "mars";
    private const string Peer = "carol";
    private const string Member = "alice";

    protected override void Happens(string what)
    {
        if (what == "the active member dies")
        {
            return;
        }

        if (!what.Contains(" wants to ", StringComparison.Ordinal))
        {
            throw Unknown(what);
        }

        // It is on its guard before anything is asked.
        if (!Past.Any(IsFault) && Death() is { } death)
        {
            Add(death);
        }

        var by = what.StartsWith(Peer, StringComparison.Ordinal);
        Add(new Fault.Rekey(
            Peer,
            what.Contains("the IKE SA", StringComparison.Ordinal)
                ? RekeyOf.Ike
                : RekeyOf.Children,
            by));
    }

    /// <summary>Where the active member dies; null: it does not.</summary>
    private Fault.CrashAt? Death()
    {
        var before = Rest.TakeWhile(one => !IsDeath(one)).ToList();
        if (before.Count == Rest.Count)
        {
            return null;
        }

        var last = World.Sas.Any(sas => sas.KeyExchanges > 0)
            ? MessageKind.IkeFollowup
            : MessageKind.IkeChild;
        return before.Any(one => Says(one, Peer, "response", last))
                ? new(Member, CrashPoint.BeforeCommit, MessageKind.IkeDelete)
            : before.Any(one => Says(one, Peer, "request", last))
                ? new(Member, CrashPoint.BeforeSend, last)
            : before.Any(one => Says(one, Peer, "response"))
                ? new(Member, CrashPoint.AfterSend, last)
            : before.Any(one => Says(one, Peer, "request"))
                ? new(Member, CrashPoint.BeforeSend, MessageKind.IkeChild)
            : new(Member, CrashPoint.AfterSend, MessageKind.IkeChild);
    }

    private static bool Says(WorldEvent one, string from, string what, MessageKind of) =>
        Says(one, from, what)
        && (of == MessageKind.IkeFollowup) == one.What.Contains(
            "IKE_FOLLOWUP_KE", StringComparison.Ordinal);

    private static bool IsDeath(WorldEvent one) => one.What == "the active member dies";

    private static bool IsFault(WorldEvent one) => one.Kind == EventKind.Fault;

    private static bool Says(WorldEvent one, string from, string what) =>
        one.Kind == EventKind.Deliver && one.From == from && one.To == Cluster
        && one.What.StartsWith(what, StringComparison.Ordinal);
}
