using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;

namespace Holdfast.StateMachines.Resumption;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class ResumingClient
{
    private static readonly Octets SomeTicket = Octets.FromHex("7469636b6574");

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>No ticket is kept longer, whatever its gateway says.</summary>
        public TimeSpan LifetimeMax { get; init; } = TimeSpan.FromHours(24);

        /// <summary>How long before its end a ticket is shown no more.</summary>
        public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(10);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            LifetimeMax = settings.LifetimeMax;
            Margin = settings.Margin;
        }

        /// <inheritdoc cref="Settings.LifetimeMax"/>
        public TimeSpan LifetimeMax { get; }

        /// <inheritdoc cref="Settings.Margin"/>
        public TimeSpan Margin { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(LifetimeMax), settings.LifetimeMax, TimeSpan.FromTicks(1),
                    TimeSpan.FromDays(30))
                ?? ConfigError.Outside(
                    nameof(Margin), settings.Margin, TimeSpan.Zero, settings.LifetimeMax);
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(ResumingClient))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            Alphabet = Letters(),
        };

    /// <summary>No IKE SA, and no ticket.</summary>
    public static State Initial(Config config, Instant now) => new State.Nothing();

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) =>
        Map(state, ticket => ticket with { ExpiresAt = ticket.ExpiresAt + by });

    /// <summary>With the origin as now: what is over is over now.</summary>
    public static State Normalize(Config config, State state) => Map(state, ticket => ticket with
    {
        ExpiresAt = Instant.Latest(ticket.ExpiresAt, Instant.Zero + config.Margin),
    });

    private static State Map(State state, Func<Ticket, Ticket> change) => state switch
    {
        State.Up { Ticket: { } ticket } up => up with { Ticket = change(ticket) },
        State.Lost lost => new State.Lost(change(lost.Ticket)),
        State.Up or State.Nothing or State.Establishing or State.Resuming => state,
    };

    private static Items<Letter<Config, State, Input>> Letters() =>
    [
        new("wanted", (_, _) => new Input.Wanted()),
        new("established", (_, _) => new Input.Established()),
        new("ticket", (config, _) =>
            new Input.Granted(SomeTicket, config.LifetimeMax, new KeyHandle(1))),
        new("newer ticket", (config, _) =>
            new Input.Granted(SomeTicket, config.LifetimeMax, new KeyHandle(2))),
        new("ticket promised", (_, _) => new Input.Promised()),
        new("no ticket", (_, _) => new Input.NoTicket()),
        new("failed", (_, _) => new Input.Failed()),
        new("deleted", (_, _) => new Input.Deleted()),
        new("rejected", (_, _) => new Input.Rejected()),
    ];
}
