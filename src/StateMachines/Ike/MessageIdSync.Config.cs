using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Ike;

/// <content>Its configuration.</content>
public static partial class MessageIdSync
{
    /// <summary>Which synchronisations of a peer are answered.</summary>
    public enum Reading
    {
        /// <summary>
        /// §5.1: only one that names a higher ID than any request and synchronisation before it.
        /// </summary>
        Strict,

        /// <summary>
        /// As the examples A.2 and A.3 do: also one that names an ID of requests before it, but
        /// not one that names no higher ID than another synchronisation.
        /// </summary>
        Appendix,
    }

    /// <summary>What is done where no delta fits all CHILD SAs.</summary>
    public enum Unfit
    {
        /// <summary>The IKE SA is deleted and made anew, §8.3.</summary>
        TearDown,

        /// <summary>Message IDs are synchronised, and the CHILD SAs rekeyed.</summary>
        Rekey,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>Which synchronisations of a peer are answered.</summary>
        public Reading Reading { get; init; } = Reading.Strict;

        /// <summary>What is done where no delta fits all CHILD SAs.</summary>
        public Unfit WhenUnfit { get; init; } = Unfit.TearDown;

        /// <summary>How long the first attempt waits for its answer.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>Each wait in percent of the one before.</summary>
        public int BackoffPercent { get; init; } = 180;

        /// <summary>How many attempts there are.</summary>
        public int SendsMax { get; init; } = 6;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
        private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

        private Config(Settings settings)
        {
            Reading = settings.Reading;
            WhenUnfit = settings.WhenUnfit;
            RetryAfter = settings.RetryAfter;
            BackoffPercent = settings.BackoffPercent;
            SendsMax = settings.SendsMax;
        }

        /// <inheritdoc cref="Settings.Reading"/>
        public Reading Reading { get; }

        /// <inheritdoc cref="Settings.WhenUnfit"/>
        public Unfit WhenUnfit { get; }

        /// <inheritdoc cref="Settings.RetryAfter"/>
        public TimeSpan RetryAfter { get; }

        /// <inheritdoc cref="Settings.BackoffPercent"/>
        public int BackoffPercent { get; }

        /// <inheritdoc cref="Settings.SendsMax"/>
        public int SendsMax { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(RetryAfter), settings.RetryAfter, Tick, Minute)
                ?? ConfigError.Outside(
                    nameof(BackoffPercent), settings.BackoffPercent, 100, 1_000)
                ?? ConfigError.Outside(nameof(SendsMax), settings.SendsMax, 1, 100);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>The wait that follows a wait; a minute at most.</summary>
        internal TimeSpan WaitAfter(TimeSpan wait)
        {
            var longer = new TimeSpan(wait.Ticks * BackoffPercent / 100);
            return longer < Minute ? longer : Minute;
        }
    }
}
