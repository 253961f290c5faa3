using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I35: what happens to a member moves no gateway that another one serves, and so no peer of that.
/// A gateway moves from a member to which something has happened, or to one that has come since.
/// What happened in the election that the former one has won counts too: from where nobody served,
/// and from two hold times before it at least. Where all begin at once, or whoever was about to be
/// elected is gone, an election takes three hold times and longer. Whoever did not know all when
/// the former one was elected was not there (docs/adr/0029): it comes once it does. Who takes the
/// place of another one, and is lost before it serves, is the one from which a gateway moves.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class UnmovedPeers(Verdicts verdicts, Stage stage)
{
    private readonly Dictionary<string, Reign> _served = [];
    private readonly Dictionary<string, Vacancy> _vacant = [];
    private readonly Dictionary<string, Instant> _upset = [];
    private readonly HashSet<MemberBox> _behind = [];
    private readonly Dictionary<MemberBox, Instant> _came = [];
    private readonly SortedSet<string> _leaving = [];

    /// <summary>From when on nobody serves a gateway, who did not know all then, and who has taken
    /// the place of who served: it has the first hop, and did not come to serve.</summary>
    private sealed record Vacancy(Instant At, Items<MemberBox> Behind, MemberBox? Taken);

    /// <summary>Who serves a gateway, from when on whatever happened may be why, and who was not
    /// there when it was elected.</summary>
    private sealed record Reign(MemberBox By, Instant From, Items<MemberBox> Behind);

    /// <summary>How often a gateway has moved.</summary>
    public int Count { get; private set; }

    /// <summary>A fault happens; one of messages or of a network may be about anybody. Null:
    /// everything is mended, who was broken shows it, and who was to leave stays.</summary>
    public void Upset(Fault? fault)
    {
        if (fault is Fault.Drain(var leaves))
        {
            _leaving.Add(leaves);
        }
        else if (fault is Fault.Remain(var stays))
        {
            _leaving.Remove(stays);
        }

        var about = fault is null ? [.. _leaving] : About(fault);
        foreach (var name in about ?? [.. stage.Plan.Members.Select(one => one.Name)])
        {
            _upset[name] = stage.Agenda.Now;
        }
    }

    /// <summary>A reign begins, of one that knows all or not.</summary>
    public void Reigns(MemberBox seat, StandingKind knew)
    {
        if (knew == StandingKind.Synced)
        {
            Come(seat);
        }
    }

    /// <summary>Looks at who serves.</summary>
    public void Look()
    {
        LookForUpset();
        foreach (var gateway in stage.Plan.Gateways)
        {
            Look(gateway.Name);
        }
    }

    private void Look(string gateway)
    {
        var before = _served.GetValueOrDefault(gateway);
        if (before is { By.MayServe: true })
        {
            _vacant.Remove(gateway);
            return;
        }

        var seat = stage.Members.Values.FirstOrDefault(
            one => one.MayServe && one.Gateway.Name == gateway);
        if (seat is null)
        {
            if (!_vacant.ContainsKey(gateway))
            {
                _vacant[gateway] = VacancyOf(gateway);
            }

            return;
        }

        var vacant = _vacant.Remove(gateway, out var known) ? known : VacancyOf(gateway);
        var latest = stage.Agenda.Now - (2 * stage.Plan.Policy.HoldTime);
        if (before is null)
        {
            _served[gateway] = new(seat, Instant.Zero, []);
        }
        else if (before.By != seat)
        {
            var from = vacant.Taken is { } taken && taken != seat ? taken : before.By;
            Judge(gateway, before, from, seat);
            _served[gateway] = new(
                seat, vacant.At < latest ? vacant.At : latest, vacant.Behind);
        }
    }

    private Vacancy VacancyOf(string gateway) => new(
        stage.Agenda.Now,
        [
            .. stage.Members.Values.Where(
                one => one.Gateway.Name == gateway && one.Life is { IsSynced: false }),
        ],
        stage.Members.Values.FirstOrDefault(one => one.Gateway.Name == gateway
            && one != _served.GetValueOrDefault(gateway)?.By
            && one.Life?.IsActive(isFront: true) == true));

    /// <summary>Whether it was not there when the former one was elected, and has come within the
    /// last hold time.</summary>
    private bool HasCome(Reign before, MemberBox to) => before.Behind.Contains(to)
        && _came.TryGetValue(to, out var at)
        && stage.Agenda.Now - at <= stage.Plan.Policy.HoldTime;

    private void Come(MemberBox seat)
    {
        if (_behind.Remove(seat))
        {
            _came[seat] = stage.Agenda.Now;
        }
    }

    private void Judge(string gateway, Reign before, MemberBox from, MemberBox to)
    {
        Count++;
        Items<ulong> calm =
        [
            .. from one in stage.Plan.Members
               where !_upset.TryGetValue(one.Name, out var at) || at < before.From
               select (ulong)one.Number,
        ];
        if (!HasCome(before, to) && !Isolation.IsKept([from.Number], [to.Number], calm, calm))
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

            // Neither it nor whoever reigns beside it is told of the other one.
            if (seat is { Life: not null, Sync: { } sync } && !IsWell(sync))
            {
                foreach (var other in stage.Members.Values.Where(
                    one => one.Gateway == seat.Gateway
                        && (one == seat || one.Life is { Reigns: true })))
                {
                    _upset[other.Plan.Name] = stage.Agenda.Now;
                }
            }

            if (seat.Life is { IsSynced: true })
            {
                Come(seat);
            }
            else if (seat.Life is { Reigns: false })
            {
                _behind.Add(seat);
            }
        }
    }

    private static bool IsWell(Network.LanPort port) =>
        port.CarriesIn && port.CarriesOut && port.Lan.Apart is null;

    private static Items<string>? About(Fault fault) => fault switch
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
            or Fault.HalfOpenFlood => [],
        Fault.Partition or Fault.Rejoin or Fault.Lose or Fault.Duplicate or Fault.Delay
            or Fault.Reorder or Fault.Corrupt or Fault.SyncSlow or Fault.SyncCut
            or Fault.MtuFalls or Fault.Replay or Fault.ForgeHsrp or Fault.InjectSync => null,
    };
}
