using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Balance;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class MemberDrain
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>Whether peers that can be redirected are, RFC 5685 §5.</summary>
        public bool RedirectsPeers { get; init; }

        /// <summary>
        /// Whether traffic tells its last numbers before the place is given up, with
        /// <see cref="Input.Settled"/>: the shell that carries packets knows.
        /// </summary>
        public bool SettlesTraffic { get; init; }

        /// <summary>How long open exchanges may take, and peers to go elsewhere.</summary>
        public TimeSpan FinishWithin { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>How long the successor may take to acknowledge the last state.</summary>
        public TimeSpan PushWithin { get; init; } = TimeSpan.FromSeconds(5);

        /// <summary>How long the successor may take to become active.</summary>
        public TimeSpan YieldWithin { get; init; } = TimeSpan.FromSeconds(10);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            RedirectsPeers = settings.RedirectsPeers;
            SettlesTraffic = settings.SettlesTraffic;
            FinishWithin = settings.FinishWithin;
            PushWithin = settings.PushWithin;
            YieldWithin = settings.YieldWithin;
        }

        /// <inheritdoc cref="Settings.RedirectsPeers"/>
        public bool RedirectsPeers { get; }

        /// <inheritdoc cref="Settings.SettlesTraffic"/>
        public bool SettlesTraffic { get; }

        /// <inheritdoc cref="Settings.FinishWithin"/>
        public TimeSpan FinishWithin { get; }

        /// <inheritdoc cref="Settings.PushWithin"/>
        public TimeSpan PushWithin { get; }

        /// <inheritdoc cref="Settings.YieldWithin"/>
        public TimeSpan YieldWithin { get; }

        /// <summary>From the wish to leave to the end, or to serving again.</summary>
        public TimeSpan DrainedOrUndoneWithin => FinishWithin + PushWithin + YieldWithin;

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var tick = TimeSpan.FromTicks(1);
            var day = TimeSpan.FromDays(1);
            var found = ConfigError.Outside(
                    nameof(FinishWithin), settings.FinishWithin, TimeSpan.Zero, day)
                ?? ConfigError.Outside(nameof(PushWithin), settings.PushWithin, tick, day)
                ?? ConfigError.Outside(nameof(YieldWithin), settings.YieldWithin, tick, day);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(MemberDrain))
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

    /// <summary>It serves, and no exchange is open.</summary>
    public static State Initial(Config config, Instant now) => new State.Serving(0);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Finishing finishing => finishing with { Until = finishing.Until + by },
        State.Pushing pushing => pushing with { Until = pushing.Until + by },
        State.Yielding yielding => yielding with { Until = yielding.Until + by },
        State.Serving or State.Drained => state,
    };

    /// <summary>With the origin as now: what is over is over now.</summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Finishing finishing => finishing with { Until = NotPast(finishing.Until) },
        State.Pushing pushing => pushing with { Until = NotPast(pushing.Until) },
        State.Yielding yielding => yielding with { Until = NotPast(yielding.Until) },
        State.Serving or State.Drained => state,
    };

    private static Instant NotPast(Instant until) => Instant.Latest(until, Instant.Zero);

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("leave", (_, _) => new Input.Leave()),
        new("remain", (_, _) => new Input.Remain()),
        new("an exchange open", (_, _) => new Input.Exchanges(1)),
        new("none open", (_, _) => new Input.Exchanges(0)),
        new("settled", (_, _) => new Input.Settled()),
        new("acknowledged", (_, _) => new Input.Acknowledged()),
        new("successor lost", (_, _) => new Input.SuccessorLost()),
        new("replaced", (_, _) => new Input.Replaced()),
    ];
}
