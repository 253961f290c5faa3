using Holdfast.Codec;

namespace Holdfast.StateMachines.Rri;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class ReverseRouteInjection
{
    private static readonly NextHop Here = new(null, 7);
    private static readonly NextHop There = new(null, 8);

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(ReverseRouteInjection))
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

    /// <summary>A standby that knows no SA for the prefix.</summary>
    public static State Initial(Config config, Instant now) => Initial(Role.Standby);

    /// <summary>Nothing is known of the prefix but what this member is.</summary>
    public static State Initial(Role role) =>
        new State.Absent(new(role, IsProtected: false, null, []));

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Absent or State.Pending or State.Installed => state,
        State.Draining draining => draining with { Until = draining.Until + by },
    };

    /// <summary>With the origin as now: a drain that is over is over, however long.</summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Absent or State.Pending or State.Installed => state,
        State.Draining draining => draining with
        {
            Until = Instant.Latest(draining.Until, Instant.Zero),
        },
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("policy protects", (_, _) => new Input.Protect()),
        new("policy ends", (_, _) => new Input.Unprotect()),
        new("SA 1 up", (_, _) => new Input.SaUp(new(1, 1, Here, IsReady: true))),
        new("SA 2 up, not ready", (_, _) => new Input.SaUp(new(2, 1, Here, IsReady: false))),
        new("SA 3 up, other peer", (_, _) => new Input.SaUp(new(3, 2, There, IsReady: true))),
        new("SA 1 ready", (_, _) => new Input.SaReady(1)),
        new("SA 2 ready", (_, _) => new Input.SaReady(2)),
        new("SA 1 rekeyed to 2", (_, _) => new Input.Rekey(1, new(2, 1, Here, IsReady: true))),
        new("SA 1 to be 2", (_, _) => new Input.Rekey(1, new(2, 1, Here, IsReady: false))),
        new("SA 1 down", (_, _) => new Input.SaDown(1)),
        new("SA 2 down", (_, _) => new Input.SaDown(2)),
        new("SA 3 down", (_, _) => new Input.SaDown(3)),
        new("SA 1 lost", (_, _) => new Input.SaLost(1)),
        new("next hop of SA 1", (_, _) => new Input.NextHopChange(1, There)),
        new("peer 1 dead", (_, _) => new Input.PeerDead(1)),
        new("active", (_, _) => new Input.Promoted()),
        new("standby", (_, _) => new Input.Demoted(IsFenced: false)),
        new("fenced", (_, _) => new Input.Demoted(IsFenced: true)),
        new("drain", (config, _) => new Input.Drain(config.DrainFor)),
    ];
}
