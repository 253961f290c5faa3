using Holdfast.Codec;

namespace Holdfast.StateMachines.Hsrp;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class HsrpGroup
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(HsrpGroup))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            PhaseOf = state => state.Phase.ToString(),
            Alphabet = Letters(),
        };

    /// <summary>Not running.</summary>
    public static State Initial(Config config, Instant now) => new(
        Phase.Initial, default, null, null, null,
        LinksDown: 0, IsSynced: false, PreemptFrom: null, Jitter: 0, Permission.Full,
        IsVacant: false);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state with
    {
        Timers = new(
            state.Timers.Active + by, state.Timers.Standby + by, state.Timers.Hello + by),
        PreemptFrom = state.PreemptFrom + by,
    };

    /// <summary>With the origin as now: what is due is due now, and a delay that ended is none.
    /// Where it tells who slept, a Hello of ours that was missed is late by a hold time at most,
    /// and what was due before it as late.</summary>
    public static State Normalize(Config config, State state)
    {
        var timers = config.Dialect == Dialect.Repaired
            && state.Timers.Hello is { } hello && hello < Instant.Zero
                ? Missed(state.Timers, hello, Instant.Zero - HoldTimeOf(config, state.Learned))
                : new(
                    NotBeforeNow(state.Timers.Active),
                    NotBeforeNow(state.Timers.Standby),
                    NotBeforeNow(state.Timers.Hello));
        var isOver = state.PreemptFrom <= Instant.Zero;
        return timers == state.Timers && !isOver
            ? state
            : state with { Timers = timers, PreemptFrom = isOver ? null : state.PreemptFrom };
    }

    private static Instant? NotBeforeNow(Instant? timer) =>
        timer is { } at ? Instant.Latest(at, Instant.Zero) : null;

    /// <summary>Timers that are due stay as far from a Hello that was missed.</summary>
    private static Timers Missed(Timers timers, Instant hello, Instant least)
    {
        var missed = Instant.Latest(hello, least);
        var by = missed - hello;
        return new(Near(timers.Active), Near(timers.Standby), missed);

        Instant? Near(Instant? timer) =>
            timer is not { } at || at > Instant.Zero
                ? timer
                : Instant.Latest(missed, at + by < Instant.Zero ? at + by : Instant.Zero);
    }

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("a: enable", (_, _) => new Input.Enable()),
        new("b: disable", (_, _) => new Input.Disable()),
        new("c: Active timer first", (_, _) => new Input.Tick(0, HsrpTimer.Active)),
        new("d: Standby timer first", (_, _) => new Input.Tick(0, HsrpTimer.Standby)),
        new("e: Hello timer first", (_, _) => new Input.Tick(1_000, HsrpTimer.Hello)),
        Hear("f: Hello of a higher speaker", true, Phase.Speak),
        Hear("g: Hello of a higher active", true, Phase.Active),
        Hear("h: Hello of a lower active", false, Phase.Active),
        new("i: Resign of the active", (config, state) =>
            new Input.Resign(From(config, state, true, Phase.Active))),
        new("j: Coup of a higher", (config, state) =>
            new Input.Coup(From(config, state, true, Phase.Active))),
        Hear("k: Hello of a higher standby", true, Phase.Standby),
        Hear("l: Hello of a lower standby", false, Phase.Standby),
        Hear("Hello of a lower speaker", false, Phase.Speak),
        Hear("Hello of a listener", true, Phase.Listen),
        new("Coup of a lower", (config, state) =>
            new Input.Coup(From(config, state, false, Phase.Active))),
        new("Resign of a speaker", (config, state) =>
            new Input.Resign(From(config, state, false, Phase.Speak))),
        new("refused", (_, _) => new Input.Refused(Refusal.WrongPassword)),
        new("link down", (_, _) => new Input.LinkChanged(0, IsUp: false)),
        new("link up", (_, _) => new Input.LinkChanged(0, IsUp: true)),
        new("synced", (_, _) => new Input.Synced(true)),
        new("stale", (_, _) => new Input.Synced(false)),
        .. Enum.GetValues<Permission>().Select(permission =>
            new Letter<Config, State, Input>(
                $"permit {permission}", (_, _) => new Input.Permit(permission))),
    ];

    private static Letter<Config, State, Input> Hear(string name, bool isHigher, Phase phase) =>
        new(name, (config, state) => new Input.Hello(From(config, state, isHigher, phase)));

    /// <summary>A message of a neighbour that wins, or loses, by its address.</summary>
    private static Message From(Config config, State state, bool isHigher, Phase phase) => new(
        new(
            config.Address with { Value = config.Address.Value + 1 - (isHigher ? 0u : 2u) },
            PriorityOf(config, state)),
        phase,
        HelloTimeOf(config, state),
        HoldTimeOf(config, state),
        config.VirtualAddress ?? config.Address with { Value = config.Address.Value + 100 });
}
