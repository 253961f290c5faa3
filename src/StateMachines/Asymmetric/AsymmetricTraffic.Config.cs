using System.Diagnostics.CodeAnalysis;

namespace Holdfast.StateMachines.Asymmetric;

/// <content>Its configuration.</content>
public static partial class AsymmetricTraffic
{
    /// <summary>What becomes of a packet of another member.</summary>
    public enum Policy
    {
        /// <summary>It is dropped.</summary>
        Drop,

        /// <summary>Its owner gets it.</summary>
        Forward,

        /// <summary>
        /// It is processed here where the SA is known, else its owner gets it. ESP and AH may then
        /// be accepted twice, once by each member: that is counted as exposure.
        /// </summary>
        Accept,
    }

    /// <summary>
    /// What becomes of an inner packet of another member's SA. It is never sealed here: a sequence
    /// number has one sender (RFC 6027 §3.4).
    /// </summary>
    public enum FlowPolicy
    {
        /// <summary>It is dropped.</summary>
        Drop,

        /// <summary>The owner of its SA gets it.</summary>
        Forward,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>What becomes of ESP and AH of an SA that another member owns.</summary>
        public Policy ForeignSa { get; init; } = Policy.Forward;

        /// <summary>What becomes of an inner packet whose flow another member has.</summary>
        public FlowPolicy ForeignFlow { get; init; } = FlowPolicy.Forward;

        /// <summary>
        /// Whether the link between members is protected: inner packets go over it in the clear
        /// else.
        /// </summary>
        public bool MemberLinkIsProtected { get; init; } = true;

        /// <summary>How often members hand a packet on at most.</summary>
        public int HopsMax { get; init; } = 1;

        /// <summary>Packets that may be handed on in a second, in an even flow.</summary>
        public int ForwardsPerSecond { get; init; } = 100_000;

        /// <summary>Packets that may be handed on at one instant.</summary>
        public int Burst { get; init; } = 1_000;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            ForeignSa = settings.ForeignSa;
            ForeignFlow = settings.ForeignFlow;
            HopsMax = settings.HopsMax;
            ForwardEvery = TimeSpan.FromSeconds(1) / settings.ForwardsPerSecond;
            Burst = settings.Burst;
        }

        /// <inheritdoc cref="Settings.ForeignSa"/>
        public Policy ForeignSa { get; }

        /// <inheritdoc cref="Settings.ForeignFlow"/>
        public FlowPolicy ForeignFlow { get; }

        /// <inheritdoc cref="Settings.HopsMax"/>
        public int HopsMax { get; }

        /// <summary>The time from one packet to the next in an even flow.</summary>
        public TimeSpan ForwardEvery { get; }

        /// <inheritdoc cref="Settings.Burst"/>
        public int Burst { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(nameof(HopsMax), settings.HopsMax, 1, 8)
                ?? ConfigError.Outside(
                    nameof(settings.ForwardsPerSecond), settings.ForwardsPerSecond, 1, 10_000_000)
                ?? ConfigError.Outside(nameof(Burst), settings.Burst, 1, 1_000_000)
                ?? OfFlows(settings);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }

        /// <summary>No leak between members either.</summary>
        private static ConfigError? OfFlows(Settings settings) =>
            settings.MemberLinkIsProtected || settings.ForeignFlow == FlowPolicy.Drop
                ? null
                : new(
                    nameof(ForeignFlow), $"{settings.ForeignFlow}",
                    "Drop while the link between members is not protected",
                    $"set {nameof(ForeignFlow)} to {nameof(FlowPolicy.Drop)}, or protect the link");
    }
}
