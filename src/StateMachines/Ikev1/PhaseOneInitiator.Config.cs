using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Its configuration.</content>
public static partial class PhaseOneInitiator
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>The suites that are offered, the preferred first; of aggressive mode those of
        /// the first one's group.</summary>
        public Items<IsakmpSuite> Suites { get; init; } = IsakmpSuiteChoices.Default;

        /// <summary>Which algorithms may be used.</summary>
        public AlgorithmPolicy Policy { get; init; } = AlgorithmPolicy.Current;

        /// <summary>How long the SA may live.</summary>
        public SaLife Life { get; init; } = new(86_400);

        /// <summary>When messages are sent again.</summary>
        public IsakmpRetries Retries { get; init; } = new();

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
            Retries = settings.Retries;
            Traits = settings.Traits | IsakmpOffers.TraitsOf(settings.Suites);
        }

        /// <inheritdoc cref="Settings.Suites"/>
        public Items<IsakmpSuite> Suites { get; }

        /// <inheritdoc cref="Settings.Life"/>
        public SaLife Life { get; }

        /// <inheritdoc cref="Settings.Retries"/>
        public IsakmpRetries Retries { get; }

        /// <inheritdoc cref="Settings.Traits"/>
        public PhaseOneTraits Traits { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = IsakmpOffers.Check(settings.Suites, settings.Policy)
                ?? settings.Retries.Check();
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }
}
