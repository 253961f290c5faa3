using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Nhrp;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class NhrpRegistration
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>How long a hub keeps a registration; it is renewed after a third of it.
        /// </summary>
        public TimeSpan HoldingTime { get; init; } = TimeSpan.FromSeconds(600);

        /// <summary>How long the first request waits for its reply; each next one twice as long.
        /// </summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>No wait grows beyond it.</summary>
        public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(64);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            HoldingTime = settings.HoldingTime;
            RetryAfter = settings.RetryAfter;
            RetryMax = settings.RetryMax;
        }

        /// <inheritdoc cref="Settings.HoldingTime"/>
        public TimeSpan HoldingTime { get; }

        /// <inheritdoc cref="Settings.RetryAfter"/>
        public TimeSpan RetryAfter { get; }

        /// <inheritdoc cref="Settings.RetryMax"/>
        public TimeSpan RetryMax { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(HoldingTime), settings.HoldingTime, TimeSpan.FromSeconds(3),
                    TimeSpan.FromSeconds(ushort.MaxValue))
                ?? ConfigError.Outside(
                    nameof(RetryAfter), settings.RetryAfter, TimeSpan.FromTicks(1),
                    TimeSpan.FromHours(1))
                ?? ConfigError.Outside(
                    nameof(RetryMax), settings.RetryMax, settings.RetryAfter,
                    TimeSpan.FromHours(1));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>The wait that follows a wait.</summary>
        internal TimeSpan After(TimeSpan wait) => wait * 2 < RetryMax ? wait * 2 : RetryMax;
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(NhrpRegistration))
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

    /// <summary>No SA is up; request IDs begin with 1.</summary>
    public static State Initial(Config config, Instant now) => new State.Down(1);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => Map(state, at => at + by);

    /// <summary>With the origin as now: what is over is over now.</summary>
    public static State Normalize(Config config, State state) =>
        Map(state, at => Instant.Latest(at, Instant.Zero));

    private static State Map(State state, Func<Instant, Instant> change) => state switch
    {
        State.Down => state,
        State.Asking asking => asking with { RetryAt = change(asking.RetryAt) },
        State.Registered registered => registered with
        {
            RenewAt = change(registered.RenewAt),
            ExpiresAt = change(registered.ExpiresAt),
        },
        State.Renewing renewing => renewing with
        {
            RetryAt = change(renewing.RetryAt),
            ExpiresAt = change(renewing.ExpiresAt),
        },
    };

    private static State Recount(State state) => state switch
    {
        State.Down => new State.Down(1),
        State.Asking asking => asking with { Id = 1 },
        State.Registered registered => registered with { NextId = 1 },
        State.Renewing renewing => renewing with { Id = 1 },
    };

    private static uint IdOf(State state) => state switch
    {
        State.Down down => down.NextId,
        State.Asking asking => asking.Id,
        State.Registered registered => registered.NextId,
        State.Renewing renewing => renewing.Id,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("SA up", (_, _) => new Input.SaUp()),
        new("SA down", (_, _) => new Input.SaDown()),
        new("accepted", (_, state) => new Input.Accepted(IdOf(state))),
        new("other accepted", (_, state) => new Input.Accepted(IdOf(state) - 1)),
        new("rejected", (_, state) => new Input.Rejected(IdOf(state))),
    ];
}
