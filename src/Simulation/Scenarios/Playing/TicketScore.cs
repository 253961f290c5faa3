using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Simulator.Resumption;
using Holdfast.Simulation.Trace;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// Tickets that are shown to members. Law: what happens comes in the order of the trace, and after
/// as many units of time; what members tell each other is under way for longer than the holder
/// needs for all that he does meanwhile, and has come where the trace has it come.
/// </summary>
internal static class TicketScore
{
    // The holder is asked and answers within it; members need longer, and less than this.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ThereAndBack = TimeSpan.FromMilliseconds(750);

    /// <summary>What happens.</summary>
    public static Items<TicketDeed> Of(Counterexample trace)
    {
        List<TicketDeed> deeds = [];
        var now = trace.Unit;
        var hasCome = false;
        foreach (var (_, one, _, _, _, _) in trace.Events)
        {
            switch (one.Kind)
            {
                case EventKind.Time:
                    now += trace.Unit;
                    break;
                case EventKind.Deliver or EventKind.Double:
                    hasCome |= one.From != "carol" && one.To != "carol";
                    break;
                case EventKind.Fault or EventKind.Mend:
                    now += hasCome ? ThereAndBack : TimeSpan.Zero;
                    hasCome = false;
                    deeds.Add(Read(one.What, now));
                    now += Apart;
                    break;
                case EventKind.Tick or EventKind.Lose:
                    break;
            }
        }

        return [.. deeds];
    }

    private static TicketDeed Read(string what, TimeSpan at) => what.Split(' ') switch
    {
        ["carol", "asks", var who, "for", "a", "ticket"] => new(at, TicketDeedKind.Asks, who),
        [var who, "is", "asked", "to", "delete", "the", "SA"] =>
            new(at, TicketDeedKind.Deletes, who),
        ["ticket", var id, "is", "shown", "to", var who] =>
            new(at, TicketDeedKind.Shows, who, NumberOf(id)),
        ["ticket", var id, "is", "proven", "to", var who] =>
            new(at, TicketDeedKind.Proves, who, NumberOf(id)),
        [var who, "dies"] => new(at, TicketDeedKind.Dies, who),
        [var who, "starts"] => new(at, TicketDeedKind.Starts, who),
        [var who, "learns", "that", ..] => new(at, TicketDeedKind.LearnsOther, who),
        _ => throw WordScore.Unknown(what),
    };

    private static ulong NumberOf(string id) => ulong.Parse(id, CultureInfo.InvariantCulture);
}
