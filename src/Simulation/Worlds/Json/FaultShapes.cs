using Holdfast.Simulation.Faults;
using Holdfast.StateMachines.Composition.Json;
using static Holdfast.StateMachines.Composition.Json.Shapes;

namespace Holdfast.Simulation.Worlds.Json;

/// <summary>Faults as JSON: an object with one field, whose name says which one it is.</summary>
internal static partial class FaultShapes
{
    private static readonly JsonFields<MessageChoice> ChoiceFields =
        new("message_choice", new() { Kind = MessageKind.Any });

    /// <summary>Which messages a fault is about.</summary>
    public static ObjectShape<MessageChoice> Choice { get; } = ChoiceFields.Of(
        ChoiceFields.Need("kind", Word<MessageKind>(), s => s.Kind, (s, v) => s with { Kind = v },
            "Of what kind."),
        ChoiceFields.MayHave("from", KeyShape.Shape, s => s.From, (s, v) => s with { From = v },
            "Who sends them; absent: anybody."),
        ChoiceFields.MayHave("to", KeyShape.Shape, s => s.To, (s, v) => s with { To = v },
            "Who gets them; absent: anybody."),
        ChoiceFields.MayHave("on", KeyShape.Shape, s => s.On, (s, v) => s with { On = v },
            "Over which segment they go; absent: any."),
        ChoiceFields.Has("larger_than", Number(0, 65_535), s => s.LargerThan,
            (s, v) => s with { LargerThan = v }, "Only those of more octets than this."),
        ChoiceFields.Has("chance_ppm", Number(1, 1_000_000), s => s.ChancePpm,
            (s, v) => s with { ChancePpm = v }, "Of a million."),
        ChoiceFields.Has("count", Number(1, 1_000_000_000), s => s.Count,
            (s, v) => s with { Count = v }, "How many at most."),
        ChoiceFields.Has("for", Time(Tick, 30 * Day), s => s.For, (s, v) => s with { For = v },
            "For how long they are looked for."));

    /// <summary>A fault.</summary>
    public static SumShape<Fault> Fault { get; } = new(
        "fault", [.. Parties, .. Networks, .. Messages, .. Times, .. Wishes, .. Attacks]);

    private static TimeSpan Second => TimeSpan.FromSeconds(1);

    private static MessageChoice Some => new() { Kind = MessageKind.Any };
}
