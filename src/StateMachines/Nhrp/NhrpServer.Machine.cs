using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Nhrp;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class NhrpServer
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How spokes come to each other.</summary>
        public DmvpnPhase Phase { get; init; } = DmvpnPhase.Redirect;

        /// <summary>How many spokes may be registered.</summary>
        public int SpokesMax { get; init; } = 10_000;

        /// <summary>How many spokes may be told of one.</summary>
        public int ToldMax { get; init; } = 1_000;

        /// <summary>Whether an address that is registered may not come from another router.
        /// </summary>
        public bool IsUnique { get; init; }

        /// <summary>The longest holding time that is granted.</summary>
        public TimeSpan HoldingTimeMax { get; init; } = TimeSpan.FromHours(2);

        /// <summary>The least time between two redirects of a spoke.</summary>
        public TimeSpan RedirectEvery { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>How often registrations whose time is over are dropped.</summary>
        public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(5);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            Phase = settings.Phase;
            SpokesMax = settings.SpokesMax;
            ToldMax = settings.ToldMax;
            IsUnique = settings.IsUnique;
            HoldingTimeMax = settings.HoldingTimeMax;
            RedirectEvery = settings.RedirectEvery;
            SweepEvery = settings.SweepEvery;
        }

        /// <inheritdoc cref="Settings.Phase"/>
        public DmvpnPhase Phase { get; }

        /// <inheritdoc cref="Settings.SpokesMax"/>
        public int SpokesMax { get; }

        /// <inheritdoc cref="Settings.ToldMax"/>
        public int ToldMax { get; }

        /// <inheritdoc cref="Settings.IsUnique"/>
        public bool IsUnique { get; }

        /// <inheritdoc cref="Settings.HoldingTimeMax"/>
        public TimeSpan HoldingTimeMax { get; }

        /// <inheritdoc cref="Settings.RedirectEvery"/>
        public TimeSpan RedirectEvery { get; }

        /// <inheritdoc cref="Settings.SweepEvery"/>
        public TimeSpan SweepEvery { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var tick = TimeSpan.FromTicks(1);
            var day = TimeSpan.FromDays(1);
            var found = ConfigError.Outside(
                    nameof(Phase), (int)settings.Phase, (int)DmvpnPhase.HubOnly,
                    (int)DmvpnPhase.Redirect)
                ?? ConfigError.Outside(nameof(SpokesMax), settings.SpokesMax, 1, 1_000_000)
                ?? ConfigError.Outside(nameof(ToldMax), settings.ToldMax, 1, 100_000)
                ?? ConfigError.Outside(
                    nameof(HoldingTimeMax), settings.HoldingTimeMax, tick, day)
                ?? ConfigError.Outside(
                    nameof(RedirectEvery), settings.RedirectEvery, TimeSpan.Zero, day)
                ?? ConfigError.Outside(nameof(SweepEvery), settings.SweepEvery, tick, day);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>The holding time of a request, up to the most that is granted.</summary>
        internal TimeSpan Bounded(TimeSpan holdingTime) =>
            holdingTime < HoldingTimeMax ? holdingTime : HoldingTimeMax;
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(NhrpServer))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            Recount = state => state with { NextId = 1 },
            PhaseOf = state => state.Spokes.Count switch
            {
                0 => "Empty",
                1 => "One",
                _ => "Several",
            },
            Alphabet = Letters(),
        };

    /// <summary>No spoke is registered.</summary>
    public static State Initial(Config config, Instant now) => new(default, 1, null);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => Map(
        state with { SweepAt = state.SweepAt + by },
        spoke => spoke with
        {
            ExpiresAt = spoke.ExpiresAt + by,
            RedirectedAt = spoke.RedirectedAt + by,
        });

    /// <summary>With the origin as now: what is over is over now.</summary>
    public static State Normalize(Config config, State state) => Map(
        state with
        {
            SweepAt = state.SweepAt is { } at ? Instant.Latest(at, Instant.Zero) : null,
        },
        spoke => spoke with
        {
            ExpiresAt = Instant.Latest(spoke.ExpiresAt, Instant.Zero),
            RedirectedAt = spoke.RedirectedAt is { } at
                && Instant.Zero - at < config.RedirectEvery
                    ? at
                    : null,
        });

    private static State Map(State state, Func<Spoke, Spoke> change)
    {
        var spokes = default(Table<Spoke>);
        foreach (var spoke in state.Spokes)
        {
            spokes = spokes.With(change(spoke));
        }

        return state with { Spokes = spokes };
    }

    private static Items<Letter<Config, State, Input>> Letters()
    {
        var (one, two) = (HostAddress.From([10, 0, 0, 1]), HostAddress.From([10, 0, 0, 2]));
        var (outer, other) = (
            HostAddress.From([192, 0, 2, 1]), HostAddress.From([192, 0, 2, 2]));
        return
        [
            new("1 registers", (config, _) =>
                new Input.Registers(5, one, outer, config.HoldingTimeMax)),
            new("2 registers", (config, _) =>
                new Input.Registers(6, two, other, config.HoldingTimeMax)),
            new("1 asks for 2", (_, _) => new Input.Asks(7, one, two)),
            new("1 sends to 2", (_, _) => new Input.Passes(one, two)),
            new("1 purges 2", (_, _) => new Input.Purges(8, one, two)),
            new("SA of 2 down", (_, _) => new Input.SaDown(other)),
        ];
    }
}
