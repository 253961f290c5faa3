using Holdfast.Codec;

namespace Holdfast.StateMachines.Asymmetric;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class AsymmetricTraffic
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(AsymmetricTraffic))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>No packet of another member was seen.</summary>
    public static State Initial(Config config, Instant now) => new State.Calm();

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Calm => state,
        State.Busy busy => new State.Busy(busy.FlowUntil + by),
    };

    /// <summary>With the origin as now: a flow that is through is through, however long.
    /// </summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Calm => state,
        State.Busy busy => new State.Busy(Instant.Latest(busy.FlowUntil, Instant.Zero)),
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("ESP, ours", (_, _) => new Input.Protected(new Ownership.Mine(), null, 0)),
        new("ESP of 2", (_, _) => Esp(new Ownership.Of(2, IsKnownHere: true), null)),
        new("ESP of 2, no keys", (_, _) => Esp(new Ownership.Of(2, IsKnownHere: false), null)),
        new("ESP of 2 from 2", (_, _) => Esp(new Ownership.Of(2, IsKnownHere: false), 2)),
        new("ESP of 2 from 3", (_, _) => Esp(new Ownership.Of(2, IsKnownHere: false), 3)),
        new("ESP chosen by 2", (_, _) => Esp(new Ownership.ChosenBy(2), null)),
        new("ESP of nobody", (_, _) => Esp(new Ownership.Nobody(), null)),
        new("inner, ours", (_, _) => new Input.Inner(new Ownership.Mine(), null, 0)),
        new("inner of 2", (_, _) => Inner(new Ownership.Of(2, IsKnownHere: true), null)),
        new("inner of 2 from 2", (_, _) => Inner(new Ownership.Of(2, IsKnownHere: false), 2)),
        new("inner of nobody", (_, _) => Inner(new Ownership.Nobody(), null)),
    ];

    private static Input Esp(Ownership owner, byte? from) =>
        new Input.Protected(owner, from, from is null ? 0 : 1);

    private static Input Inner(Ownership owner, byte? from) =>
        new Input.Inner(owner, from, from is null ? 0 : 1);
}
