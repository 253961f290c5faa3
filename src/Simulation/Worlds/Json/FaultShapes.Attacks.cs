using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <content>What the attacker does.</content>
internal static partial class FaultShapes
{
    private static Items<JsonField<SumShape<Faults.Fault>.Slot>> Attacks =>
    [
        SumShape<Faults.Fault>.Case("replay", Replay(),
            "The attacker sends what it has heard once more."),
        SumShape<Faults.Fault>.Case("forge_hsrp", ForgeHsrp(),
            "The attacker sends HSRP on a segment."),
        SumShape<Faults.Fault>.Case("unprotected_hint", UnprotectedHint(),
            "The attacker sends messages without protection that claim something."),
        SumShape<Faults.Fault>.Case("inject_sync", InjectSync(),
            "The attacker sends into the sync channel of a member."),
        SumShape<Faults.Fault>.Case("half_open_flood", HalfOpenFlood(),
            "IKE_SA_INIT of nobody, which never goes on."),
    ];

    private static ObjectShape<Faults.Fault.Replay> Replay()
    {
        var fields = new JsonFields<Faults.Fault.Replay>(
            "fault_replay", new(MessageKind.Esp, "to", 100));
        return fields.Of(
            fields.Has("which", Word<MessageKind>(), s => s.Which, (s, v) => s with { Which = v },
                "Of what kind."),
            fields.Need("to", KeyShape.Shape, s => s.To, (s, v) => s with { To = v },
                "Whom it sends it to."),
            fields.Has("count", Number(1, 1_000_000), s => s.Count, (s, v) => s with { Count = v },
                "How much, the newest."));
    }

    private static ObjectShape<Faults.Fault.ForgeHsrp> ForgeHsrp()
    {
        var fields = new JsonFields<Faults.Fault.ForgeHsrp>(
            "fault_forge_hsrp", new("segment", HsrpForgery.Coup, 255, TimeSpan.Zero));
        return fields.Of(
            fields.Need("segment", KeyShape.Shape, s => s.Segment, (s, v) => s with { Segment = v },
                "The segment."),
            fields.Has("what", Word<HsrpForgery>(), s => s.What, (s, v) => s with { What = v },
                "The message."),
            fields.Has("priority", Number(0, 255), s => s.Priority,
                (s, v) => s with { Priority = v },
                "Its priority."),
            fields.Has("for", Time(TimeSpan.Zero, Day), s => s.For, (s, v) => s with { For = v },
                "How long, once each second; 0s: once."));
    }

    private static ObjectShape<Faults.Fault.UnprotectedHint> UnprotectedHint()
    {
        var fields = new JsonFields<Faults.Fault.UnprotectedHint>(
            "fault_unprotected_hint", new("to", HintKind.InvalidSpi, 1, Second));
        return fields.Of(
            fields.Need("to", KeyShape.Shape, s => s.To, (s, v) => s with { To = v },
                "A member or peer."),
            fields.Has("what", Word<HintKind>(), s => s.What, (s, v) => s with { What = v },
                "What they claim."),
            fields.Has("per_second", Number(1, 100_000), s => s.PerSecond,
                (s, v) => s with { PerSecond = v },
                "How many in a second."),
            fields.Has("for", Time(TimeSpan.Zero, Day), s => s.For, (s, v) => s with { For = v },
                "How long."));
    }

    private static ObjectShape<Faults.Fault.InjectSync> InjectSync()
    {
        var fields = new JsonFields<Faults.Fault.InjectSync>(
            "fault_inject_sync", new("to", SyncInjection.Garbage));
        return fields.Of(
            fields.Need("to", KeyShape.Shape, s => s.To, (s, v) => s with { To = v },
                "The member."),
            fields.Has("what", Word<SyncInjection>(), s => s.What, (s, v) => s with { What = v },
                "What."));
    }

    private static ObjectShape<Faults.Fault.HalfOpenFlood> HalfOpenFlood()
    {
        var fields = new JsonFields<Faults.Fault.HalfOpenFlood>(
            "fault_half_open_flood", new(1, Second));
        return fields.Of(
            fields.Has("per_second", Number(1, 100_000), s => s.PerSecond,
                (s, v) => s with { PerSecond = v },
                "How many in a second."),
            fields.Has("for", Time(TimeSpan.Zero, Day), s => s.For, (s, v) => s with { For = v },
                "How long."));
    }
}
