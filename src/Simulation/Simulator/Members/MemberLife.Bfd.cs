using Holdfast.Protocol.Encapsulation;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Links;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Simulator;

/// <content>Sessions of BFD with the next hops of access links; their verdicts are judgements of
/// links (docs/adr/0034).</content>
internal sealed partial class MemberLife
{
    private readonly Dictionary<LanPort, BfdEnd> _sessions = [];

    private void BeginSessions()
    {
        if (_stage.Plan.Routing.Bfd is not { } plan)
        {
            return;
        }

        for (var at = 0; at < Access.Count; at++)
        {
            if (_stage.Fabric.RouterOn(Access[at].Lan) is { } router)
            {
                var end = _sessions[Access[at]] = new(
                    _stage.Options.Bfd, plan, (uint)_box.Chance.Next() | 1, Access[at], router,
                    new SessionBox(this, at));
                end.Begin();
            }
        }
    }

    /// <summary>A packet of a session; false: it is none.</summary>
    private bool IsOfSession(LanPort port, Ipv4Packet packet, UdpDatagram datagram)
    {
        if (datagram.DestinationPort != BfdSession.Port)
        {
            return false;
        }

        if (_sessions.TryGetValue(port, out var end))
        {
            end.Take(packet, datagram.Payload);
        }

        return true;
    }

    /// <summary>What an end needs of a member.</summary>
    private sealed class SessionBox(MemberLife life, int link) : BfdEnd.Box
    {
        public override Instant Now => life.Now;

        public override void Later(TimeSpan time, Action act) => life.Later(time, act);

        public override ushort Jitter() => (ushort)life._box.Chance.Below(1_001);

        public override void Judged(BfdSession.Output.Judge said)
        {
            life._stage.Tell(
                MomentKind.Route, life._box.Name,
                MomentWords.Session(life.Access[link].Lan.Name, said.Verdict));
            if (LinkSelection.OfNextHop(link, said) is { } judged)
            {
                life.Do(new Input.AtLinks(judged));
            }
        }
    }
}
