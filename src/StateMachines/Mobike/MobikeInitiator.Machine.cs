using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Mobike;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class MobikeInitiator
{
    private static readonly Octets SomeCookie = Octets.FromHex("0011223344556677");
    private static readonly HostAddress Home = HostAddress.From([192, 0, 2, 1]);
    private static readonly HostAddress Away = HostAddress.From([198, 51, 100, 1]);
    private static readonly HostAddress Gateway = HostAddress.From([203, 0, 113, 1]);

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>
        /// How long a silent path may come back before another is tried: at least as long as the
        /// gateway's virtual address takes to move.
        /// </summary>
        public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

        /// <summary>How long a path is tried.</summary>
        public TimeSpan TryFor { get; init; } = TimeSpan.FromSeconds(5);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            Patience = settings.Patience;
            TryFor = settings.TryFor;
        }

        /// <inheritdoc cref="Settings.Patience"/>
        public TimeSpan Patience { get; }

        /// <inheritdoc cref="Settings.TryFor"/>
        public TimeSpan TryFor { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var tick = TimeSpan.FromTicks(1);
            var hour = TimeSpan.FromHours(1);
            var found = ConfigError.Outside(nameof(Patience), settings.Patience, tick, hour)
                ?? ConfigError.Outside(nameof(TryFor), settings.TryFor, tick, hour);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(MobikeInitiator))
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

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) => state switch
    {
        State.Doubting doubting => doubting with { Until = doubting.Until + by },
        State.Updating updating => updating with { Until = updating.Until + by },
        State.Off or State.Settled or State.Cut or State.Closed => state,
    };

    /// <summary>With the origin as now: what is over is over now.</summary>
    public static State Normalize(Config config, State state) => state switch
    {
        State.Doubting doubting => doubting with
        {
            Until = Instant.Latest(doubting.Until, Instant.Zero),
        },
        State.Updating updating => updating with
        {
            Until = Instant.Latest(updating.Until, Instant.Zero),
        },
        State.Off or State.Settled or State.Cut or State.Closed => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("agreed", (_, _) => new Input.Agreed(new(Home, Gateway), [Home], [])),
        new("at home", (_, _) => new Input.Locals([Home])),
        new("away", (_, _) => new Input.Locals([Away])),
        new("no address", (_, _) => new Input.Locals([])),
        new("peer's addresses", (_, _) => new Input.Remotes([])),
        new("silent", (_, _) => new Input.Silent()),
        new("heard", (_, _) => new Input.Heard()),
        new("sent", (_, _) => new Input.Sent(SomeCookie)),
        new("accepted", (_, _) => new Input.Answered(Verdict.Accepted, SomeCookie)),
        new("unacceptable", (_, _) => new Input.Answered(Verdict.Unacceptable, SomeCookie)),
        new("NAT detected", (_, _) => new Input.Answered(Verdict.NatDetected, SomeCookie)),
        new("other cookie", (_, _) => new Input.Answered(Verdict.Accepted, default)),
        new("asked", (_, _) => new Input.Probed(SomeCookie)),
    ];
}
