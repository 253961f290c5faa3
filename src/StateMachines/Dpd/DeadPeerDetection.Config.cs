using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Dpd;

/// <content>Its configuration.</content>
public static partial class DeadPeerDetection
{
    /// <summary>When a silent peer is asked.</summary>
    public enum Mode
    {
        /// <summary>Once something is to be sent to it, RFC 3706 §5.5.</summary>
        OnDemand,

        /// <summary>As soon as it was silent for the worry period.</summary>
        Periodic,
    }

    /// <summary>What follows the death of a peer, once its SAs are gone.</summary>
    public enum DeadAction
    {
        /// <summary>Nothing.</summary>
        Clear,

        /// <summary>Traffic for the peer triggers a new negotiation.</summary>
        Hold,

        /// <summary>A new negotiation at once.</summary>
        Restart,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>When a silent peer is asked.</summary>
        public Mode Mode { get; init; } = Mode.OnDemand;

        /// <summary>How long silence is no reason to worry (the worry metric, §5.5).</summary>
        public TimeSpan WorryAfter { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>How long the first query waits for its answer.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(4);

        /// <summary>Each wait in percent of the one before: 100 keeps it, 180 grows it.</summary>
        public int BackoffPercent { get; init; } = 180;

        /// <summary>No wait grows beyond it.</summary>
        public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(120);

        /// <summary>How often a query is sent in all, the first time included.</summary>
        public int ProbesMax { get; init; } = 6;

        /// <summary>
        /// Whether a query that is sent again has a new number. Some peers refuse a number that
        /// they have seen, others one that they do not expect (§6.2).
        /// </summary>
        public bool RetriesAreNumberedAnew { get; init; }

        /// <summary>
        /// How far ahead of the awaited number a peer's number may be (the window of §6.2): peers
        /// number each query, answered or not, and skip after their own failover. An older number
        /// is never taken, so a replayed message proves nothing.
        /// </summary>
        public int AheadMax { get; init; } = 65_536;

        /// <summary>The least time between two repeated answers to one query.</summary>
        public TimeSpan ReanswerAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>What follows the death of a peer.</summary>
        public DeadAction WhenDead { get; init; } = DeadAction.Clear;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
        private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
        private static readonly TimeSpan Day = TimeSpan.FromDays(1);

        private Config(Settings settings)
        {
            Mode = settings.Mode;
            WorryAfter = settings.WorryAfter;
            RetryAfter = settings.RetryAfter;
            BackoffPercent = settings.BackoffPercent;
            RetryMax = settings.RetryMax;
            ProbesMax = settings.ProbesMax;
            RetriesAreNumberedAnew = settings.RetriesAreNumberedAnew;
            AheadMax = (uint)settings.AheadMax;
            ReanswerAfter = settings.ReanswerAfter;
            WhenDead = settings.WhenDead;
        }

        /// <inheritdoc cref="Settings.Mode"/>
        public Mode Mode { get; }

        /// <inheritdoc cref="Settings.WorryAfter"/>
        public TimeSpan WorryAfter { get; }

        /// <inheritdoc cref="Settings.RetryAfter"/>
        public TimeSpan RetryAfter { get; }

        /// <inheritdoc cref="Settings.BackoffPercent"/>
        public int BackoffPercent { get; }

        /// <inheritdoc cref="Settings.RetryMax"/>
        public TimeSpan RetryMax { get; }

        /// <inheritdoc cref="Settings.ProbesMax"/>
        public int ProbesMax { get; }

        /// <inheritdoc cref="Settings.RetriesAreNumberedAnew"/>
        public bool RetriesAreNumberedAnew { get; }

        /// <inheritdoc cref="Settings.AheadMax"/>
        public uint AheadMax { get; }

        /// <inheritdoc cref="Settings.ReanswerAfter"/>
        public TimeSpan ReanswerAfter { get; }

        /// <inheritdoc cref="Settings.WhenDead"/>
        public DeadAction WhenDead { get; }

        /// <summary>From the first query to the death of a peer that answers none.</summary>
        public TimeSpan DeathAfterFirstQuery => SumOfWaits(ProbesMax);

        /// <summary>From the first query to the last one; what comes later saves nobody.</summary>
        public TimeSpan LastAfterFirstQuery => SumOfWaits(ProbesMax - 1);

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(WorryAfter), settings.WorryAfter, Tick, Day)
                ?? ConfigError.Outside(nameof(RetryAfter), settings.RetryAfter, Tick, Hour)
                ?? ConfigError.Outside(
                    nameof(BackoffPercent), settings.BackoffPercent, 100, 1_000)
                ?? ConfigError.Outside(
                    nameof(RetryMax), settings.RetryMax, settings.RetryAfter, Hour)
                ?? ConfigError.Outside(nameof(ProbesMax), settings.ProbesMax, 1, 100)
                ?? ConfigError.Outside(nameof(AheadMax), settings.AheadMax, 0, 1 << 30)
                ?? ConfigError.Outside(
                    nameof(ReanswerAfter), settings.ReanswerAfter, TimeSpan.Zero, Hour);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        private TimeSpan SumOfWaits(int waits)
        {
            var sum = TimeSpan.Zero;
            var wait = RetryAfter;
            for (var probe = 0; probe < waits; probe++)
            {
                sum += wait;
                wait = WaitAfter(wait);
            }

            return sum;
        }

        /// <summary>The wait that follows a wait.</summary>
        internal TimeSpan WaitAfter(TimeSpan wait)
        {
            // At most an hour and ten times that: no overflow.
            var longer = new TimeSpan(wait.Ticks * BackoffPercent / 100);
            return longer < RetryMax ? longer : RetryMax;
        }
    }
}
