using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <content>Links, segments and routes.</content>
internal static partial class FaultShapes
{
    private static Items<JsonField<SumShape<Faults.Fault>.Slot>> Networks =>
    [
        SumShape<Faults.Fault>.Case("link_down", LinkDown(),
            "A link is down, and who is attached sees that."),
        SumShape<Faults.Fault>.Case("link_up", LinkUp(), "A link is up again, in both directions."),
        SumShape<Faults.Fault>.Case("link_loses", LinkLoses(),
            "What goes one way over a link is lost, and nobody sees that."),
        SumShape<Faults.Fault>.Case("link_flaps", LinkFlaps(),
            "A link goes down and up with a period."),
        SumShape<Faults.Fault>.Case("partition", Partition(),
            "Of those who are attached to a segment, some do not reach the others."),
        SumShape<Faults.Fault>.Case("rejoin", Rejoin(), "A segment is whole again."),
        SumShape<Faults.Fault>.Case("access_down", AccessDown(),
            "An access link of a member has no path."),
        SumShape<Faults.Fault>.Case("access_up", AccessUp(),
            "The path over an access link is there again."),
        SumShape<Faults.Fault>.Case("reroute", Reroute(),
            "What a peer sends arrives at a member, whoever is active."),
        SumShape<Faults.Fault>.Case("converge_in", ConvergeIn(),
            "From now on routes need so long to follow what breaks."),
        SumShape<Faults.Fault>.Case("mtu_falls", MtuFalls(),
            "The largest packet that a segment carries is smaller."),
        SumShape<Faults.Fault>.Case("nat_rebind", NatRebind(),
            "The public port of a peer behind a NAT is another one."),
    ];

    private static ObjectShape<Faults.Fault.LinkDown> LinkDown()
    {
        var fields = new JsonFields<Faults.Fault.LinkDown>("fault_link_down", new(default));
        return fields.Of(
            fields.Need("link", NetworkShapes.LinkNamed, s => s.Link, (s, v) => s with { Link = v },
                "The link."));
    }

    private static ObjectShape<Faults.Fault.LinkUp> LinkUp()
    {
        var fields = new JsonFields<Faults.Fault.LinkUp>("fault_link_up", new(default));
        return fields.Of(
            fields.Need("link", NetworkShapes.LinkNamed, s => s.Link, (s, v) => s with { Link = v },
                "The link."));
    }

    private static ObjectShape<Faults.Fault.LinkLoses> LinkLoses()
    {
        var fields = new JsonFields<Faults.Fault.LinkLoses>(
            "fault_link_loses", new(default, LinkWay.Both));
        return fields.Of(
            fields.Need("link", NetworkShapes.LinkNamed, s => s.Link, (s, v) => s with { Link = v },
                "The link."),
            fields.Has("way", Word<LinkWay>(), s => s.Way, (s, v) => s with { Way = v },
                "The direction."));
    }

    private static ObjectShape<Faults.Fault.LinkFlaps> LinkFlaps()
    {
        var fields = new JsonFields<Faults.Fault.LinkFlaps>(
            "fault_link_flaps", new(default, Second, Second, 10));
        return fields.Of(
            fields.Need("link", NetworkShapes.LinkNamed, s => s.Link, (s, v) => s with { Link = v },
                "The link."),
            fields.Has("down", Time(Tick, Day), s => s.Down, (s, v) => s with { Down = v },
                "How long it is down each time."),
            fields.Has("up", Time(Tick, Day), s => s.Up, (s, v) => s with { Up = v },
                "How long it is up between."),
            fields.Has("times", Number(1, 10_000), s => s.Times, (s, v) => s with { Times = v },
                "How often."));
    }

    private static ObjectShape<Faults.Fault.Partition> Partition()
    {
        var fields = new JsonFields<Faults.Fault.Partition>(
            "fault_partition", new("segment", default));
        return fields.Of(
            fields.Need("segment", KeyShape.Shape, s => s.Segment, (s, v) => s with { Segment = v },
                "The segment."),
            fields.Need("apart", new ListShape<string>(KeyShape.Shape, 1, 1_000), s => s.Apart,
                (s, v) => s with { Apart = v },
                "Those on one side."));
    }

    private static ObjectShape<Faults.Fault.Rejoin> Rejoin()
    {
        var fields = new JsonFields<Faults.Fault.Rejoin>("fault_rejoin", new("segment"));
        return fields.Of(
            fields.Need("segment", KeyShape.Shape, s => s.Segment, (s, v) => s with { Segment = v },
                "The segment."));
    }

    private static ObjectShape<Faults.Fault.AccessDown> AccessDown()
    {
        var fields = new JsonFields<Faults.Fault.AccessDown>(
            "fault_access_down", new("member", "segment"));
        return fields.Of(
            fields.Need("member", KeyShape.Shape, s => s.Member, (s, v) => s with { Member = v },
                "The member."),
            fields.Need("segment", KeyShape.Shape, s => s.Segment, (s, v) => s with { Segment = v },
                "The segment of the link."));
    }

    private static ObjectShape<Faults.Fault.AccessUp> AccessUp()
    {
        var fields = new JsonFields<Faults.Fault.AccessUp>(
            "fault_access_up", new("member", "segment"));
        return fields.Of(
            fields.Need("member", KeyShape.Shape, s => s.Member, (s, v) => s with { Member = v },
                "The member."),
            fields.Need("segment", KeyShape.Shape, s => s.Segment, (s, v) => s with { Segment = v },
                "The segment of the link."));
    }

    private static ObjectShape<Faults.Fault.Reroute> Reroute()
    {
        var fields = new JsonFields<Faults.Fault.Reroute>("fault_reroute", new("peer", null));
        return fields.Of(
            fields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
                "The peer or spoke."),
            fields.MayHave("member", KeyShape.Shape, s => s.Member, (s, v) => s with { Member = v },
                "The member; absent: at whoever has the address."));
    }

    private static ObjectShape<Faults.Fault.ConvergeIn> ConvergeIn()
    {
        var fields = new JsonFields<Faults.Fault.ConvergeIn>("fault_converge_in", new(Second));
        return fields.Of(
            fields.Need("convergence", Time(TimeSpan.Zero, Hour), s => s.Convergence,
                (s, v) => s with { Convergence = v },
                "How long."));
    }

    private static ObjectShape<Faults.Fault.MtuFalls> MtuFalls()
    {
        var fields = new JsonFields<Faults.Fault.MtuFalls>(
            "fault_mtu_falls", new("segment", 1_280));
        return fields.Of(
            fields.Need("segment", KeyShape.Shape, s => s.Segment, (s, v) => s with { Segment = v },
                "The segment."),
            fields.Has("mtu_octets", Number(576, 65_535), s => s.MtuOctets,
                (s, v) => s with { MtuOctets = v },
                "Octets of the largest IP packet."));
    }

    private static ObjectShape<Faults.Fault.NatRebind> NatRebind()
    {
        var fields = new JsonFields<Faults.Fault.NatRebind>("fault_nat_rebind", new("peer"));
        return fields.Of(
            fields.Need("peer", KeyShape.Shape, s => s.Peer, (s, v) => s with { Peer = v },
                "The peer."));
    }
}
