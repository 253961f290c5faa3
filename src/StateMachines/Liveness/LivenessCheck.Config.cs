using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Liveness;

/// <content>Its configuration.</content>
public static partial class LivenessCheck
{
    /// <summary>When a silent peer is asked.</summary>
    public enum Mode
    {
        /// <summary>As soon as it was silent for the quiet time.</summary>
        Periodic,

        /// <summary>Once something was sent to it, RFC 7296 §2.4.</summary>
        OnDemand,
    }

    /// <summary>What follows the failure of a peer, once its SAs are gone.</summary>
    public enum FailureAction
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
        public Mode Mode { get; init; } = Mode.Periodic;

        /// <summary>How long silence is no reason to ask.</summary>
        public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>How long the first send waits for its answer.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(4);

        /// <summary>
        /// Each wait in percent of the one before. RFC 7296 §2.4 wants waits to grow exponentially:
        /// more than 100.
        /// </summary>
        public int BackoffPercent { get; init; } = 180;

        /// <summary>
        /// How often a request is sent in all, the first time included. RFC 7296 §2.4 suggests a
        /// dozen over several minutes: 12, with 130 percent, last 297 s.
        /// </summary>
        public int SendsMax { get; init; } = 6;

        /// <summary>The peer is given up no later than so long after the first send; null: only
        /// after all sends.</summary>
        public TimeSpan? GiveUpAfter { get; init; }

        /// <summary>How long after a proof of life hints are ignored, §2.4.</summary>
        public TimeSpan HintsIgnoredFor { get; init; } = TimeSpan.FromSeconds(2);

        /// <summary>The least time between two checks that hints cause, §2.4.</summary>
        public TimeSpan HintEvery { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>Whether INITIAL_CONTACT ends older SAs; a receiver may ignore it, §2.4.
        /// </summary>
        public bool HeedsInitialContact { get; init; } = true;

        /// <summary>What follows the failure of a peer.</summary>
        public FailureAction WhenFailed { get; init; } = FailureAction.Clear;
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
            IdleAfter = settings.IdleAfter;
            RetryAfter = settings.RetryAfter;
            BackoffPercent = settings.BackoffPercent;
            SendsMax = settings.SendsMax;
            GiveUpAfter = settings.GiveUpAfter;
            HintsIgnoredFor = settings.HintsIgnoredFor;
            HintEvery = settings.HintEvery;
            HeedsInitialContact = settings.HeedsInitialContact;
            WhenFailed = settings.WhenFailed;
        }

        /// <inheritdoc cref="Settings.Mode"/>
        public Mode Mode { get; }

        /// <inheritdoc cref="Settings.IdleAfter"/>
        public TimeSpan IdleAfter { get; }

        /// <inheritdoc cref="Settings.RetryAfter"/>
        public TimeSpan RetryAfter { get; }

        /// <inheritdoc cref="Settings.BackoffPercent"/>
        public int BackoffPercent { get; }

        /// <inheritdoc cref="Settings.SendsMax"/>
        public int SendsMax { get; }

        /// <inheritdoc cref="Settings.GiveUpAfter"/>
        public TimeSpan? GiveUpAfter { get; }

        /// <inheritdoc cref="Settings.HintsIgnoredFor"/>
        public TimeSpan HintsIgnoredFor { get; }

        /// <inheritdoc cref="Settings.HintEvery"/>
        public TimeSpan HintEvery { get; }

        /// <inheritdoc cref="Settings.HeedsInitialContact"/>
        public bool HeedsInitialContact { get; }

        /// <inheritdoc cref="Settings.WhenFailed"/>
        public FailureAction WhenFailed { get; }

        /// <summary>From the first send to the failure of a peer that answers none.</summary>
        public TimeSpan FailureAfterFirstSend
        {
            get
            {
                var sum = SumOfWaits(RetryAfter, BackoffPercent, SendsMax);
                return GiveUpAfter is { } most && most < sum ? most : sum;
            }
        }

        /// <summary>From the first send to the last one; what comes later saves nobody.</summary>
        public TimeSpan LastAfterFirstSend
        {
            get
            {
                var sends = SendsMax - 1;
                while (sends > 0
                    && SumOfWaits(RetryAfter, BackoffPercent, sends) >= GiveUpAfter)
                {
                    sends--;
                }

                return SumOfWaits(RetryAfter, BackoffPercent, sends);
            }
        }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(nameof(IdleAfter), settings.IdleAfter, Tick, Day)
                ?? ConfigError.Outside(nameof(RetryAfter), settings.RetryAfter, Tick, Hour)
                ?? ConfigError.Outside(
                    nameof(BackoffPercent), settings.BackoffPercent, 101, 1_000)
                ?? ConfigError.Outside(nameof(SendsMax), settings.SendsMax, 1, 100)
                ?? ConfigError.Outside(
                    nameof(SendsMax), settings.SendsMax, 1, SendsWithinDay(settings))
                ?? (settings.GiveUpAfter is { } most
                    ? ConfigError.Outside(nameof(GiveUpAfter), most, settings.RetryAfter, Day)
                    : null)
                ?? ConfigError.Outside(
                    nameof(HintsIgnoredFor), settings.HintsIgnoredFor, TimeSpan.Zero,
                    settings.IdleAfter)
                ?? ConfigError.Outside(nameof(HintEvery), settings.HintEvery, Tick, Day);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>The wait that follows a wait; longer by a tick at least.</summary>
        internal TimeSpan WaitAfter(TimeSpan wait) => Longer(wait, BackoffPercent);

        // The sum of waits is at most a day, and the next at most ten times that: no overflow.
        private static TimeSpan Longer(TimeSpan wait, int percent) =>
            new(Math.Max(wait.Ticks + 1, wait.Ticks * percent / 100));

        private static TimeSpan SumOfWaits(TimeSpan first, int percent, int sends)
        {
            var sum = TimeSpan.Zero;
            var wait = first;
            for (var send = 0; send < sends && sum <= Day; send++)
            {
                sum += wait;
                wait = Longer(wait, percent);
            }

            return sum;
        }

        private static int SendsWithinDay(Settings settings)
        {
            var sends = 1;
            while (sends < 100
                && SumOfWaits(settings.RetryAfter, settings.BackoffPercent, sends + 1) <= Day)
            {
                sends++;
            }

            return sends;
        }
    }
}
