using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.StateMachines.Ike;

/// <content>Its configuration.</content>
public static partial class IkeExchanges
{
    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>The suites with which an IKE SA is rekeyed, the preferred first.</summary>
        public Items<IkeSuite> Suites { get; init; } = HandshakeSuites.Default;

        /// <summary>Which algorithms may be used.</summary>
        public AlgorithmPolicy Policy { get; init; } = AlgorithmPolicy.Current;

        /// <summary>How many CHILD SAs an IKE SA may have.</summary>
        public int ChildrenMax { get; init; } = 64;

        /// <summary>How many wishes may wait.</summary>
        public int WaitingMax { get; init; } = 256;

        /// <summary>How many requests of the peer may wait: as many as our window takes.</summary>
        public int HeldMax { get; init; } = 16;

        /// <summary>How long a wish waits for which the peer has no time, RFC 7296 §2.25.
        /// </summary>
        public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

        /// <summary>How often it is tried again before the IKE SA is deleted.</summary>
        public int RetriesMax { get; init; } = 18;

        /// <summary>How long a replaced IKE SA waits for the peer's Delete.</summary>
        public TimeSpan LingerFor { get; init; } = TimeSpan.FromMinutes(5);

        /// <summary>How many exchanges of the peer may wait for its IKE_FOLLOWUP_KE.</summary>
        public int PendingMax { get; init; } = 4;

        /// <summary>How long one waits for the next, RFC 9370 §2.2.4: 5 to 20 s are enough in most
        /// cases.</summary>
        public TimeSpan PendingFor { get; init; } = TimeSpan.FromSeconds(20);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            Suites = settings.Suites;
            ChildrenMax = settings.ChildrenMax;
            WaitingMax = settings.WaitingMax;
            HeldMax = settings.HeldMax;
            RetryAfter = settings.RetryAfter;
            RetriesMax = settings.RetriesMax;
            LingerFor = settings.LingerFor;
            PendingMax = settings.PendingMax;
            PendingFor = settings.PendingFor;
        }

        /// <inheritdoc cref="Settings.Suites"/>
        public Items<IkeSuite> Suites { get; }

        /// <inheritdoc cref="Settings.ChildrenMax"/>
        public int ChildrenMax { get; }

        /// <inheritdoc cref="Settings.WaitingMax"/>
        public int WaitingMax { get; }

        /// <inheritdoc cref="Settings.HeldMax"/>
        public int HeldMax { get; }

        /// <inheritdoc cref="Settings.RetryAfter"/>
        public TimeSpan RetryAfter { get; }

        /// <inheritdoc cref="Settings.RetriesMax"/>
        public int RetriesMax { get; }

        /// <inheritdoc cref="Settings.LingerFor"/>
        public TimeSpan LingerFor { get; }

        /// <inheritdoc cref="Settings.PendingMax"/>
        public int PendingMax { get; }

        /// <inheritdoc cref="Settings.PendingFor"/>
        public TimeSpan PendingFor { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = HandshakeSuites.Check(settings.Suites, settings.Policy)
                ?? ConfigError.Outside(nameof(ChildrenMax), settings.ChildrenMax, 1, 65_536)
                ?? ConfigError.Outside(nameof(WaitingMax), settings.WaitingMax, 1, 65_536)
                ?? ConfigError.Outside(nameof(HeldMax), settings.HeldMax, 1, 255)
                ?? ConfigError.Outside(
                    nameof(RetryAfter), settings.RetryAfter, TimeSpan.FromTicks(1),
                    TimeSpan.FromMinutes(10))
                ?? ConfigError.Outside(nameof(RetriesMax), settings.RetriesMax, 0, 1_000)
                ?? ConfigError.Outside(
                    nameof(LingerFor), settings.LingerFor, TimeSpan.FromTicks(1),
                    TimeSpan.FromHours(1))
                ?? ConfigError.Outside(nameof(PendingMax), settings.PendingMax, 1, 255)
                ?? ConfigError.Outside(
                    nameof(PendingFor), settings.PendingFor, TimeSpan.FromTicks(1),
                    TimeSpan.FromMinutes(10));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }
}
