using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// Faults as they happen. Law: one whose condition does not hold does nothing, and healing takes
/// back all that can be.
/// </summary>
internal sealed partial class Breaking(Stage stage)
{
    private TimeSpan _slowness;

    public void Begin(Fault fault)
    {
        var place = stage.Timeline.Count;
        if (TryBegin(fault))
        {
            stage.Watch.Broke(fault);
            stage.TellAt(place, FaultInWords.Of(fault));
        }
    }

    /// <summary>Everything is mended, everybody runs.</summary>
    public void Heal()
    {
        stage.Tell(MomentKind.Fault, "", "everything is mended");
        stage.Watch.Broke(null);
        stage.Fabric.Impairments.EndAll();
        foreach (var port in stage.Fabric.Ports)
        {
            port.LosesIn = port.Plan.Way == LinkWay.Out;
            port.LosesOut = port.Plan.Way == LinkWay.In;
            SetCarrier(port, isUp: true);
        }

        foreach (var lan in stage.Fabric.Lans)
        {
            lan.Apart = null;
            lan.MtuOctets = lan.Plan.MtuOctets;
        }

        MendPaths();
        stage.Fabric.Converging.Clear();
        stage.Fabric.Returns.Clear();
        stage.Syncs.Slowness = TimeSpan.Zero;
        foreach (var box in stage.Members.Values)
        {
            box.Disarm();
            box.Clock.SetRate(stage.Agenda.Now, 0);
            box.MendConfig();
            box.SendsTo = null;
            box.Start(StoreFate.Kept);
            box.Life?.Take(new Input.AtDrain(new MemberDrain.Input.Remain()));
            box.Life?.Plan();
        }

        foreach (var spoke in stage.Spokes.Values)
        {
            spoke.Start();
        }

        foreach (var peer in stage.Peers.Values)
        {
            peer.Clock.SetRate(stage.Agenda.Now, 0);
            peer.Start();
            peer.Take(peer.EstablishAll);
        }
    }

    private bool TryBegin(Fault fault) => fault switch
    {
        Fault.Crash or Fault.CrashAt or Fault.Restart or Fault.Fence or Fault.ClockRate
            or Fault.MonotonicGap or Fault.Drain or Fault.Remain => OfBox(fault),
        Fault.LinkDown or Fault.LinkUp or Fault.LinkLoses or Fault.LinkFlaps or Fault.Partition
            or Fault.Rejoin or Fault.Reroute or Fault.MtuFalls or Fault.AccessDown
            or Fault.AccessUp => OfWay(fault),
        Fault.Lose(var which) => OfMessages(fault, which),
        Fault.Duplicate(var which, _, _) => OfMessages(fault, which),
        Fault.Delay(var which, _, _) => OfMessages(fault, which),
        Fault.Reorder(var which, _) => OfMessages(fault, which),
        Fault.Corrupt(var which, _) => OfMessages(fault, which),
        Fault.SyncSlow(var by, var time) => Slow(by, time),
        Fault.SyncCut(var time) => CutSync(time),
        Fault.Rekey or Fault.Delete or Fault.Establish => OfSas(fault),
        Fault.Replay or Fault.ForgeHsrp or Fault.UnprotectedHint or Fault.InjectSync =>
            OfAttacker(fault),
        Fault.ConvergeIn(var time) => Converge(time),
        Fault.ConfigDrift(var who, var peer) =>
            stage.SeatsOf(who).Count(seat => seat.Lack(peer)) > 0,
        Fault.HalfOpenFlood(var perSecond, var time) =>
            Flood(perSecond, stage.Agenda.Now + time),
        Fault.NatRebind(var peer) =>
            (stage.Peers.GetValueOrDefault(peer)?.Nat
                ?? stage.Spokes.GetValueOrDefault(peer)?.Nat)?.Rebind() ?? false,
        Fault.SendsOn(var gateway, var to) => SendOn(gateway, to),
        Fault.PeerMoves(var peer) => stage.Peers.GetValueOrDefault(peer) is { } moving
            && moving.Move((port, isUp) => SetCarrier(port, isUp)),
    };

    private bool OfMessages(Fault fault, MessageChoice which)
    {
        stage.Fabric.Impairments.Begin(fault, which);
        return true;
    }

    private bool Slow(TimeSpan by, TimeSpan time)
    {
        _slowness = by;
        stage.Syncs.Slowness = by;
        stage.Agenda.After(time, () =>
        {
            if (stage.Syncs.Slowness == _slowness)
            {
                stage.Syncs.Slowness = TimeSpan.Zero;
            }
        });
        return stage.Plan.Sync is not null;
    }

    private bool CutSync(TimeSpan time)
    {
        // Healing ends it: nothing is broken behind it.
        var left = Instant.Zero + stage.Plan.HealAt - stage.Agenda.Now;
        stage.Syncs.Cut(time < left ? time : left);
        return stage.Plan.Sync is not null;
    }

    private bool OfBox(Fault fault)
    {
        switch (fault)
        {
            case Fault.Crash(var who) crash:
                if (Running(who) is { Count: > 0 } running)
                {
                    running[0].Crash(
                        crash.KeepsKernel ? "loses its process" : "crashes", crash.KeepsKernel);
                    return true;
                }

                if (stage.Spokes.TryGetValue(who, out var spoke) && spoke.IsRunning)
                {
                    spoke.Crash();
                    return true;
                }

                if (stage.Peers.TryGetValue(who, out var peer) && peer.IsRunning)
                {
                    peer.Crash();
                    return true;
                }

                return false;
            case Fault.CrashAt(var who, var point, var about):
                Running(who).ForEach(seat => seat.CrashAt(point, about));
                return Running(who).Count > 0;
            case Fault.Restart(var who, var store):
                return Restart(who, store);
            case Fault.Fence(var who):
                return Fence(who);
            case Fault.ClockRate(var who, var ppm):
                return SetRate(who, ppm);
            case Fault.MonotonicGap(var who, var time):
                return Suspend(who, time);
            case Fault.Drain(var who):
                return AtDrain(who, new MemberDrain.Input.Leave());
            case Fault.Remain(var who):
                return AtDrain(who, new MemberDrain.Input.Remain());
            default:
                return false;
        }
    }

    private bool Restart(string who, KeptStore store)
    {
        if (stage.SeatsOf(who) is { Count: > 0 } seats && Running(who).Count == 0)
        {
            foreach (var seat in seats)
            {
                seat.Start(store switch
                {
                    KeptStore.Kept => StoreFate.Kept,
                    KeptStore.Lost => StoreFate.Lost,
                    KeptStore.Older => StoreFate.Older,
                });
            }

            return true;
        }

        if (stage.Spokes.TryGetValue(who, out var spoke) && !spoke.IsRunning)
        {
            spoke.Start();
            return true;
        }

        if (stage.Peers.TryGetValue(who, out var peer) && !peer.IsRunning)
        {
            peer.Start();
            return true;
        }

        return false;
    }

    private bool Fence(string who)
    {
        if (stage.SeatsOf(who) is not { Count: > 0 } seats || Running(who).Count > 0)
        {
            return false;
        }

        foreach (var fenced in seats)
        {
            foreach (var box in stage.Members.Values)
            {
                if (box.Gateway == fenced.Gateway && box.Life is { } life)
                {
                    life.Fenced(fenced.Number, fenced.Boot.Record.Boot);
                }
            }
        }

        return true;
    }

    /// <summary>A box in each of its gateways, if it runs.</summary>
    private List<MemberBox> Running(string who) =>
        [.. stage.SeatsOf(who).Where(seat => seat.Life is not null)];

    private bool SetRate(string who, int ppm)
    {
        if (stage.SeatsOf(who) is { Count: > 0 } seats)
        {
            foreach (var seat in seats)
            {
                seat.Clock.SetRate(stage.Agenda.Now, ppm);
                seat.Life?.Plan();
            }

            return true;
        }

        if (stage.Peers.TryGetValue(who, out var peer))
        {
            peer.Clock.SetRate(stage.Agenda.Now, ppm);
            return true;
        }

        return false;
    }

    private bool Suspend(string who, TimeSpan time)
    {
        var until = Instant.Latest(
            stage.Agenda.Now, Least(stage.Agenda.Now + time, Instant.Zero + stage.Plan.HealAt));
        if (Running(who) is { Count: > 0 } running)
        {
            foreach (var seat in running)
            {
                seat.SuspendedUntil = until;
                stage.Agenda.At(until, () => seat.Life?.Plan());
            }

            return true;
        }

        if (stage.Peers.TryGetValue(who, out var peer))
        {
            peer.SuspendedUntil = until;
            return true;
        }

        return false;
    }

    private bool AtDrain(string who, MemberDrain.Input input)
    {
        var running = Running(who);
        running.ForEach(seat => seat.Life!.Take(new Input.AtDrain(input)));
        return running.Count > 0;
    }

    private static Instant Least(Instant one, Instant other) => one < other ? one : other;
}
