using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <content>Clocks.</content>
internal static partial class FaultShapes
{
    private static Items<JsonField<SumShape<Faults.Fault>.Slot>> Times =>
    [
        SumShape<Faults.Fault>.Case("clock_rate", ClockRate(),
            "The clock of somebody runs at another rate from now on."),
        SumShape<Faults.Fault>.Case("monotonic_gap", MonotonicGap(),
            "Somebody does nothing for a time, and its clock goes on."),
    ];

    private static ObjectShape<Faults.Fault.ClockRate> ClockRate()
    {
        var fields = new JsonFields<Faults.Fault.ClockRate>("fault_clock_rate", new("who", 0));
        return fields.Of(
            fields.Need("who", KeyShape.Shape, s => s.Who, (s, v) => s with { Who = v },
                "A member, peer or spoke."),
            fields.Need("ppm", Number(-100_000, 100_000), s => s.Ppm, (s, v) => s with { Ppm = v },
                "By how many millionths it is faster."));
    }

    private static ObjectShape<Faults.Fault.MonotonicGap> MonotonicGap()
    {
        var fields = new JsonFields<Faults.Fault.MonotonicGap>(
            "fault_monotonic_gap", new("who", Second));
        return fields.Of(
            fields.Need("who", KeyShape.Shape, s => s.Who, (s, v) => s with { Who = v },
                "A member, peer or spoke."),
            fields.Need("for", Time(Tick, Day), s => s.For, (s, v) => s with { For = v },
                "How long."));
    }
}
