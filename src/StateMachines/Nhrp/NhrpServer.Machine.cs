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

        /// <summary>How long a purge request waits for its reply; each later wait is twice as
        /// long.</summary>
        public TimeSpan PurgeRetryAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>How often a purge request is sent in all, the first time included.</summary>
        public int PurgeSendsMax { get; init; } = 5;

        /// <summary>How many purge requests may wait for a reply; others are sent once.</summary>
        public int PurgesMax { get; init; } = 10_000;
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
            Purges = new(settings.PurgeRetryAfter, settings.PurgeSendsMax);
            PurgesMax = settings.PurgesMax;
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

        /// <summary>How a purge request is repeated.</summary>
        public PurgeRepeats Purges { get; }

        /// <inheritdoc cref="Settings.PurgesMax"/>
        public int PurgesMax { get; }

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
                ?? ConfigError.Outside(nameof(SweepEvery), settings.SweepEvery, tick, day)
                ?? PurgeRepeats.Check(
                    new(settings.PurgeRetryAfter, settings.PurgeSendsMax),
                    settings.HoldingTimeMax)
                ?? ConfigError.Outside(nameof(PurgesMax), settings.PurgesMax, 1, 1_000_000);
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
            Recount = Recount,
            PhaseOf = state => state.Spokes.Count switch
            {
                0 => "Empty",
                1 => "One",
                _ => "Several",
            },
            Alphabet = Letters(),
        };

    /// <summary>No spoke is registered.</summary>
    public static State Initial(Config config, Instant now) => new(default, 1, null, default, null);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => Map(
        state with { SweepAt = state.SweepAt + by, PurgeAt = state.PurgeAt + by },
        spoke => spoke with
        {
            ExpiresAt = spoke.ExpiresAt + by,
            RedirectedAt = spoke.RedirectedAt + by,
        },
        purge => purge with { DueAt = purge.DueAt + by });

    /// <summary>With the origin as now: what is over is over now.</summary>
    public static State Normalize(Config config, State state) => Map(
        state with
        {
            SweepAt = state.SweepAt is { } sweep ? NotBefore(sweep) : null,
            PurgeAt = state.PurgeAt is { } purge ? NotBefore(purge) : null,
        },
        spoke => spoke with
        {
            ExpiresAt = NotBefore(spoke.ExpiresAt),
            RedirectedAt = spoke.RedirectedAt is { } at
                && Instant.Zero - at < config.RedirectEvery
                    ? at
                    : null,
        },
        purge => purge with { DueAt = NotBefore(purge.DueAt) });

    private static Instant NotBefore(Instant at) => Instant.Latest(at, Instant.Zero);

    private static State Map(
        State state, Func<Spoke, Spoke> change, Func<PendingPurge, PendingPurge> changePurge)
    {
        var (spokes, purges) = (default(Table<Spoke>), default(Table<PendingPurge>));
        foreach (var spoke in state.Spokes)
        {
            spokes = spokes.With(change(spoke));
        }

        foreach (var purge in state.Purges)
        {
            purges = purges.With(changePurge(purge));
        }

        return state with { Spokes = spokes, Purges = purges };
    }

    /// <summary>The unanswered purges keep their order: the oldest has number 1.</summary>
    private static State Recount(State state)
    {
        var (purges, id) = (default(Table<PendingPurge>), 1u);
        foreach (var purge in state.Purges.OrderBy(purge => purge.Id - state.NextId))
        {
            purges = purges.With(purge with { Id = id++ });
        }

        return state with { Purges = purges, NextId = id };
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
            new("1 answers a purge", (_, state) => new Input.PurgeAnswered(
                state.Purges.FirstOrDefault(purge => purge.To == one)?.Id ?? 0, one)),
            new("2 answers a purge", (_, state) => new Input.PurgeAnswered(
                state.Purges.FirstOrDefault(purge => purge.To == two)?.Id ?? 0, two)),
            new("SA of 2 down", (_, _) => new Input.SaDown(other)),
        ];
    }
}
