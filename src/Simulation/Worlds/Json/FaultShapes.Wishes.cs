using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <content>What people, policies and peers want.</content>
internal static partial class FaultShapes
{
    private static Items<JsonField<SumShape<Faults.Fault>.Slot>> Wishes =>
    [
        SumShape<Faults.Fault>.Case("config_drift", ConfigDrift(),
            "A member lacks a peer that others know by name."),
        SumShape<Faults.Fault>.Case("drain", Drain(), "Somebody wants a member to leave."),
        SumShape<Faults.Fault>.Case("remain", Remain(),
            "A member that was to leave stays after all."),
        SumShape<Faults.Fault>.Case("rekey", Rekey(),
            "SAs with a peer are rekeyed, all that stand."),
        SumShape<Faults.Fault>.Case("delete", Delete(), "The IKE SA with a peer is deleted."),
        SumShape<Faults.Fault>.Case("establish", Establish(), "SAs with a peer are established."),
        SumShape<Faults.Fault>.Case("sends_on", SendsOn(),
            "A gateway sends its clients on from now on, RFC 5685."),
        SumShape<Faults.Fault>.Case("peer_moves", PeerMoves(),
            "A mobile peer has another address, RFC 4555."),
    ];

    private static ObjectShape<Faults.Fault.ConfigDrift> ConfigDrift()
    {
        var fields = new JsonFields<Faults.Fault.ConfigDrift>(
            "fault_config_drift", new("member", "peer"));
        return fields.Of(
            fields.Need("member", KeyShape.Shape, s => s.Member, (s, v) => s with { Member = v },
                "The member."),
            fields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
                "The peer."));
    }

    private static ObjectShape<Faults.Fault.Drain> Drain()
    {
        var fields = new JsonFields<Faults.Fault.Drain>("fault_drain", new("member"));
        return fields.Of(
            fields.Need("member", KeyShape.Shape, s => s.Member, (s, v) => s with { Member = v },
                "The member."));
    }

    private static ObjectShape<Faults.Fault.Remain> Remain()
    {
        var fields = new JsonFields<Faults.Fault.Remain>("fault_remain", new("member"));
        return fields.Of(
            fields.Need("member", KeyShape.Shape, s => s.Member, (s, v) => s with { Member = v },
                "The member."));
    }

    private static ObjectShape<Faults.Fault.Rekey> Rekey()
    {
        var fields = new JsonFields<Faults.Fault.Rekey>(
            "fault_rekey", new("peer", RekeyOf.Children));
        return fields.Of(
            fields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
                "The peer or spoke."),
            fields.Has("what", Word<RekeyOf>(), s => s.What, (s, v) => s with { What = v },
                "Which of them."),
            fields.Has("by_peer", FlagShape.Shape, s => s.ByPeer, (s, v) => s with { ByPeer = v },
                "Whether the peer begins."));
    }

    private static ObjectShape<Faults.Fault.Delete> Delete()
    {
        var fields = new JsonFields<Faults.Fault.Delete>("fault_delete", new("peer"));
        return fields.Of(
            fields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
                "The peer or spoke."),
            fields.Has("by_peer", FlagShape.Shape, s => s.ByPeer, (s, v) => s with { ByPeer = v },
                "Whether the peer deletes it."));
    }

    private static ObjectShape<Faults.Fault.Establish> Establish()
    {
        var fields = new JsonFields<Faults.Fault.Establish>("fault_establish", new("peer"));
        return fields.Of(
            fields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
                "The peer or spoke."));
    }

    private static ObjectShape<Faults.Fault.SendsOn> SendsOn()
    {
        var fields = new JsonFields<Faults.Fault.SendsOn>("fault_sends_on", new("gateway", null));
        return fields.Of(
            fields.Need("gateway", KeyShape.Shape, s => s.Gateway,
                (s, v) => s with { Gateway = v }, "The gateway."),
            fields.MayHave("to", KeyShape.Shape, s => s.To, (s, v) => s with { To = v },
                "The other one; absent: clients stay."));
    }

    private static ObjectShape<Faults.Fault.PeerMoves> PeerMoves()
    {
        var fields = new JsonFields<Faults.Fault.PeerMoves>("fault_peer_moves", new("peer"));
        return fields.Of(
            fields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
                "The peer."));
    }
}
