using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>Its configuration.</content>
public static partial class IkeInitiator
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>The suites that are offered, the preferred first.</summary>
        public Items<IkeSuite> Suites { get; init; } = HandshakeSuites.Default;

        /// <summary>Which algorithms may be used.</summary>
        public AlgorithmPolicy Policy { get; init; } = AlgorithmPolicy.Current;

        /// <summary>The hash algorithms that are said to be taken in signatures, RFC 7427 §4;
        /// none: as who does not know method 14.</summary>
        public Items<HashAlgorithm> Hashes { get; init; } = HandshakeSuites.Hashes;

        /// <summary>How long the first send waits for the answer.</summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(4);

        /// <summary>Each wait in percent of the one before; waits grow (§2.1).</summary>
        public int BackoffPercent { get; init; } = 180;

        /// <summary>No wait grows beyond it.</summary>
        public TimeSpan RetryMax { get; init; } = TimeSpan.FromSeconds(120);

        /// <summary>How often a request is sent in all, the first time included.</summary>
        public int SendsMax { get; init; } = 6;

        /// <summary>How often cookies and other methods may change the request.</summary>
        public int ChangesMax { get; init; } = 5;

        /// <summary>Whether fragments are taken, RFC 7383.</summary>
        public bool TakesFragments { get; init; } = true;

        /// <summary>Whether redirects are followed, RFC 5685.</summary>
        public bool FollowsRedirects { get; init; }

        /// <summary>How far conversations by EAP may go, RFC 7296 §2.16.</summary>
        public EapLimits Eap { get; init; } = new();
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
        private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

        private readonly int _backoffPercent;
        private readonly TimeSpan _retryMax;

        private Config(Settings settings)
        {
            Suites = settings.Suites;
            Hashes = settings.Hashes;
            RetryAfter = settings.RetryAfter;
            _backoffPercent = settings.BackoffPercent;
            _retryMax = settings.RetryMax;
            SendsMax = settings.SendsMax;
            ChangesMax = settings.ChangesMax;
            Eap = settings.Eap;
            Traits = GreetingTraits.NatDetection
                | (settings.TakesFragments ? GreetingTraits.Fragments : GreetingTraits.None)
                | (settings.FollowsRedirects
                    ? GreetingTraits.FollowsRedirects
                    : GreetingTraits.None)
                | HandshakeSuites.TraitsOf(settings.Suites);
        }

        /// <inheritdoc cref="Settings.Suites"/>
        public Items<IkeSuite> Suites { get; }

        /// <inheritdoc cref="Settings.RetryAfter"/>
        public TimeSpan RetryAfter { get; }

        /// <inheritdoc cref="Settings.SendsMax"/>
        public int SendsMax { get; }

        /// <inheritdoc cref="Settings.Eap"/>
        public EapLimits Eap { get; }

        /// <inheritdoc cref="Settings.ChangesMax"/>
        public int ChangesMax { get; }

        /// <summary>What we say of ourselves.</summary>
        public GreetingTraits Traits { get; }

        /// <inheritdoc cref="Settings.Hashes"/>
        public Items<HashAlgorithm> Hashes { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = HandshakeSuites.Check(settings.Suites, settings.Policy)
                ?? ConfigError.Outside("RetryAfter", settings.RetryAfter, Tick, Hour)
                ?? ConfigError.Outside("BackoffPercent", settings.BackoffPercent, 101, 1_000)
                ?? ConfigError.Outside(
                    "RetryMax", settings.RetryMax, settings.RetryAfter, Hour)
                ?? EapLimits.Check(settings.Eap)
                ?? ConfigError.Outside("SendsMax", settings.SendsMax, 1, 100)
                ?? ConfigError.Outside("ChangesMax", settings.ChangesMax, 0, 100);
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
                Math.Max(wait.Ticks + 1, wait.Ticks * _backoffPercent / 100));
            return longer < _retryMax ? longer : _retryMax;
        }
    }
}
