using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Resumption;

/// <content>Its configuration, and the machine as a value.</content>
public static partial class ResumptionGateway
{
    /// <summary>What the octets of a ticket are, RFC 5723 §6.</summary>
    public enum TicketKind
    {
        /// <summary>The facts, sealed by keys that all members share: any member can resume.
        /// </summary>
        ByValue,

        /// <summary>An id; the facts are stored here.</summary>
        ByReference,
    }

    /// <summary>What people set; <see cref="Config.TryCreate"/> checks it.</summary>
    public sealed record Settings
    {
        /// <summary>What tickets are.</summary>
        public TicketKind Kind { get; init; } = TicketKind.ByValue;

        /// <summary>How long a ticket is good, RFC 5723 §6.2: in whole seconds.</summary>
        public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(8);

        /// <summary>How many tickets are stored by reference, how many are remembered as good no
        /// more, and how many wait for other members.</summary>
        public int TicketsMax { get; init; } = 100_000;

        /// <summary>How often those whose lifetime is over are dropped.</summary>
        public TimeSpan SweepEvery { get; init; } = TimeSpan.FromMinutes(10);
    }

    /// <summary>A configuration that was checked.</summary>
    public sealed record Config
    {
        private Config(Settings settings)
        {
            Kind = settings.Kind;
            Lifetime = settings.Lifetime;
            TicketsMax = settings.TicketsMax;
            SweepEvery = settings.SweepEvery;
        }

        /// <inheritdoc cref="Settings.Kind"/>
        public TicketKind Kind { get; }

        /// <inheritdoc cref="Settings.Lifetime"/>
        public TimeSpan Lifetime { get; }

        /// <inheritdoc cref="Settings.TicketsMax"/>
        public int TicketsMax { get; }

        /// <inheritdoc cref="Settings.SweepEvery"/>
        public TimeSpan SweepEvery { get; }

        /// <summary>Checks settings; an error says which one to change, and to what.</summary>
        public static bool TryCreate(
            Settings settings, [NotNullWhen(true)] out Config? config, out ConfigError error)
        {
            var found = ConfigError.Outside(
                    nameof(Lifetime), settings.Lifetime, TimeSpan.FromSeconds(1),
                    TimeSpan.FromDays(30))
                ?? ConfigError.Outside(
                    nameof(TicketsMax), settings.TicketsMax, 1, 10_000_000)
                ?? ConfigError.Outside(
                    nameof(SweepEvery), settings.SweepEvery, TimeSpan.FromTicks(1),
                    TimeSpan.FromDays(1));
            error = found ?? default;
            config = found is null ? new Config(settings) : null;
            return found is null;
        }
    }

    /// <summary>The machine as a value.</summary>
    public static Machine<Config, State, Input, Output> Machine { get; } =
        new(nameof(ResumptionGateway))
        {
            Initial = Initial,
            Step = Step,
            Deadline = Deadline,
            Rebase = Rebase,
            Normalize = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            PhaseOf = state => state.Proofs.Count > 0 ? "Proven"
                : state.Tickets.Count > 0 ? "Out"
                : state.SpentOnes.Count + state.EndedSas.Count > 0 ? "Spent"
                : "Empty",
            Alphabet = Letters(),
        };

    /// <summary>No ticket is out, and it is not known which ones are good no more.</summary>
    public static State Initial(Config config, Instant now) =>
        new(default, default, default, default, null, null, null);

    /// <summary>Shifts every instant.</summary>
    public static State Rebase(State state, TimeSpan by) =>
        Map(
            state with
            {
                SweepAt = state.SweepAt + by,
                Since = state.Since + by,
                ForgotAt = state.ForgotAt + by,
            },
            at => at + by);

    /// <summary>With the origin as now: what is over is over now, and no ticket is older than its
    /// lifetime.</summary>
    public static State Normalize(Config config, State state) =>
        Map(
            state with
            {
                SweepAt = state.SweepAt is { } at ? Instant.Latest(at, Instant.Zero) : null,
                Since = state.Since is { } since
                    ? Instant.Latest(since, Instant.Zero - config.Lifetime)
                    : null,
                ForgotAt = state.ForgotAt > Instant.Zero - config.Lifetime
                    ? state.ForgotAt
                    : null,
            },
            at => Instant.Latest(at, Instant.Zero));

    private static State Map(State state, Func<Instant, Instant> change)
    {
        var (tickets, proofs) = (default(Table<Ticket>), default(Table<Proof>));
        foreach (var ticket in state.Tickets)
        {
            tickets = tickets.With(ticket with { ExpiresAt = change(ticket.ExpiresAt) });
        }

        foreach (var proof in state.Proofs)
        {
            proofs = proofs.With(proof with { ExpiresAt = change(proof.ExpiresAt) });
        }

        return state with
        {
            Tickets = tickets,
            SpentOnes = Map(state.SpentOnes, change),
            EndedSas = Map(state.EndedSas, change),
            Proofs = proofs,
        };
    }

    private static Table<Spent> Map(Table<Spent> ones, Func<Instant, Instant> change)
    {
        var changed = default(Table<Spent>);
        foreach (var one in ones)
        {
            changed = changed.With(one with { ExpiresAt = change(one.ExpiresAt) });
        }

        return changed;
    }

    private static Items<Letter<Config, State, Input>> Letters()
    {
        var facts = new Facts(1, 7, 9, new KeyHandle(3));
        return
        [
            new("ticket requested", (_, _) =>
                new Input.Requested(facts.Id, facts.Sa, facts.Peer, facts.Keys)),
            new("shown by value", (config, _) => new Input.ShownValue(facts, config.Lifetime)),
            new("shown too late", (_, _) => new Input.ShownValue(facts, TimeSpan.Zero)),
            new("shown by reference", (_, _) => new Input.ShownReference(facts.Id)),
            new("unreadable", (_, _) => new Input.ShownUnreadable()),
            new("proven", (config, _) => new Input.Proven(facts, config.Lifetime, facts.Peer)),
            new("proven by another", (config, _) =>
                new Input.Proven(facts, config.Lifetime, facts.Peer + 1)),
            new("all others know", (_, _) => new Input.Agreed(facts.Id)),
            new("not all know", (_, _) => new Input.NotAgreed(facts.Id)),
            new("spent elsewhere", (config, _) =>
                new Input.SpentElsewhere(facts.Id, config.Lifetime)),
            new("SA deleted", (_, _) => new Input.SaDeleted(facts.Sa)),
            new("SA deleted elsewhere", (config, _) =>
                new Input.SaDeletedElsewhere(facts.Sa, config.Lifetime)),
            new("all is known", (config, _) => new Input.Knows(config.Lifetime)),
            new("known from now on", (_, _) => new Input.Knows(TimeSpan.Zero)),
        ];
    }
}
