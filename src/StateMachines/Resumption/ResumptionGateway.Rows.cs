using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Resumption.ResumptionGateway.State,
    Holdfast.StateMachines.Resumption.ResumptionGateway.Output>;

namespace Holdfast.StateMachines.Resumption;

/// <content>What becomes of each input.</content>
public static partial class ResumptionGateway
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason Granted = new("RFC 5723 §4.1", "a ticket is given");
        public static readonly Reason TooMany =
            new("RFC 5723 §4.1", "too many tickets are out: none is given");
        public static readonly Reason Good =
            new("RFC 5723 §4.3", "the ticket is good; it is not used up before the proof");
        public static readonly Reason Resumed =
            new("RFC 5723 §4.3", "proven: the former SA is dropped without a word");
        public static readonly Reason UsedMeanwhile =
            new("RFC 5723 §9.3", "somebody resumed with this ticket before");
        public static readonly Reason OtherPeer =
            new("RFC 5723 §5", "the identity is not that of the ticket");
        public static readonly Reason SpentElsewhere =
            new("Holdfast", "another member says that the ticket is spent");
        public static readonly Reason Revoked =
            new("Holdfast", "the SA was deleted on purpose: so are its tickets");
        public static readonly Reason NoTicket = new("Holdfast", "no ticket of this SA is out");
        public static readonly Reason Swept =
            new("RFC 5723 §6.2", "tickets whose lifetime is over are dropped");

        private static readonly Reason Unknown =
            new("RFC 5723 §4.3", "the ticket can't be read, or is not known");
        private static readonly Reason Expired =
            new("RFC 5723 §6.2", "the ticket's lifetime is over");
        private static readonly Reason WasSpent =
            new("RFC 5723 §9.3", "the ticket was used, or its SA deleted");
        private static readonly Reason Full =
            new("Holdfast", "too many are remembered to know that this one was not used");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Unknown => Unknown,
            Refusal.Expired => Expired,
            Refusal.Spent => WasSpent,
            Refusal.Full => Full,
        };
    }

    private static Next Grant(
        Config config, State state, Instant now, Input.Requested requested)
    {
        var facts = new Facts(requested.Id, requested.Sa, requested.Peer, requested.Keys);
        if (Held(state) >= config.TicketsMax || state.Tickets.TryFind(facts.Id, out _)
            || IsSpent(state, now, facts.Id))
        {
            return new(
                state, [new Output.Deny(), new Output.Forget(facts.Keys)], Why.TooMany);
        }

        // By value the ticket has the keys; what is kept here only serves to revoke it.
        var (kept, outputs) = config.Kind switch
        {
            TicketKind.ByReference =>
                (facts, (Outputs<Output>)[new Output.Grant(facts, config.Lifetime, config.Kind)]),
            TicketKind.ByValue => (facts with { Keys = KeyHandle.None },
                [
                    new Output.Grant(facts, config.Lifetime, config.Kind),
                    new Output.Forget(facts.Keys),
                ]),
        };
        return new(
            Timed(config, now, state with
            {
                Tickets = state.Tickets.With(new(kept, now + config.Lifetime)),
            }),
            outputs,
            Why.Granted);
    }

    /// <summary>A ticket was shown, by somebody who has yet to prove that he has its keys.
    /// </summary>
    private static Next Judge(
        Config config, State state, Instant now, Facts facts, TimeSpan left) =>
        left <= TimeSpan.Zero || left > config.Lifetime ? Refuse(state, Refusal.Expired)
        : IsSpent(state, now, facts.Id) ? Refuse(state, Refusal.Spent)
        : Held(state) >= config.TicketsMax && !state.Tickets.TryFind(facts.Id, out _)
            ? Refuse(state, Refusal.Full)
        : new(state, [new Output.Resume(facts, left)], Why.Good);

    private static Next Prove(
        Config config, State state, Instant now, Input.Proven proven)
    {
        var facts = proven.Facts;
        if (proven.Peer != facts.Peer)
        {
            return new(state, [new Output.DropNew()], Why.OtherPeer);
        }

        if (IsSpent(state, now, facts.Id))
        {
            return new(state, [new Output.DropNew()], Why.UsedMeanwhile);
        }

        var next = Spend(config, state, now, facts.Id, proven.Left, Why.Resumed);
        return next with
        {
            Outputs =
            [
                new Output.DropFormer(facts.Sa),
                new Output.Share(facts.Id, Bounded(config, proven.Left)),
                new Output.Forget(facts.Keys),
            ],
        };
    }

    /// <summary>The ticket is good no more, and that is remembered as long as it could be.
    /// </summary>
    private static Next Spend(
        Config config, State state, Instant now, ulong id, TimeSpan left, Reason why)
    {
        var ticket = state.Tickets.Find(id);
        var until = Instant.Latest(
            now + Bounded(config, left), ticket?.ExpiresAt ?? now);
        if (state.SpentOnes.TryFind(id, out var spent))
        {
            until = Instant.Latest(until, spent.ExpiresAt);
        }

        return new(
            Timed(config, now, state with
            {
                Tickets = state.Tickets.Without(id),
                SpentOnes = state.SpentOnes.With(new(id, until)),
            }),
            ticket is null ? default : Forget(default, ticket),
            why);
    }

    private static Next Revoke(Config config, State state, Instant now, ulong sa)
    {
        Outputs<Output> outputs = default;
        foreach (var ticket in state.Tickets)
        {
            if (ticket.Facts.Sa != sa)
            {
                continue;
            }

            var left = ticket.ExpiresAt - now;
            state = Spend(config, state, now, ticket.Facts.Id, left, Why.Revoked).State;
            outputs = Forget(
                outputs.Add(new Output.Share(ticket.Facts.Id, Bounded(config, left))), ticket);
        }

        return new(state, outputs, outputs.IsEmpty ? Why.NoTicket : Why.Revoked);
    }

    private static Next Sweep(Config config, State state, Instant now)
    {
        if (state.SweepAt is not { } at || now < at)
        {
            return new(state, default, Why.NothingIsDue);
        }

        Outputs<Output> outputs = default;
        var (tickets, spentOnes) = (state.Tickets, state.SpentOnes);
        foreach (var ticket in state.Tickets)
        {
            if (ticket.ExpiresAt <= now)
            {
                tickets = tickets.Without(ticket.Key);
                outputs = Forget(outputs, ticket);
            }
        }

        foreach (var spent in state.SpentOnes)
        {
            spentOnes = spent.ExpiresAt <= now ? spentOnes.Without(spent.Key) : spentOnes;
        }

        return new(
            Timed(config, now, new(tickets, spentOnes, null)), outputs, Why.Swept);
    }

    private static State Timed(Config config, Instant now, State state) =>
        state with
        {
            SweepAt = Held(state) == 0 ? null : state.SweepAt ?? now + config.SweepEvery,
        };

    private static bool IsSpent(State state, Instant now, ulong id) =>
        state.SpentOnes.TryFind(id, out var spent) && spent.ExpiresAt > now;

    private static int Held(State state) => state.Tickets.Count + state.SpentOnes.Count;

    private static TimeSpan Bounded(Config config, TimeSpan left) =>
        left < TimeSpan.Zero ? TimeSpan.Zero
        : left < config.Lifetime ? left
        : config.Lifetime;

    private static Outputs<Output> Forget(Outputs<Output> outputs, Ticket ticket) =>
        ticket.Facts.Keys.IsSome
            ? outputs.Add(new Output.Forget(ticket.Facts.Keys))
            : outputs;

    private static Next Refuse(State state, Refusal why) =>
        new(state, [new Output.Refuse(why)], Why.Of(why));
}
