using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <content>What happens to messages, and to the sync channel.</content>
internal static partial class FaultShapes
{
    private static Items<JsonField<SumShape<Faults.Fault>.Slot>> Messages =>
    [
        SumShape<Faults.Fault>.Case("lose", Lose(), "Messages are lost."),
        SumShape<Faults.Fault>.Case("duplicate", Duplicate(), "Messages arrive once more."),
        SumShape<Faults.Fault>.Case("delay", Delay(),
            "Messages are late, each by its own time between two bounds."),
        SumShape<Faults.Fault>.Case("reorder", Reorder(),
            "Messages are kept until so many more have passed, and sent last first."),
        SumShape<Faults.Fault>.Case("corrupt", Corrupt(), "Octets of messages arrive changed."),
        SumShape<Faults.Fault>.Case("sync_slow", SyncSlow(),
            "The sync channel is slower, for a time."),
        SumShape<Faults.Fault>.Case("sync_cut", SyncCut(),
            "The connections of the sync channel end, and no other begins for a time."),
    ];

    private static ObjectShape<Faults.Fault.Lose> Lose()
    {
        var fields = new JsonFields<Faults.Fault.Lose>("fault_lose", new(Some));
        return fields.Of(
            fields.Need("which", Choice, s => s.Which, (s, v) => s with { Which = v },
                "Which."));
    }

    private static ObjectShape<Faults.Fault.Duplicate> Duplicate()
    {
        var fields = new JsonFields<Faults.Fault.Duplicate>(
            "fault_duplicate", new(Some, 1, Second));
        return fields.Of(
            fields.Need("which", Choice, s => s.Which, (s, v) => s with { Which = v },
                "Which."),
            fields.Has("copies", Number(1, 100), s => s.Copies, (s, v) => s with { Copies = v },
                "How often more."),
            fields.Has("within", Time(TimeSpan.Zero, Hour), s => s.Within,
                (s, v) => s with { Within = v },
                "The most by which a copy is later."));
    }

    private static ObjectShape<Faults.Fault.Delay> Delay()
    {
        var fields = new JsonFields<Faults.Fault.Delay>("fault_delay", new(Some, Second, Second));
        return fields.Of(
            fields.Need("which", Choice, s => s.Which, (s, v) => s with { Which = v },
                "Which."),
            fields.Has("least", Time(TimeSpan.Zero, Hour), s => s.Least,
                (s, v) => s with { Least = v },
                "The least."),
            fields.Has("most", Time(TimeSpan.Zero, Hour), s => s.Most,
                (s, v) => s with { Most = v },
                "The most; no less than the least."));
    }

    private static ObjectShape<Faults.Fault.Reorder> Reorder()
    {
        var fields = new JsonFields<Faults.Fault.Reorder>("fault_reorder", new(Some, 2));
        return fields.Of(
            fields.Need("which", Choice, s => s.Which, (s, v) => s with { Which = v },
                "Which."),
            fields.Has("depth", Number(2, 1_000), s => s.Depth, (s, v) => s with { Depth = v },
                "How many are kept at a time."));
    }

    private static ObjectShape<Faults.Fault.Corrupt> Corrupt()
    {
        var fields = new JsonFields<Faults.Fault.Corrupt>("fault_corrupt", new(Some, 1));
        return fields.Of(
            fields.Need("which", Choice, s => s.Which, (s, v) => s with { Which = v },
                "Which."),
            fields.Has("octets_max", Number(1, 1_000), s => s.OctetsMax,
                (s, v) => s with { OctetsMax = v },
                "How many of each at most."));
    }

    private static ObjectShape<Faults.Fault.SyncSlow> SyncSlow()
    {
        var fields = new JsonFields<Faults.Fault.SyncSlow>("fault_sync_slow", new(Second, Second));
        return fields.Of(
            fields.Need("by", Time(TimeSpan.Zero, Hour), s => s.By, (s, v) => s with { By = v },
                "How much later everything arrives."),
            fields.Need("for", Time(Tick, Day), s => s.For, (s, v) => s with { For = v },
                "How long."));
    }

    private static ObjectShape<Faults.Fault.SyncCut> SyncCut()
    {
        var fields = new JsonFields<Faults.Fault.SyncCut>("fault_sync_cut", new(Second));
        return fields.Of(
            fields.Need("for", Time(Tick, Day), s => s.For, (s, v) => s with { For = v },
                "How long."));
    }
}
