using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Qcd;

/// <content>Its configuration.</content>
public static partial class TokenMaker
{
    /// <summary>Whether tokens are given, RFC 6290 §8.1.</summary>
    public enum Use
    {
        /// <summary>Never.</summary>
        Never,

        /// <summary>Wherever it is safe; see <see cref="Settings.SharesLiveSpis"/>.</summary>
        WhereSafe,

        /// <summary>Always; where that is not safe, the configuration is refused.</summary>
        Always,
    }

    /// <summary>How many members with the same secrets are active at a time.</summary>
    public enum ClusterKind
    {
        /// <summary>One, or one of several: a standby waits, §6.</summary>
        OneActive,

        /// <summary>Several: they share load, §9.2.</summary>
        LoadSharing,
    }

    /// <summary>What a token is made of, besides the secret.</summary>
    public enum Method
    {
        /// <summary>Both SPIs, §5.1.</summary>
        BySpis,

        /// <summary>Both SPIs and the peer's address, §5.2.</summary>
        ByAddress,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>Whether tokens are given.</summary>
        public Use Use { get; init; } = Use.WhereSafe;

        /// <summary>How many members are active at a time.</summary>
        public ClusterKind Cluster { get; init; } = ClusterKind.OneActive;

        /// <summary>
        /// Whether each member that shares load can tell of any IKE SPIs whether another one has
        /// such an SA, half-open ones included: only then tokens are safe, §9.2.
        /// </summary>
        public bool SharesLiveSpis { get; init; }

        /// <summary>What a token is made of.</summary>
        public Method Method { get; init; } = Method.BySpis;

        /// <summary>How long a secret makes new tokens, §5.1; null: for ever.</summary>
        public TimeSpan? RolloverEvery { get; init; }

        /// <summary>How long after a start a crash is likely, §9.3.</summary>
        public TimeSpan FreshFor { get; init; } = TimeSpan.FromMinutes(10);

        /// <summary>The time between two messages with tokens in that time, in an even flow.
        /// </summary>
        public TimeSpan FreshTokensEvery { get; init; } = TimeSpan.FromMilliseconds(5);

        /// <summary>The time between two messages with tokens later, in an even flow.</summary>
        public TimeSpan TokensEvery { get; init; } = TimeSpan.FromSeconds(1);

        /// <summary>The time between two messages without tokens, in an even flow.</summary>
        public TimeSpan ComplaintsEvery { get; init; } = TimeSpan.FromMilliseconds(100);

        /// <summary>Messages of either kind at one instant.</summary>
        public int Burst { get; init; } = 10;

        /// <summary>IKE SAs looked at in one step when tokens are replaced, §4.4.</summary>
        public int SweepBatch { get; init; } = 64;

        /// <summary>The time between two such steps.</summary>
        public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMilliseconds(100);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        /// <summary>Former secrets that are kept: with the newest one 4, §5.1.</summary>
        public const int FormerSecrets = 3;

        private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
        private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

        private Config(Settings settings)
        {
            // RFC 6290 §8.1: off by itself where it would not be safe.
            GivesTokens = settings.Use != Use.Never && IsSafe(settings);
            Method = settings.Method;
            RolloverEvery = settings.RolloverEvery;
            FreshFor = settings.FreshFor;
            FreshTokensEvery = settings.FreshTokensEvery;
            TokensEvery = settings.TokensEvery;
            ComplaintsEvery = settings.ComplaintsEvery;
            Burst = settings.Burst;
            SweepBatch = settings.SweepBatch;
            SweepEvery = settings.SweepEvery;
        }

        /// <summary>Whether tokens are given: they are wanted, and safe.</summary>
        public bool GivesTokens { get; }

        /// <inheritdoc cref="Settings.Method"/>
        public Method Method { get; }

        /// <inheritdoc cref="Settings.RolloverEvery"/>
        public TimeSpan? RolloverEvery { get; }

        /// <inheritdoc cref="Settings.FreshFor"/>
        public TimeSpan FreshFor { get; }

        /// <inheritdoc cref="Settings.FreshTokensEvery"/>
        public TimeSpan FreshTokensEvery { get; }

        /// <inheritdoc cref="Settings.TokensEvery"/>
        public TimeSpan TokensEvery { get; }

        /// <inheritdoc cref="Settings.ComplaintsEvery"/>
        public TimeSpan ComplaintsEvery { get; }

        /// <inheritdoc cref="Settings.Burst"/>
        public int Burst { get; }

        /// <inheritdoc cref="Settings.SweepBatch"/>
        public int SweepBatch { get; }

        /// <inheritdoc cref="Settings.SweepEvery"/>
        public TimeSpan SweepEvery { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = OfSafety(settings)
                ?? (settings.RolloverEvery is { } every
                    ? ConfigError.Outside(nameof(RolloverEvery), every, Tick, 24 * 3650 * Hour)
                    : null)
                ?? ConfigError.Outside(
                    nameof(FreshFor), settings.FreshFor, TimeSpan.Zero, 24 * Hour)
                ?? ConfigError.Outside(
                    nameof(FreshTokensEvery), settings.FreshTokensEvery, Tick, Hour)
                ?? ConfigError.Outside(
                    nameof(TokensEvery), settings.TokensEvery, settings.FreshTokensEvery, Hour)
                ?? ConfigError.Outside(
                    nameof(ComplaintsEvery), settings.ComplaintsEvery, Tick, Hour)
                ?? ConfigError.Outside(nameof(Burst), settings.Burst, 1, 10_000)
                ?? ConfigError.Outside(nameof(SweepBatch), settings.SweepBatch, 1, 10_000)
                ?? ConfigError.Outside(nameof(SweepEvery), settings.SweepEvery, Tick, Hour);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>The address that a token holds; null: none.</summary>
        internal HostAddress? In(HostAddress taker) => Method switch
        {
            Method.BySpis => null,
            Method.ByAddress => taker,
        };

        // RFC 6290 §9.2: every member has to be able to tell whether an SA lives anywhere.
        private static bool IsSafe(Settings settings) => settings.Cluster switch
        {
            ClusterKind.OneActive => true,
            ClusterKind.LoadSharing => settings.SharesLiveSpis,
        };

        private static ConfigError? OfSafety(Settings settings) =>
            settings.Use != Use.Always || IsSafe(settings)
                ? null
                : new(
                    nameof(settings.SharesLiveSpis), "false",
                    $"true with {settings.Cluster} when {nameof(settings.Use)} is {settings.Use}",
                    $"share the live SPIs, or set {nameof(settings.Use)} to {Use.WhereSafe}");
    }
}
