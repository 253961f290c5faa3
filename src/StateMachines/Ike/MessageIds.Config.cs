using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Ike;

/// <content>Its configuration.</content>
public static partial class MessageIds
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>
        /// How many requests of the peer are taken at once; SET_WINDOW_SIZE announces it (§2.3).
        /// </summary>
        public int Window { get; init; } = 1;

        /// <summary>How many of our requests are open at most, whatever the peer takes.</summary>
        public int OpenMax { get; init; } = 16;

        /// <summary>How long the first send waits for the answer.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(4);

        /// <summary>Each wait in percent of the one before; waits grow (§2.1).</summary>
        public int BackoffPercent { get; init; } = 180;

        /// <summary>No wait grows beyond it.</summary>
        public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(120);

        /// <summary>How often a request is sent in all, the first time included.</summary>
        public int SendsMax { get; init; } = 6;

        /// <summary>From which ID on a rekey is asked for; the last ID is never used.</summary>
        public uint RekeyAt { get; init; } = 0xffff_0000;

        /// <summary>The least time between two complaints about IDs beyond the window.</summary>
        public TimeSpan ComplainEvery { get; init; } = TimeSpan.FromSeconds(10);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
        private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

        private Config(Settings settings)
        {
            Window = settings.Window;
            OpenMax = settings.OpenMax;
            RetryAfter = settings.RetryAfter;
            BackoffPercent = settings.BackoffPercent;
            RetryMax = settings.RetryMax;
            SendsMax = settings.SendsMax;
            RekeyAt = settings.RekeyAt;
            ComplainEvery = settings.ComplainEvery;
        }

        /// <inheritdoc cref="Settings.Window"/>
        public int Window { get; }

        /// <inheritdoc cref="Settings.OpenMax"/>
        public int OpenMax { get; }

        /// <inheritdoc cref="Settings.RetryAfter"/>
        public TimeSpan RetryAfter { get; }

        /// <inheritdoc cref="Settings.BackoffPercent"/>
        public int BackoffPercent { get; }

        /// <inheritdoc cref="Settings.RetryMax"/>
        public TimeSpan RetryMax { get; }

        /// <inheritdoc cref="Settings.SendsMax"/>
        public int SendsMax { get; }

        /// <inheritdoc cref="Settings.RekeyAt"/>
        public uint RekeyAt { get; }

        /// <inheritdoc cref="Settings.ComplainEvery"/>
        public TimeSpan ComplainEvery { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(nameof(Window), settings.Window, 1, 64)
                ?? ConfigError.Outside(nameof(OpenMax), settings.OpenMax, 1, 64)
                ?? ConfigError.Outside(nameof(RetryAfter), settings.RetryAfter, Tick, Hour)
                ?? ConfigError.Outside(
                    nameof(BackoffPercent), settings.BackoffPercent, 101, 1_000)
                ?? ConfigError.Outside(
                    nameof(RetryMax), settings.RetryMax, settings.RetryAfter, Hour)
                ?? ConfigError.Outside(nameof(SendsMax), settings.SendsMax, 1, 100)
                ?? ConfigError.Outside(
                    nameof(RekeyAt), settings.RekeyAt, 1L << 31, uint.MaxValue - 1)
                ?? ConfigError.Outside(
                    nameof(ComplainEvery), settings.ComplainEvery, Tick, Hour);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>The wait that follows a wait: longer by a tick at least, up to the longest.
        /// </summary>
        internal TimeSpan WaitAfter(TimeSpan wait)
        {
            // At most an hour and ten times that: no overflow.
            var longer = new TimeSpan(
                Math.Max(wait.Ticks + 1, wait.Ticks * BackoffPercent / 100));
            return longer < RetryMax ? longer : RetryMax;
        }
    }
}
