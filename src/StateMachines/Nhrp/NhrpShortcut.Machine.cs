using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Nhrp;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class NhrpShortcut
{
    private static readonly HostAddress Peer = HostAddress.From([192, 0, 2, 2]);
    private static readonly HostAddress Other = HostAddress.From([192, 0, 2, 3]);

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How spokes come to each other.</summary>
        public DmvpnPhase Phase { get; init; } = DmvpnPhase.Redirect;

        /// <summary>How long a request waits for its reply.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>How often a request is sent in all, the first time included.</summary>
        public int SendsMax { get; init; } = 5;

        /// <summary>How long the SA may take.</summary>
        public TimeSpan OpenWithin { get; init; } = TimeSpan.FromSeconds(20);

        /// <summary>How long nothing is tried after a try that failed.</summary>
        public TimeSpan QuietFor { get; init; } = TimeSpan.FromSeconds(60);

        /// <summary>How long before its end a shortcut that is used is resolved anew.</summary>
        public TimeSpan RefreshBefore { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>No shortcut is kept longer without being resolved anew.</summary>
        public TimeSpan HoldingTimeMax { get; init; } = TimeSpan.FromHours(2);

        /// <summary>How long a purge request waits for its reply; each later wait is twice as
        /// long.</summary>
        public TimeSpan PurgeRetryAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>How often a purge request is sent in all, the first time included.</summary>
        public int PurgeSendsMax { get; init; } = 5;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            Phase = settings.Phase;
            RetryAfter = settings.RetryAfter;
            SendsMax = settings.SendsMax;
            OpenWithin = settings.OpenWithin;
            QuietFor = settings.QuietFor;
            RefreshBefore = settings.RefreshBefore;
            HoldingTimeMax = settings.HoldingTimeMax;
            Purges = new(settings.PurgeRetryAfter, settings.PurgeSendsMax);
        }

        /// <inheritdoc cref="Settings.Phase"/>
        public DmvpnPhase Phase { get; }

        /// <inheritdoc cref="Settings.RetryAfter"/>
        public TimeSpan RetryAfter { get; }

        /// <inheritdoc cref="Settings.SendsMax"/>
        public int SendsMax { get; }

        /// <inheritdoc cref="Settings.OpenWithin"/>
        public TimeSpan OpenWithin { get; }

        /// <inheritdoc cref="Settings.QuietFor"/>
        public TimeSpan QuietFor { get; }

        /// <inheritdoc cref="Settings.RefreshBefore"/>
        public TimeSpan RefreshBefore { get; }

        /// <inheritdoc cref="Settings.HoldingTimeMax"/>
        public TimeSpan HoldingTimeMax { get; }

        /// <summary>How a purge request is repeated.</summary>
        public PurgeRepeats Purges { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var tick = TimeSpan.FromTicks(1);
            var day = TimeSpan.FromDays(1);
            var found = ConfigError.Outside(
                    nameof(Phase), (int)settings.Phase, (int)DmvpnPhase.HubOnly,
                    (int)DmvpnPhase.Redirect)
                ?? ConfigError.Outside(nameof(RetryAfter), settings.RetryAfter, tick, day)
                ?? ConfigError.Outside(nameof(SendsMax), settings.SendsMax, 1, 100)
                ?? ConfigError.Outside(nameof(OpenWithin), settings.OpenWithin, tick, day)
                ?? ConfigError.Outside(
                    nameof(QuietFor), settings.QuietFor, TimeSpan.Zero, day)
                ?? ConfigError.Outside(
                    nameof(HoldingTimeMax), settings.HoldingTimeMax, tick, day)
                ?? ConfigError.Outside(
                    nameof(RefreshBefore), settings.RefreshBefore, TimeSpan.Zero,
                    settings.HoldingTimeMax)
                ?? PurgeRepeats.Check(
                    new(settings.PurgeRetryAfter, settings.PurgeSendsMax),
                    settings.HoldingTimeMax);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>The holding time of a reply, up to the most that is kept.</summary>
        internal TimeSpan Bounded(Input.Resolved resolved) =>
            resolved.HoldingTime < HoldingTimeMax ? resolved.HoldingTime : HoldingTimeMax;
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(NhrpShortcut))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            Recount = Recount,
            Alphabet = Letters(),
        };

    /// <summary>Packets go through the hub.</summary>
    public static State Initial(Config config, Instant now) => new State.ViaHub(1, null);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => Map(state, at => at + by);

    /// <summary>With the origin as now: what is over is over now.</summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.ViaHub { QuietUntil: { } until } viaHub when until <= Instant.Zero =>
            Map(viaHub with { QuietUntil = null }, NotBefore),
        State.ViaHub or State.Resolving or State.Opening or State.Live or State.Refreshing =>
            Map(state, NotBefore),
    };

    private static Instant NotBefore(Instant at) => Instant.Latest(at, Instant.Zero);

    private static State Map(State state, Func<Instant, Instant> change) =>
        MapWay(state, change) with
        {
            Purge = state.Purge is { } purge
                ? purge with { DueAt = change(purge.DueAt) }
                : null,
        };

    private static State MapWay(State state, Func<Instant, Instant> change) => state switch
    {
        State.ViaHub viaHub => viaHub with
        {
            QuietUntil = viaHub.QuietUntil is { } until ? change(until) : null,
        },
        State.Resolving resolving => resolving with { RetryAt = change(resolving.RetryAt) },
        State.Opening opening => opening with
        {
            ExpiresAt = change(opening.ExpiresAt),
            GiveUpAt = change(opening.GiveUpAt),
        },
        State.Live live => live with { ExpiresAt = change(live.ExpiresAt) },
        State.Refreshing refreshing => refreshing with
        {
            RetryAt = change(refreshing.RetryAt),
            ExpiresAt = change(refreshing.ExpiresAt),
        },
    };

    private static State Recount(State state) => RecountWay(state) with
    {
        Purge = state.Purge is { } purge ? purge with { Id = 1 } : null,
    };

    private static State RecountWay(State state) => state switch
    {
        State.ViaHub viaHub => viaHub with { NextId = 1 },
        State.Resolving resolving => resolving with { Id = 1 },
        State.Opening opening => opening with { NextId = 1 },
        State.Live live => live with { NextId = 1 },
        State.Refreshing refreshing => refreshing with { Id = 1 },
    };

    private static uint IdOf(State state) => state switch
    {
        State.ViaHub viaHub => viaHub.NextId,
        State.Resolving resolving => resolving.Id,
        State.Opening opening => opening.NextId,
        State.Live live => live.NextId,
        State.Refreshing refreshing => refreshing.Id,
    };

    private static Items<Letter<Config, State, Input>> Letters()
    {
        var host = HostAddress.From([10, 0, 0, 2]);
        var (near, far) = (new Binding(host, 32, Peer), new Binding(host, 32, Other));
        return
        [
            new("traffic", (_, _) => new Input.Traffic()),
            new("redirected", (_, _) => new Input.Redirected()),
            new("resolved", (config, state) =>
                new Input.Resolved(IdOf(state), near, config.HoldingTimeMax)),
            new("resolved elsewhere", (config, state) =>
                new Input.Resolved(IdOf(state), far, config.HoldingTimeMax)),
            new("other reply", (config, state) =>
                new Input.Resolved(IdOf(state) - 1, near, config.HoldingTimeMax)),
            new("unresolved", (_, state) => new Input.Unresolved(IdOf(state))),
            new("SA up", (_, _) => new Input.SaUp(Peer)),
            new("SA down", (_, _) => new Input.SaDown(Peer)),
            new("other SA up", (_, _) => new Input.SaUp(Other)),
            new("purged", (_, _) => new Input.Purged(9)),
            new("purge answered", (_, state) => new Input.PurgeAnswered(state.Purge?.Id ?? 0)),
            new("other purge answered", (_, state) =>
                new Input.PurgeAnswered((state.Purge?.Id ?? 0) - 1)),
            new("hub lost", (_, _) => new Input.HubLost()),
        ];
    }
}
