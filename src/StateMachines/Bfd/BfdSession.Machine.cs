using Holdfast.Codec;
using Holdfast.Protocol.Bfd;

namespace Holdfast.StateMachines.Bfd;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class BfdSession
{
    /// <summary>The longest interval that a packet can ask for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMicroseconds((long)uint.MaxValue);

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(BfdSession))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(Jitter: 0),
            PhaseOf = state => state.Phase.ToString(),
            Alphabet = Letters(),
        };

    /// <summary>Down, and about to send its first packet, §6.8.1.</summary>
    public static State Initial(Config config, Instant now)
    {
        var state = new State(
            Phase.Down, Unknown, HeardAt: null, now, Jitter: 0, IsPolling: false,
            BfdDiagnostic.NoDiagnostic);
        return state with { SentAt = now - Interval(config, state) };
    }

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state with
    {
        HeardAt = state.HeardAt + by,
        SentAt = state.SentAt + by,
    };

    /// <summary>
    /// With the origin as now: silence counts up to the Detection Time, and the last packet as far
    /// back as the longest interval, which any packet of the neighbour may ask for.
    /// </summary>
    public static State Normalize(Config config, State state) => state with
    {
        HeardAt = state.HeardAt is { } heard
            ? Instant.Latest(
                heard, Instant.Zero - DetectionTime(config, state.Remote) - TimeSpan.FromTicks(1))
            : null,
        SentAt = state.SentAt is { } sent
            ? Instant.Latest(
                sent, Instant.Zero - (config.SlowTx > Longest ? config.SlowTx : Longest))
            : null,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        Hear("AdminDown", Phase.AdminDown),
        Hear("Down", Phase.Down),
        Hear("Init", Phase.Init),
        Hear("Up", Phase.Up),
        Hear("Up, Poll", Phase.Up, isPoll: true),
        Hear("Up, Final", Phase.Up, isFinal: true),
        Hear("Up, Demand", Phase.Up, isDemanding: true),
        Hear("Up, wants no packets", Phase.Up, wantsNone: true),
        new("forwarded", (_, _) => new Input.Refused(Refusal.Forwarded)),
        new("of another session", (_, _) => new Input.Refused(Refusal.OtherSession)),
        new("of no session", (_, _) => new Input.Refused(Refusal.NoSession)),
        new("authenticated", (_, _) => new Input.Refused(Refusal.NotExpected)),
        new("not authentic", (_, _) => new Input.Refused(Refusal.NotAuthentic)),
        new("enable", (_, _) => new Input.Enable()),
        new("disable", (_, _) => new Input.Disable()),
        new("forwarding reset", (_, _) => new Input.ForwardingReset()),
    ];

    // A neighbour of the same settings.
    private static Letter<Config, State, Input> Hear(
        string name, Phase phase, bool isPoll = false, bool isFinal = false,
        bool isDemanding = false, bool wantsNone = false) => new(
            name,
            (config, _) => new Input.Heard(new(
                new(
                    1, phase, isDemanding, DesiredMinTx(config, phase),
                    wantsNone ? TimeSpan.Zero : config.RequiredMinRx, config.DetectMultiplier),
                isPoll,
                isFinal)));
}
