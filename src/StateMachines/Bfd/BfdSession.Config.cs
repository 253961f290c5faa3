using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Bfd;

/// <content>Its configuration.</content>
public static partial class BfdSession
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>
        /// Our name of the session, which the neighbour sends back: never 0, unique among our
        /// sessions, and best random (§6.8.1).
        /// </summary>
        public uint Discriminator { get; init; }

        /// <summary>How often we would like to send once the session is up, §4.1.</summary>
        public TimeSpan DesiredMinTx { get; init; } = TimeSpan.FromMilliseconds(300);

        /// <summary>How often we can receive, §4.1.</summary>
        public TimeSpan RequiredMinRx { get; init; } = TimeSpan.FromMilliseconds(300);

        /// <summary>How many of our packets may be missed, §4.1.</summary>
        public int DetectMultiplier { get; init; } = 3;

        /// <summary>
        /// How often we send while the session is not up, §6.8.3; never more often than when it is.
        /// </summary>
        public TimeSpan SlowTx { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>Whether packets have to be authenticated, §6.7.</summary>
        public bool IsAuthenticated { get; init; }
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
        private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

        private Config(Settings settings)
        {
            Discriminator = settings.Discriminator;
            DesiredMinTx = settings.DesiredMinTx;
            RequiredMinRx = settings.RequiredMinRx;
            DetectMultiplier = settings.DetectMultiplier;
            SlowTx = settings.SlowTx > settings.DesiredMinTx
                ? settings.SlowTx
                : settings.DesiredMinTx;
            IsAuthenticated = settings.IsAuthenticated;
        }

        /// <inheritdoc cref="Settings.Discriminator"/>
        public uint Discriminator { get; }

        /// <inheritdoc cref="Settings.DesiredMinTx"/>
        public TimeSpan DesiredMinTx { get; }

        /// <inheritdoc cref="Settings.RequiredMinRx"/>
        public TimeSpan RequiredMinRx { get; }

        /// <inheritdoc cref="Settings.DetectMultiplier"/>
        public int DetectMultiplier { get; }

        /// <inheritdoc cref="Settings.SlowTx"/>
        public TimeSpan SlowTx { get; }

        /// <inheritdoc cref="Settings.IsAuthenticated"/>
        public bool IsAuthenticated { get; }

        /// <summary>
        /// After how much silence a session with a neighbour of the same settings is down, §6.8.4.
        /// </summary>
        public TimeSpan DetectionTime => DetectMultiplier
            * (RequiredMinRx > DesiredMinTx ? RequiredMinRx : DesiredMinTx);

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(Discriminator), settings.Discriminator, 1, uint.MaxValue)
                ?? Interval(nameof(DesiredMinTx), settings.DesiredMinTx, Microsecond)
                ?? Interval(nameof(RequiredMinRx), settings.RequiredMinRx, Microsecond)
                ?? ConfigError.Outside(
                    nameof(DetectMultiplier), settings.DetectMultiplier, 1, byte.MaxValue)

                // RFC 5880 §6.8.3: a session that is not up costs next to nothing.
                ?? Interval(nameof(SlowTx), settings.SlowTx, Second);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        private static ConfigError? Interval(string name, TimeSpan given, TimeSpan least) =>
            ConfigError.Outside(name, given, least, Hour)
            ?? (given.Ticks % Microsecond.Ticks == 0
                ? null
                : new(
                    name, ConfigError.Text(given), "a whole number of microseconds",
                    $"set {name} to {ConfigError.Text(Whole(given))}"));

        private static TimeSpan Whole(TimeSpan given) =>
            new(given.Ticks / Microsecond.Ticks * Microsecond.Ticks);
    }

    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);
}
