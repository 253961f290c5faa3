using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Rri;

/// <content>Its configuration.</content>
public static partial class ReverseRouteInjection
{
    /// <summary>What calls for a route.</summary>
    public enum Mode
    {
        /// <summary>A usable SA.</summary>
        Dynamic,

        /// <summary>
        /// The policy alone: the route draws the traffic that makes an SA. A policy has to drop it
        /// until there is one.
        /// </summary>
        Static,
    }

    /// <summary>What drops traffic for a prefix that has no route.</summary>
    public enum GuardBy
    {
        /// <summary>
        /// A route to nowhere of the highest distance beneath ours, in the same table; it is not
        /// for redistribution.
        /// </summary>
        Route,

        /// <summary>A security policy without an SA: what it matches is dropped.</summary>
        Policy,
    }

    /// <summary>Whose SAs a route may use when several peers claim its prefix.</summary>
    public enum ConflictRule
    {
        /// <summary>Those of the one who came first, until the last of them is gone.</summary>
        HolderStays,

        /// <summary>Those of the one whose ready SA is the newest.</summary>
        NewestWins,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>What is behind the peer.</summary>
        public Prefix Prefix { get; init; } = Prefix.Of(HostAddress.From([0, 0, 0, 0]), 0);

        /// <summary>The routing table; 0 is the main one.</summary>
        public uint Vrf { get; init; }

        /// <summary>The administrative distance, 1 to 253: the guard needs a higher one.</summary>
        public int Distance { get; init; } = 1;

        /// <summary>By which routing protocols, and we after a restart, know our routes.</summary>
        public uint Tag { get; init; }

        /// <summary>What calls for a route.</summary>
        public Mode Mode { get; init; } = Mode.Dynamic;

        /// <summary>Where a static route leads while there is no SA.</summary>
        public NextHop StaticVia { get; init; }

        /// <summary>How long an SA lives on once its route is withdrawn; 0: not at all.</summary>
        public TimeSpan DrainFor { get; init; } = TimeSpan.Zero;

        /// <summary>What drops traffic that has no route.</summary>
        public GuardBy Guard { get; init; } = GuardBy.Route;

        /// <summary>Whose SAs a route may use when several peers claim its prefix.</summary>
        public ConflictRule WhenContested { get; init; } = ConflictRule.HolderStays;

        /// <summary>No more SAs than these are counted for the prefix.</summary>
        public int ClaimsMax { get; init; } = 64;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        /// <summary>The distance of a guard: every route of ours is preferred to it.</summary>
        public const int GuardDistance = 254;

        /// <summary>No drain lasts longer: a delete that waits for ever is none.</summary>
        internal static readonly TimeSpan DrainMax = TimeSpan.FromMinutes(10);

        private Config(Settings settings)
        {
            Prefix = settings.Prefix;
            Vrf = settings.Vrf;
            Distance = settings.Distance;
            Tag = settings.Tag;
            Mode = settings.Mode;
            StaticVia = settings.StaticVia;
            DrainFor = settings.DrainFor;
            Guard = settings.Guard;
            WhenContested = settings.WhenContested;
            ClaimsMax = settings.ClaimsMax;
            GuardOn = new(Prefix, Vrf, Guard);
            GuardOff = new(Prefix, Vrf, Guard);
        }

        /// <summary>The guard of the prefix: one value for all steps.</summary>
        internal Output.Guard GuardOn { get; private init; }

        /// <summary>The end of that guard.</summary>
        internal Output.Unguard GuardOff { get; private init; }

        /// <inheritdoc cref="Settings.Prefix"/>
        public Prefix Prefix { get; private init; }

        /// <inheritdoc cref="Settings.Vrf"/>
        public uint Vrf { get; private init; }

        /// <inheritdoc cref="Settings.Distance"/>
        public int Distance { get; }

        /// <inheritdoc cref="Settings.Tag"/>
        public uint Tag { get; }

        /// <inheritdoc cref="Settings.Mode"/>
        public Mode Mode { get; }

        /// <inheritdoc cref="Settings.StaticVia"/>
        public NextHop StaticVia { get; }

        /// <inheritdoc cref="Settings.DrainFor"/>
        public TimeSpan DrainFor { get; }

        /// <inheritdoc cref="Settings.Guard"/>
        public GuardBy Guard { get; }

        /// <inheritdoc cref="Settings.WhenContested"/>
        public ConflictRule WhenContested { get; }

        /// <inheritdoc cref="Settings.ClaimsMax"/>
        public int ClaimsMax { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(Distance), settings.Distance, 1, GuardDistance - 1)
                ?? ConfigError.Outside(
                    nameof(DrainFor), settings.DrainFor, TimeSpan.Zero, DrainMax)
                ?? ConfigError.Outside(nameof(ClaimsMax), settings.ClaimsMax, 1, 1_024)
                ?? OfStatic(settings);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>The same for another prefix.</summary>
        public Config For(Prefix prefix, uint vrf) => this with
        {
            Prefix = prefix,
            Vrf = vrf,
            GuardOn = new(prefix, vrf, Guard),
            GuardOff = new(prefix, vrf, Guard),
        };

        /// <summary>A static route leads somewhere, and only a policy stands in its way.</summary>
        private static ConfigError? OfStatic(Settings settings) =>
            settings.Mode == Mode.Dynamic ? null
            : settings.StaticVia == default
                ? new(
                    nameof(StaticVia), "not set", "a gateway or an interface of a static route",
                    $"set {nameof(StaticVia)}, or {nameof(Mode)} to {nameof(Mode.Dynamic)}")
            : settings.Guard != GuardBy.Policy
                ? new(
                    nameof(Guard), $"{settings.Guard}",
                    "Policy for a static route, which is above every route to nowhere",
                    $"set {nameof(Guard)} to {nameof(GuardBy.Policy)}")
            : null;
    }
}
