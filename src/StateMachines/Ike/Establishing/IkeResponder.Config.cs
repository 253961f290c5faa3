using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <content>Its configuration.</content>
public static partial class IkeResponder
{
    // SHA-1; more of them than that do not fit a datagram with all else.
    private const int HashLength = 20;
    private const int AuthoritiesMax = 32;

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>The suites that are taken, the preferred first.</summary>
        public Items<IkeSuite> Suites { get; init; } = HandshakeSuites.Default;

        /// <summary>Which algorithms may be used.</summary>
        public AlgorithmPolicy Policy { get; init; } = AlgorithmPolicy.Current;

        /// <summary>The hash algorithms that are said to be taken in signatures, RFC 7427 §4;
        /// none: as who does not know method 14.</summary>
        public Items<HashAlgorithm> Hashes { get; init; } = HandshakeSuites.Hashes;

        /// <summary>The authorities whose certificates are asked for in CERTREQ, as SHA-1 of
        /// their keys, RFC 7296 §3.7: those of all peers.</summary>
        public Items<Octets> Authorities { get; init; }

        /// <summary>How long an SA may be half-open.</summary>
        public TimeSpan HalfOpenFor { get; init; } = TimeSpan.FromSeconds(30);

        /// <summary>Whether fragments are taken, RFC 7383.</summary>
        public bool TakesFragments { get; init; } = true;

        /// <summary>Whether an IKE SA may be without a CHILD SA, RFC 6023.</summary>
        public bool IsChildlessTaken { get; init; }

        /// <summary>How far conversations by EAP may go, RFC 7296 §2.16; null: EAP is not spoken.
        /// </summary>
        public EapLimits? Eap { get; init; }
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private readonly Items<IkeSuite> _plain;

        private Config(Settings settings)
        {
            Suites = settings.Suites;
            Hashes = settings.Hashes;
            Authorities = settings.Authorities;
            HalfOpenFor = settings.HalfOpenFor;
            Eap = settings.Eap;
            Traits = GreetingTraits.NatDetection
                | (settings.TakesFragments ? GreetingTraits.Fragments : GreetingTraits.None)
                | (settings.IsChildlessTaken ? GreetingTraits.Childless : GreetingTraits.None)
                | (settings.Eap is null ? GreetingTraits.None : GreetingTraits.MultipleAuth)
                | HandshakeSuites.TraitsOf(settings.Suites);
            _plain = [.. Suites.Where(suite => suite.Additional.Count == 0)];
        }

        /// <inheritdoc cref="Settings.Suites"/>
        public Items<IkeSuite> Suites { get; }

        /// <inheritdoc cref="Settings.Authorities"/>
        public Items<Octets> Authorities { get; }

        /// <inheritdoc cref="Settings.HalfOpenFor"/>
        public TimeSpan HalfOpenFor { get; }

        /// <inheritdoc cref="Settings.Eap"/>
        public EapLimits? Eap { get; }

        /// <summary>What we say of ourselves.</summary>
        public GreetingTraits Traits { get; }

        /// <inheritdoc cref="Settings.Hashes"/>
        public Items<HashAlgorithm> Hashes { get; }

        /// <summary>The suites for an initiator: additional key exchanges are only for who takes
        /// IKE_INTERMEDIATE, RFC 9370 §2.2.1.</summary>
        internal Items<IkeSuite> SuitesFor(GreetingTraits theirs) =>
            theirs.HasFlag(GreetingTraits.Intermediate) ? Suites : _plain;

        /// <summary>What we say of ourselves to an initiator: of IKE_INTERMEDIATE only to who has
        /// said it, RFC 9242 §3.1.</summary>
        internal GreetingTraits TraitsFor(GreetingTraits agreed) =>
            (Traits & ~GreetingTraits.Intermediate) | (agreed & GreetingTraits.Intermediate);

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = HandshakeSuites.Check(settings.Suites, settings.Policy)
                ?? ConfigError.Outside(
                    nameof(HalfOpenFor), settings.HalfOpenFor, TimeSpan.FromTicks(1),
                    TimeSpan.FromMinutes(10))
                ?? EapLimits.Check(settings.Eap)
                ?? CheckAuthorities(settings.Authorities);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        private static ConfigError? CheckAuthorities(Items<Octets> authorities) =>
            ConfigError.Outside("Authorities.Count", authorities.Count, 0, AuthoritiesMax)
                ?? authorities
                    .Select((hash, at) => ConfigError.Outside(
                        $"Authorities[{at}].Length", hash.Length, HashLength, HashLength))
                    .FirstOrDefault(error => error is not null);
    }
}
