using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Network;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.Simulation.Simulator.Watching;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <content>What happens by itself.</content>
internal sealed partial class Stage
{
    /// <summary>Plays it from the beginning to the end.</summary>
    public void Play(FaultPlan faults)
    {
        foreach (var box in Members.Values)
        {
            Agenda.At(Instant.Zero, () => box.Start(StoreFate.Kept));
        }

        foreach (var peer in Peers.Values)
        {
            peer.Remember();
        }

        foreach (var sas in Plan.Sas)
        {
            if (Peers.TryGetValue(sas.Peer, out var peer))
            {
                Agenda.At(Instant.Zero + sas.At, () => peer.Take(() => peer.Establish(sas)));
            }
        }

        foreach (var flow in Flows)
        {
            Agenda.At(Instant.Zero + flow.Plan.StartsAt + PhaseOf(flow), () => Next(flow));
        }

        PlayRecorded();
        var breaking = new Breaking(this);
        foreach (var fault in faults.Faults)
        {
            if (fault.At < Plan.HealAt)
            {
                Agenda.At(Instant.Zero + fault.At, () => breaking.Begin(fault.Fault));
            }
        }

        Agenda.At(Instant.Zero + Plan.HealAt, breaking.Heal);
        var end = Instant.Zero + Plan.Duration;
        if (Plan.Duration - Plan.HealAt > OpenRequests.Settled)
        {
            Agenda.RunTo(end - OpenRequests.Settled);
            Watch.NearlyOver();
        }

        Agenda.RunTo(end);
        Watch.End();
    }

    private void PlayRecorded()
    {
        if (Watch.Recorded is not { Traffic: var traffic } recorded)
        {
            return;
        }

        var peer = Peers[recorded.Sas.Peer];
        foreach (var (packet, at) in traffic.Packets.Zip(traffic.Times(Plan)))
        {
            Agenda.At(Instant.Zero + at, () => peer.SendRecorded(packet.Esp));
        }
    }

    /// <summary>Flows of one rate do not all send at one instant.</summary>
    private TimeSpan PhaseOf(Flow flow) => TimeSpan.FromTicks(
        TimeSpan.TicksPerSecond / flow.Plan.PacketsPerSecond * flow.Index
        / Math.Max(1, Flows.Count));

    private void Next(Flow flow)
    {
        var now = Agenda.Now;
        if (flow.Plan.EndsAt is { } end && now > Instant.Zero + end)
        {
            return;
        }

        var packet = flow.Next(now);
        if (flow.From.Spoke is { } spoke)
        {
            spoke.Protect(packet);
        }
        else if (flow.From.Peer is { } peer)
        {
            peer.Protect(packet);
        }
        else if (flow.From.Port is { } port
            && Fabric.NextOf(port.Lan, port.Address, flow.To.Address) is { } gateway)
        {
            port.Lan.Send(port, Ether.Carry(port.Mac, gateway, packet, null));
        }

        Watch.LookAt(flow);
        Agenda.After(
            TimeSpan.FromTicks(TimeSpan.TicksPerSecond / flow.Plan.PacketsPerSecond),
            () => Next(flow));
    }
}
