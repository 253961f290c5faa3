using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Its configuration.</content>
public static partial class PhaseOneResponder
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>The suites that are taken, the preferred first.</summary>
        public Items<IsakmpSuite> Suites { get; init; } = IsakmpSuiteChoices.Default;

        /// <summary>Which algorithms may be used.</summary>
        public AlgorithmPolicy Policy { get; init; } = AlgorithmPolicy.Current;

        /// <summary>How long an SA may live at most.</summary>
        public SaLife Life { get; init; } = new(86_400);

        /// <summary>How long an SA may be half-open.</summary>
        public TimeSpan HalfOpenFor { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>When our message of aggressive mode is sent again.</summary>
        public IsakmpRetries Retries { get; init; } = new();

        /// <summary>Whether aggressive mode is taken: with a pre-shared key it lets strangers try
        /// keys at home, and tells them who we are; with signatures we sign for whoever asks.
        /// </summary>
        public bool TakesAggressive { get; init; }

        /// <summary>The authorities whose certificates are asked for where both sides sign, each
        /// as its name in DER, RFC 2408 §3.10; none: any.</summary>
        public Items<Octets> Authorities { get; init; }

        /// <summary>What we say of ourselves.</summary>
        public PhaseOneTraits Traits { get; init; } =
            PhaseOneTraits.NatTraversal | PhaseOneTraits.DeadPeerDetection;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            Suites = settings.Suites;
            Life = settings.Life;
            HalfOpenFor = settings.HalfOpenFor;
            Retries = settings.Retries;
            TakesAggressive = settings.TakesAggressive;
            Authorities = settings.Authorities;
            Traits = settings.Traits | IsakmpOffers.TraitsOf(settings.Suites);
        }

        /// <inheritdoc cref="Settings.Suites"/>
        public Items<IsakmpSuite> Suites { get; }

        /// <inheritdoc cref="Settings.Life"/>
        public SaLife Life { get; }

        /// <inheritdoc cref="Settings.HalfOpenFor"/>
        public TimeSpan HalfOpenFor { get; }

        /// <inheritdoc cref="Settings.Retries"/>
        public IsakmpRetries Retries { get; }

        /// <inheritdoc cref="Settings.TakesAggressive"/>
        public bool TakesAggressive { get; }

        /// <inheritdoc cref="Settings.Authorities"/>
        public Items<Octets> Authorities { get; }

        /// <inheritdoc cref="Settings.Traits"/>
        public PhaseOneTraits Traits { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = IsakmpOffers.Check(settings.Suites, settings.Policy)
                ?? ConfigError.Outside(
                    nameof(HalfOpenFor), settings.HalfOpenFor, TimeSpan.FromTicks(1),
                    TimeSpan.FromMinutes(10))
                ?? settings.Retries.Check()
                ?? ConfigError.Outside(
                    "Authorities.Count", settings.Authorities.Count, 0,
                    PhaseOneMessages.AuthoritiesMax);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }
}
