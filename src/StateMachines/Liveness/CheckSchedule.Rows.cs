using System.Diagnostics.CodeAnalysis;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Liveness;

/// <content>Its budget, and the rows of its tables.</content>
public sealed partial record CheckSchedule
{
    private enum Stage
    {
        /// <summary>It waits, and its peer has no claim left.</summary>
        Held,

        /// <summary>It waits for its turn.</summary>
        Ready,

        /// <summary>It is checked.</summary>
        Running,
    }

    /// <summary>Where an SA is.</summary>
    private sealed record Place(ulong Sa, ulong Peer, ulong Turn, Stage Stage) : IRow
    {
        public UInt128 Key => Sa;

        public StateDigest Digest =>
            StateDigest.Of(Sa).With(Peer).With(Turn).With((ulong)Stage);
    }

    /// <summary>Who comes at which turn.</summary>
    private sealed record Turn(UInt128 Key, ulong Sa) : IRow
    {
        public StateDigest Digest =>
            StateDigest.Of((ulong)(Key >> 64)).With((ulong)Key).With(Sa);
    }

    /// <summary>How many SAs of a peer are ready or checked.</summary>
    private sealed record PeerLoad(ulong Peer, int Claims) : IRow
    {
        public UInt128 Key => Peer;

        public StateDigest Digest => StateDigest.Of(Peer).With((ulong)Claims);
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>Checks that may begin in a second, over all peers.</summary>
        public int ChecksPerSecond { get; init; } = 100;

        /// <summary>Checks that may begin at one instant.</summary>
        public int Burst { get; init; } = 20;

        /// <summary>Checks that may be unanswered at a time, over all peers.</summary>
        public int AtOnceMax { get; init; } = 1_000;

        /// <summary>Checks that may be ready or unanswered at a time, of one peer.</summary>
        public int PerPeerMax { get; init; } = 4;

        /// <summary>Checks that hints may cause in a second, RFC 7296 §2.4.</summary>
        public int HintsPerSecond { get; init; } = 10;

        /// <summary>Checks that hints may cause at one instant.</summary>
        public int HintBurst { get; init; } = 10;
    }

    /// <summary>A budget that was checked.</summary>
    public sealed record Config
    {
        private const int Many = 1_000_000;

        private Config(Settings settings)
        {
            CheckEvery = TimeSpan.FromSeconds(1) / settings.ChecksPerSecond;
            Burst = settings.Burst;
            AtOnceMax = settings.AtOnceMax;
            PerPeerMax = settings.PerPeerMax;
            HintEvery = TimeSpan.FromSeconds(1) / settings.HintsPerSecond;
            HintBurst = settings.HintBurst;
        }

        /// <summary>The time from one check to the next in an even flow.</summary>
        public TimeSpan CheckEvery { get; }

        /// <inheritdoc cref="Settings.Burst"/>
        public int Burst { get; }

        /// <inheritdoc cref="Settings.AtOnceMax"/>
        public int AtOnceMax { get; }

        /// <inheritdoc cref="Settings.PerPeerMax"/>
        public int PerPeerMax { get; }

        /// <summary>The time from one heeded hint to the next in an even flow.</summary>
        public TimeSpan HintEvery { get; }

        /// <inheritdoc cref="Settings.HintBurst"/>
        public int HintBurst { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = Outside(nameof(settings.ChecksPerSecond), settings.ChecksPerSecond)
                ?? Outside(nameof(settings.Burst), settings.Burst)
                ?? Outside(nameof(settings.AtOnceMax), settings.AtOnceMax)
                ?? Outside(nameof(settings.PerPeerMax), settings.PerPeerMax)
                ?? Outside(nameof(settings.HintsPerSecond), settings.HintsPerSecond)
                ?? Outside(nameof(settings.HintBurst), settings.HintBurst);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        private static ConfigError? Outside(string name, int given) =>
            ConfigError.Outside(name, given, 1, Many);
    }
}
