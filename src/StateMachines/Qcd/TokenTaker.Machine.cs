using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Qcd;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class TokenTaker
{
    /// <summary>What follows when the peer has lost its state.</summary>
    public enum CrashAction
    {
        /// <summary>Nothing: whoever runs the liveness check decides.</summary>
        Nothing,

        /// <summary>Traffic for the peer brings a new IKE SA.</summary>
        OnTraffic,

        /// <summary>A new IKE SA at once.</summary>
        Reconnect,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How many tokens of a peer are kept, the newest one included, RFC 6290 §5.
        /// </summary>
        public int TokensKept { get; init; } = 4;

        /// <summary>The time between two messages that are looked at, in an even flow, §8.1.
        /// </summary>
        public TimeSpan TokensEvery { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>Messages that are looked at at one instant.</summary>
        public int Burst { get; init; } = 5;

        /// <summary>The time between two reports of wrong tokens.</summary>
        public TimeSpan ReportEvery { get; init; } = TimeSpan.FromSeconds(60);

        /// <summary>What follows when the peer has lost its state.</summary>
        public CrashAction AfterCrash { get; init; } = CrashAction.OnTraffic;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            TokensKept = settings.TokensKept;
            TokensEvery = settings.TokensEvery;
            Burst = settings.Burst;
            ReportEvery = settings.ReportEvery;
            AfterCrash = settings.AfterCrash;
        }

        /// <inheritdoc cref="Settings.TokensKept"/>
        public int TokensKept { get; }

        /// <inheritdoc cref="Settings.TokensEvery"/>
        public TimeSpan TokensEvery { get; }

        /// <inheritdoc cref="Settings.Burst"/>
        public int Burst { get; }

        /// <inheritdoc cref="Settings.ReportEvery"/>
        public TimeSpan ReportEvery { get; }

        /// <inheritdoc cref="Settings.AfterCrash"/>
        public CrashAction AfterCrash { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(nameof(TokensKept), settings.TokensKept, 1, 16)
                ?? ConfigError.Outside(
                    nameof(TokensEvery), settings.TokensEvery, TimeSpan.FromTicks(1),
                    TimeSpan.FromHours(1))
                ?? ConfigError.Outside(nameof(Burst), settings.Burst, 1, 1_000)
                ?? ConfigError.Outside(
                    nameof(ReportEvery), settings.ReportEvery, TimeSpan.FromTicks(1),
                    TimeSpan.FromDays(1));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(TokenTaker))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Over,
            Tick = new Input.Tick(),
            PhaseOf = state => state switch
            {
                State.Up { Tokens.Count: 0 } => "Untold",
                State.Up => "Told",
                State.Waiting => nameof(State.Waiting),
                State.Over => nameof(State.Over),
            },
            Recount = Recount,
            Alphabet = Letters(),
        };

    /// <summary>The IKE SA stands, and no token came.</summary>
    public static State Initial(Config config, Instant now) => new State.Up(default, default);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Up up => up with
        {
            Budget = new(
                up.Budget.Peer + by, up.Budget.Others + by, up.Budget.Reports + by),
        },
        State.Waiting or State.Over => state,
    };

    /// <summary>With the origin as now: a flow that is through is none.</summary>
    public static State Normalize(Config config, State state)
    {
        return state switch
        {
            State.Up up => up with
            {
                Budget = new(
                    Ahead(up.Budget.Peer), Ahead(up.Budget.Others), Ahead(up.Budget.Reports)),
            },
            State.Waiting or State.Over => state,
        };

        static Instant? Ahead(Instant? at) => at > Instant.Zero ? at : null;
    }

    /// <summary>Tokens are numbered anew, the oldest one 1.</summary>
    private static State Recount(State state) => state switch
    {
        State.Up up => up with
        {
            Tokens =
            [
                .. up.Tokens.Select((_, at) => new KeyHandle((ulong)(up.Tokens.Count - at))),
            ],
        },
        State.Waiting or State.Over => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("token given", (_, state) => new Input.Given(New(state))),
        new("same token given", (_, state) => new Input.Given(
            state is State.Up { Tokens: { Count: > 0 } tokens } ? tokens[0] : New(state))),
        new("right token, peer", (_, _) => new Input.Shown(true, Source.Peer)),
        new("right token, other", (_, _) => new Input.Shown(true, Source.Other)),
        new("wrong token, peer", (_, _) => new Input.Shown(false, Source.Peer)),
        new("wrong token, other", (_, _) => new Input.Shown(false, Source.Other)),
        new("traffic", (_, _) => new Input.Traffic()),
        new("ended", (_, _) => new Input.Ended()),
        new("of another SA", (_, _) => new Input.Refused(Refusal.OtherSa)),
    ];

    private static KeyHandle New(State state)
    {
        var last = 0UL;
        if (state is State.Up up)
        {
            foreach (var token in up.Tokens)
            {
                last = Math.Max(last, token.Value);
            }
        }

        return new(last + 1);
    }
}
