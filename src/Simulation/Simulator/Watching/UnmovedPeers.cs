using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I35: what happens to a member moves no gateway that another one serves, and so no peer of that.
/// A gateway moves from a member to which something has happened, or to one that has come since; an
/// election takes two hold times at most, so what happened so long before counts too.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class UnmovedPeers(Verdicts verdicts, Stage stage)
{
    private readonly Dictionary<string, (MemberBox By, Instant Since)> _served = [];
    private readonly Dictionary<string, Instant> _upset = [];

    /// <summary>How often a gateway has moved.</summary>
    public int Count { get; private set; }

    /// <summary>A fault happens; one of messages or of a network may be about anybody. Null:
    /// everything is mended, and who was broken shows it.</summary>
    public void Upset(Fault? fault)
    {
        foreach (var name in About(fault) ?? [.. stage.Plan.Members.Select(one => one.Name)])
        {
            _upset[name] = stage.Agenda.Now;
        }
    }

    /// <summary>Looks at who serves.</summary>
    public void Look()
    {
        LookForUpset();
        foreach (var seat in stage.Members.Values)
        {
            if (!seat.MayServe)
            {
                continue;
            }

            var gateway = seat.Gateway.Name;
            if (!_served.TryGetValue(gateway, out var before))
            {
                _served[gateway] = (seat, stage.Agenda.Now);
            }
            else if (before.By != seat && !before.By.MayServe)
            {
                Judge(gateway, before.By, before.Since, seat);
                _served[gateway] = (seat, stage.Agenda.Now);
            }
        }
    }

    private void Judge(string gateway, MemberBox from, Instant since, MemberBox to)
    {
        Count++;
        var earliest = since - (2 * stage.Plan.Policy.HoldTime);
        Items<ulong> calm =
        [
            .. from one in stage.Plan.Members
               where !_upset.TryGetValue(one.Name, out var at) || at < earliest
               select (ulong)one.Number,
        ];
        if (!Isolation.IsKept([from.Number], [to.Number], calm, calm))
        {
            verdicts.Broken(
                "I35",
                $"{gateway} moves from {from.Plan.Name} to {to.Plan.Name}, and nothing has "
                    + "happened to them");
        }
    }

    /// <summary>What goes on is more than the fault with which it began.</summary>
    private void LookForUpset()
    {
        foreach (var seat in stage.Members.Values)
        {
            var isWell = seat is { Life: not null, IsSuspended: false }
                && IsWell(seat.Front) && IsWell(seat.Back);
            if (!isWell || stage.Fabric.Impairments.AreAny)
            {
                _upset[seat.Plan.Name] = stage.Agenda.Now;
            }
        }
    }

    private static bool IsWell(Network.LanPort port) =>
        port.CarriesIn && port.CarriesOut && port.Lan.Apart is null;

    private static Items<string>? About(Fault? fault) => fault switch
    {
        Fault.Crash(var who) => [who],
        Fault.CrashAt(var who, _, _) => [who],
        Fault.Restart(var who, _) => [who],
        Fault.Fence(var who) => [who],
        Fault.Drain(var who) => [who],
        Fault.Remain(var who) => [who],
        Fault.ClockRate(var who, _) => [who],
        Fault.MonotonicGap(var who, _) => [who],
        Fault.ConfigDrift(var who, _) => [who],
        Fault.LinkDown(var link) => [link.Who],
        Fault.LinkUp(var link) => [link.Who],
        Fault.LinkLoses(var link, _) => [link.Who],
        Fault.LinkFlaps(var link, _, _, _) => [link.Who],
        Fault.AccessDown(var who, _) => [who],
        Fault.AccessUp(var who, _) => [who],
        Fault.Rekey or Fault.Delete or Fault.Establish or Fault.NatRebind or Fault.PeerMoves
            or Fault.SendsOn or Fault.Reroute or Fault.ConvergeIn or Fault.UnprotectedHint
            or Fault.HalfOpenFlood or null => [],
        Fault.Partition or Fault.Rejoin or Fault.Lose or Fault.Duplicate or Fault.Delay
            or Fault.Reorder or Fault.Corrupt or Fault.SyncSlow or Fault.SyncCut
            or Fault.MtuFalls or Fault.Replay or Fault.ForgeHsrp or Fault.InjectSync => null,
    };
}
