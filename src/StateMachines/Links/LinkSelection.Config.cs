using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Links;

/// <content>Its configuration.</content>
public static partial class LinkSelection
{
    /// <summary>By which address IKE and ESP speak.</summary>
    public enum Identity
    {
        /// <summary>One, on a loopback: all links lead to it.</summary>
        Loopback,

        /// <summary>One for each link, and an SA for each.</summary>
        EachLink,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>By which address IKE and ESP speak.</summary>
        public Identity Identity { get; init; } = Identity.Loopback;

        /// <summary>How many links there are.</summary>
        public int Links { get; init; } = 2;

        /// <summary>
        /// How long a link that came back is not used while another one is; 0: not at all.
        /// </summary>
        public TimeSpan HoldDown { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>
        /// A link that fails sooner than this after it came back is held twice as long the next
        /// time.
        /// </summary>
        public TimeSpan StableAfter { get; init; } = TimeSpan.FromMinutes(5);

        /// <summary>How often the time is doubled at most.</summary>
        public int DoublingsMax { get; init; } = 4;

        /// <summary>Whether traffic goes back to a more preferred link once it is not held.
        /// </summary>
        public bool GoesBack { get; init; } = true;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

        private Config(Settings settings)
        {
            Identity = settings.Identity;
            Links = settings.Links;
            HoldDown = settings.HoldDown;
            StableAfter = settings.StableAfter;
            DoublingsMax = settings.DoublingsMax;
            GoesBack = settings.GoesBack;
        }

        /// <inheritdoc cref="Settings.Identity"/>
        public Identity Identity { get; }

        /// <inheritdoc cref="Settings.Links"/>
        public int Links { get; }

        /// <inheritdoc cref="Settings.HoldDown"/>
        public TimeSpan HoldDown { get; }

        /// <inheritdoc cref="Settings.StableAfter"/>
        public TimeSpan StableAfter { get; }

        /// <inheritdoc cref="Settings.DoublingsMax"/>
        public int DoublingsMax { get; }

        /// <inheritdoc cref="Settings.GoesBack"/>
        public bool GoesBack { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(nameof(Links), settings.Links, 1, 64)
                ?? ConfigError.Outside(nameof(HoldDown), settings.HoldDown, TimeSpan.Zero, Hour)
                ?? ConfigError.Outside(
                    nameof(StableAfter), settings.StableAfter, TimeSpan.Zero, 24 * Hour)
                ?? ConfigError.Outside(nameof(DoublingsMax), settings.DoublingsMax, 0, 10);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>How long a link is held after so many flaps.</summary>
        public TimeSpan HoldAfter(int flaps) =>
            HoldDown * (1L << Math.Clamp(flaps, 0, DoublingsMax));
    }
}
