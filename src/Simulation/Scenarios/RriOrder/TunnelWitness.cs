using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Scenarios.RriOrder;

/// <summary>
/// Who sees both ends of a tunnel: packets flow in each unit of time, and an end whose IKE SA the
/// other one does not know is told after so many units that nobody answers.
/// </summary>
public static class TunnelWitness
{
    /// <summary>Whether a packet is to arrive, or an end is to be told.</summary>
    public static bool IsDue(TunnelState.Witness witness) =>
        IsDeathDue(witness, 0) || IsDeathDue(witness, 1)
        || IsPacketDue(witness, 0) || IsPacketDue(witness, 1);

    /// <summary>Whether packets of an end go to where nobody receives them.</summary>
    public static bool IsHole(TunnelState.Witness witness, int from)
    {
        var (one, other) = (witness.Ends[from], witness.Ends[1 - from]);
        return one.Decides && one.Uses != 0
            && !(other.Forwards && other.Receives.Contains(one.Uses));
    }

    /// <summary>A unit of time passes.</summary>
    public static TunnelState Rebase(TunnelState.Witness witness, TimeSpan by) =>
        by >= TimeSpan.Zero ? witness : witness with
        {
            Holes =
            [
                .. witness.Holes.Select((hole, end) =>
                    hole.Later(IsHole(witness, end), witness.Patience)),
            ],
            Silent =
            [
                .. witness.Silent.Select((units, end) =>
                    IsUnknown(witness, end) ? Math.Min(units + 1, witness.Patience + 1) : 0),
            ],
        };

    /// <summary>A step, with the machine's clock at the origin.</summary>
    public static Next<TunnelState, TunnelOutput> Step(
        TunnelState.Witness witness, TunnelInput input) => input switch
        {
            TunnelInput.Tick => Tick(witness),
            TunnelInput.Seen(var end, var view) => new(Watch(witness, end, view), [], Seen),
            TunnelInput.Heard or TunnelInput.Packet or TunnelInput.PeerIsDead or TunnelInput.Want
                or TunnelInput.PowerLost or TunnelInput.DaemonDies or TunnelInput.Start =>
                new(witness, [], Seen),
        };

    private static Reason Seen => new("Holdfast", "observed");

    private static Next<TunnelState, TunnelOutput> Tick(TunnelState.Witness witness)
    {
        for (var end = 0; end < 2; end++)
        {
            if (IsDeathDue(witness, end))
            {
                return new(
                    witness with { Silent = witness.Silent.With(end, witness.Patience + 1) },
                    [new TunnelOutput.Declares(end)],
                    new("RFC 7296 §2.4", "nobody answers"));
            }
        }

        for (var end = 0; end < 2; end++)
        {
            if (IsPacketDue(witness, end))
            {
                return new(
                    witness, [new TunnelOutput.Carries(1 - end, witness.Ends[end].Uses)],
                    new("Holdfast", "a packet arrives"));
            }
        }

        return new(witness, [], Seen);
    }

    private static TunnelState.Witness Watch(
        TunnelState.Witness witness, int end, TunnelView view)
    {
        // Whoever has another IKE SA than before has just heard of the other end.
        var seen = witness with
        {
            Ends = witness.Ends.With(end, view),
            Silent = witness.Ends[end].Ike == view.Ike
                ? witness.Silent
                : witness.Silent.With(end, 0),
        };
        return seen with
        {
            Holes = [.. seen.Holes.Select((hole, at) => IsHole(seen, at) ? hole : default)],
            Silent = [.. seen.Silent.Select((units, at) => IsUnknown(seen, at) ? units : 0)],
        };
    }

    private static bool IsUnknown(TunnelState.Witness witness, int end) =>
        witness.Ends[end] is { Decides: true, Ike: not 0 } one
        && !(witness.Ends[1 - end] is { Decides: true } other && other.Ike == one.Ike);

    private static bool IsDeathDue(TunnelState.Witness witness, int end) =>
        witness.Silent[end] == witness.Patience;

    private static bool IsPacketDue(TunnelState.Witness witness, int from) =>
        witness.Ends[from].Uses is not 0 and var sa
        && witness.Ends[1 - from] is { Decides: true, Forwards: true } other
        && other.Unproven.Contains(sa) && other.Receives.Contains(sa);
}
