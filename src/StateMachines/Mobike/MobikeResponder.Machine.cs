using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Mobike;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class MobikeResponder
{
    private static readonly Octets SomeCookie = Octets.FromHex("0011223344556677");
    private static readonly HostAddress Client = HostAddress.From([192, 0, 2, 1]);
    private static readonly HostAddress Moved = HostAddress.From([198, 51, 100, 1]);

    /// <summary>When the peer is asked whether it is where it says, RFC 4555 §3.7.</summary>
    public enum RoutabilityCheck
    {
        /// <summary>Before CHILD SAs follow.</summary>
        Before,

        /// <summary>After they followed.</summary>
        After,

        /// <summary>Never: the peer is trusted not to flood others.</summary>
        Never,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>The addresses that move with the cluster, and are announced to peers.
        /// </summary>
        public required Items<HostAddress> Shared { get; init; }

        /// <summary>Whether peers may come to other addresses of this member.</summary>
        public bool AcceptsOwnAddresses { get; init; }

        /// <summary>When the peer is asked.</summary>
        public RoutabilityCheck Check { get; init; } = RoutabilityCheck.Before;
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private readonly Items<HostAddress> _shared;
        private readonly bool _acceptsOwn;

        private Config(Settings settings)
        {
            _shared = settings.Shared;
            _acceptsOwn = settings.AcceptsOwnAddresses;
            Check = settings.Check;
        }

        /// <inheritdoc cref="Settings.Check"/>
        public RoutabilityCheck Check { get; }

        /// <summary>The first of the addresses that move with the cluster.</summary>
        public HostAddress First => _shared[0];

        /// <summary>Whether a peer may use an address of ours.</summary>
        public bool MayUse(HostAddress address) => _acceptsOwn || _shared.Span.Contains(address);

        /// <summary>The addresses that move with the cluster, besides one.</summary>
        public Items<HostAddress> Besides(HostAddress address) =>
            [.. _shared.Where(shared => shared != address)];

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside("Shared.Count", settings.Shared.Count, 1, 64);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(MobikeResponder))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = state => state is State.Closed,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>Nothing is agreed on.</summary>
    public static State Initial(Config config, Instant now) => new State.Off();

    /// <summary>It holds no instant: the initiator waits.</summary>
    public static State Rebase(State state, TimeSpan by) => state;

    /// <summary>It knows no age.</summary>
    public static State Normalize(Config config, State state) => state;

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("agreed", (config, _) => new Input.Agreed(new(config.First, Client))),
        new("update", (config, _) => Updated(new(config.First, Moved), true, Nat.Allowed)),
        new("update back", (config, _) => Updated(new(config.First, Client), true, Nat.Absent)),
        new("update to our own", (_, _) => Updated(new(Moved, Client), true, Nat.Allowed)),
        new("update not allowed", (config, _) =>
            Updated(new(config.First, Moved), false, Nat.Allowed)),
        new("update through a NAT", (config, _) =>
            Updated(new(config.First, Moved), true, Nat.Detected)),
        new("probed", (_, _) => new Input.Probed(SomeCookie)),
        new("sent", (_, _) => new Input.Sent(SomeCookie)),
        new("answered", (_, _) => new Input.Answered(SomeCookie)),
        new("other cookie", (_, _) => new Input.Answered(default)),
        new("unanswered", (_, _) => new Input.Unanswered()),
        new("dropped", (_, _) => new Input.Dropped()),
        new("demoted", (_, _) => new Input.Demoted()),
        new("promoted", (config, _) => new Input.Promoted(new(config.First, Client))),
        new("promoted, not asked", (config, _) => new Input.Promoted(
            new(config.First, Moved), new(config.First, Client))),
    ];

    private static Input.Update Updated(Path path, bool isAllowed, Nat nat) =>
        new(path, isAllowed, nat, SomeCookie);
}
