using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Balance;

/// <content>Its budget, and what the budget promises.</content>
public static partial class PacedWork
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>Exchanges that may begin in a second, in an even flow.</summary>
        public int PerSecond { get; init; } = 100;

        /// <summary>Exchanges that may begin at one instant.</summary>
        public int Burst { get; init; } = 20;

        /// <summary>Exchanges that may run at a time.</summary>
        public int AtOnceMax { get; init; } = 200;

        /// <summary>How often the work for one SA is begun before it is given up.</summary>
        public int TriesMax { get; init; } = 3;
    }

    /// <summary>A budget that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            Every = TimeSpan.FromSeconds(1) / settings.PerSecond;
            Burst = settings.Burst;
            AtOnceMax = settings.AtOnceMax;
            TriesMax = settings.TriesMax;
        }

        /// <summary>The time from one beginning to the next in an even flow.</summary>
        public TimeSpan Every { get; }

        /// <inheritdoc cref="Settings.Burst"/>
        public int Burst { get; }

        /// <inheritdoc cref="Settings.AtOnceMax"/>
        public int AtOnceMax { get; }

        /// <inheritdoc cref="Settings.TriesMax"/>
        public int TriesMax { get; }

        /// <summary>
        /// Within this time so many SAs that ask at once are all served, when the flow was through
        /// before, no exchange fails and none lasts longer than said. While work waits, either the
        /// flow holds it back, for no longer than the flow's share of each, or all places are
        /// taken, for no longer than all exchanges last one after the other in each place.
        /// </summary>
        /// <param name="count">How many SAs ask.</param>
        /// <param name="lasting">How long an exchange lasts at most.</param>
        public TimeSpan TimeFor(int count, TimeSpan lasting)
        {
            var begun = Math.Max(count, 0);
            var flow = Math.Max(0, begun - Burst) * Every;
            var places = new TimeSpan(
                (long)decimal.Min(
                    Math.Ceiling((decimal)begun * lasting.Ticks / AtOnceMax), long.MaxValue / 4));
            return flow + places + lasting;
        }

        /// <summary>How many may begin within a time, whatever happens.</summary>
        public long BegunWithin(TimeSpan time) => Burst + (time.Ticks / Every.Ticks);

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(settings.PerSecond), settings.PerSecond, 1, 1_000_000)
                ?? ConfigError.Outside(nameof(settings.Burst), settings.Burst, 1, 10_000)
                ?? ConfigError.Outside(
                    nameof(settings.AtOnceMax), settings.AtOnceMax, 1, 1_000_000)
                ?? ConfigError.Outside(nameof(settings.TriesMax), settings.TriesMax, 1, 100);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }
}
