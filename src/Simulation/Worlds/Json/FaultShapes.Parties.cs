using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <content>Who runs, and who does not.</content>
internal static partial class FaultShapes
{
    private static Items<JsonField<SumShape<Faults.Fault>.Slot>> Parties =>
    [
        SumShape<Faults.Fault>.Case("crash", Crash(),
            "Somebody is gone at once, with all that was in memory."),
        SumShape<Faults.Fault>.Case("crash_at", CrashAt(),
            "Somebody crashes the next time it comes to a point of its work."),
        SumShape<Faults.Fault>.Case("restart", Restart(), "Somebody starts anew."),
        SumShape<Faults.Fault>.Case("fence", Fence(),
            "A fence says for certain that a member is off."),
    ];

    private static ObjectShape<Faults.Fault.Crash> Crash()
    {
        var fields = new JsonFields<Faults.Fault.Crash>("fault_crash", new("who"));
        return fields.Of(
            fields.Need("who", KeyShape.Shape, s => s.Who, (s, v) => s with { Who = v },
                "A member, peer or spoke."),
            fields.Has("keeps_kernel", FlagShape.Shape, s => s.KeepsKernel,
                (s, v) => s with { KeepsKernel = v },
                "Whether the process of a member dies alone: routes and SAs in its kernel stay."));
    }

    private static ObjectShape<Faults.Fault.CrashAt> CrashAt()
    {
        var fields = new JsonFields<Faults.Fault.CrashAt>(
            "fault_crash_at", new("who", CrashPoint.BeforeSend, MessageKind.Any));
        return fields.Of(
            fields.Need("who", KeyShape.Shape, s => s.Who, (s, v) => s with { Who = v },
                "A member or peer."),
            fields.Need("point", Word<CrashPoint>(), s => s.Point, (s, v) => s with { Point = v },
                "The point."),
            fields.Has("about", Word<MessageKind>(), s => s.About, (s, v) => s with { About = v },
                "The messages whose work counts."));
    }

    private static ObjectShape<Faults.Fault.Restart> Restart()
    {
        var fields = new JsonFields<Faults.Fault.Restart>("fault_restart", new("who"));
        return fields.Of(
            fields.Need("who", KeyShape.Shape, s => s.Who, (s, v) => s with { Who = v },
                "A member, peer or spoke."),
            fields.Has("store", Word<KeptStore>(), s => s.Store, (s, v) => s with { Store = v },
                "What is left of the store of epochs."));
    }

    private static ObjectShape<Faults.Fault.Fence> Fence()
    {
        var fields = new JsonFields<Faults.Fault.Fence>("fault_fence", new("member"));
        return fields.Of(
            fields.Need("member", KeyShape.Shape, s => s.Member, (s, v) => s with { Member = v },
                "The member."));
    }
}
