using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Redirection;

/// <content>Its configuration.</content>
public static partial class RedirectedClient
{
    /// <summary>What follows a loop of redirects.</summary>
    public enum LoopAction
    {
        /// <summary>Nothing for the period, then the origin again, RFC 5685 §7.</summary>
        Wait,

        /// <summary>The origin at once, which is not told that redirects are understood.</summary>
        Origin,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>The gateway to begin with.</summary>
        public required GatewayName Origin { get; init; }

        /// <summary>The gateways to which it may be sent; empty: any that proves its identity.
        /// </summary>
        public Items<GatewayName> Allowed { get; init; }

        /// <summary>
        /// Whether a redirect in IKE_SA_INIT is followed: only a nonce speaks for it.
        /// </summary>
        public bool FollowsUnproven { get; init; } = true;

        /// <summary>MAX_REDIRECTS, RFC 5685 §7.</summary>
        public int RedirectsMax { get; init; } = 5;

        /// <summary>REDIRECT_LOOP_DETECT_PERIOD, RFC 5685 §7.</summary>
        public TimeSpan LoopPeriod { get; init; } = TimeSpan.FromSeconds(300);

        /// <summary>What follows a loop.</summary>
        public LoopAction OnLoop { get; init; } = LoopAction.Wait;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private readonly Items<GatewayName> _allowed;

        private Config(Settings settings)
        {
            Origin = settings.Origin;
            _allowed = settings.Allowed;
            FollowsUnproven = settings.FollowsUnproven;
            RedirectsMax = settings.RedirectsMax;
            LoopPeriod = settings.LoopPeriod;
            OnLoop = settings.OnLoop;
        }

        /// <inheritdoc cref="Settings.Origin"/>
        public GatewayName Origin { get; }

        /// <inheritdoc cref="Settings.FollowsUnproven"/>
        public bool FollowsUnproven { get; }

        /// <inheritdoc cref="Settings.RedirectsMax"/>
        public int RedirectsMax { get; }

        /// <inheritdoc cref="Settings.LoopPeriod"/>
        public TimeSpan LoopPeriod { get; }

        /// <inheritdoc cref="Settings.OnLoop"/>
        public LoopAction OnLoop { get; }

        /// <summary>Whether a gateway is one of those allowed.</summary>
        public bool MayGoTo(GatewayName to) =>
            _allowed.Count == 0 || to == Origin || _allowed.Span.Contains(to);

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found =
                (GatewayName.TryCreate(settings.Origin.Type, settings.Origin.Identity, out _)
                    ? (ConfigError?)null
                    : new ConfigError(
                        nameof(settings.Origin), settings.Origin.ToString(),
                        "an address or a domain name", "set Origin to one"))
                ?? ConfigError.Outside(
                    nameof(RedirectsMax), settings.RedirectsMax, 0, 100)
                ?? ConfigError.Outside(
                    nameof(LoopPeriod), settings.LoopPeriod, TimeSpan.FromTicks(1),
                    TimeSpan.FromDays(1));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }
}
