using Holdfast.StateMachines.Replication;
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
        public static readonly Reason Proven =
            new("RFC 5723 §9.3", "proven: other members have to know before it takes effect");
        public static readonly Reason Resumed =
            new("RFC 5723 §4.3", "all know: the former SA is dropped without a word");
        public static readonly Reason UsedMeanwhile =
            new("RFC 5723 §9.3", "somebody resumed with this ticket before");
        public static readonly Reason OtherPeer =
            new("RFC 5723 §5", "the identity is not that of the ticket");
        public static readonly Reason NoProof = new("Holdfast", "nobody waits for that");
        public static readonly Reason NotAgreed =
            new("Holdfast", "who does not know of it could take the ticket again");
        public static readonly Reason SpentElsewhere =
            new("Holdfast", "another member says that the ticket is spent");
        public static readonly Reason Revoked =
            new("Holdfast", "the SA was deleted on purpose: so are its tickets");
        public static readonly Reason Knows =
            new("Holdfast", "it is known which tickets are good no more, from a time on");
        public static readonly Reason Swept =
            new("RFC 5723 §6.2", "tickets whose lifetime is over are dropped");

        private static readonly Reason Unknown =
            new("RFC 5723 §4.3", "the ticket can't be read, or is not known");
        private static readonly Reason Expired =
            new("RFC 5723 §6.2", "the ticket's lifetime is over");
        private static readonly Reason WasSpent =
            new("RFC 5723 §9.3", "the ticket was used, or its SA deleted");
        private static readonly Reason Unsure =
            new("Holdfast", "it is not known here whether the ticket was used");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Unknown => Unknown,
            Refusal.Expired => Expired,
            Refusal.Spent => WasSpent,
            Refusal.Unsure => Unsure,
        };
    }

    private static Next Grant(
        Config config, State state, Instant now, Input.Requested requested)
    {
        var facts = new Facts(requested.Id, requested.Sa, requested.Peer, requested.Keys);
        if (state.Tickets.Count >= config.TicketsMax || state.Tickets.TryFind(facts.Id, out _)
            || IsSpent(state, now, facts))
        {
            return new(
                state, [new Output.Deny(), new Output.Forget(facts.Keys)], Why.TooMany);
        }

        // By value the ticket has the facts, and nothing is kept here.
        var grant = new Output.Grant(facts, config.Lifetime, config.Kind);
        return config.Kind switch
        {
            TicketKind.ByReference => new(
                Timed(config, now, state with
                {
                    Tickets = state.Tickets.With(new(facts, now + config.Lifetime)),
                }),
                [grant], Why.Granted),
            TicketKind.ByValue => new(
                state, [grant, new Output.Forget(facts.Keys)], Why.Granted),
        };
    }

    /// <summary>A ticket was shown, by somebody who has yet to prove that he has its keys.
    /// </summary>
    private static Next Judge(
        Config config, State state, Instant now, Facts facts, TimeSpan left) =>
        Doubt(config, state, now, facts, left) is { } refusal
            ? Refuse(state, refusal)
            : new(state, [new Output.Resume(facts, left)], Why.Good);

    /// <summary>Why a ticket is not taken; null: it is good.</summary>
    private static Refusal? Doubt(
        Config config, State state, Instant now, Facts facts, TimeSpan left)
    {
        if (left <= TimeSpan.Zero || left > config.Lifetime)
        {
            return Refusal.Expired;
        }

        if (IsSpent(state, now, facts))
        {
            return Refusal.Spent;
        }

        // One that is stored here was used nowhere else; of any other one the age is known. One of
        // the very instant may have been given before all was forgotten.
        return config.Kind switch
        {
            TicketKind.ByReference =>
                state.Tickets.TryFind(facts.Id, out _) ? null : Refusal.Unknown,
            TicketKind.ByValue =>
                state.Since is { } since && now - (config.Lifetime - left) > since
                    ? null
                    : Refusal.Unsure,
        };
    }

    private static Next Prove(
        Config config, State state, Instant now, Input.Proven proven)
    {
        var facts = proven.Facts;
        if (proven.Peer != facts.Peer)
        {
            return new(state, [new Output.DropNew(facts.Id)], Why.OtherPeer);
        }

        if (Doubt(config, state, now, facts, proven.Left) is not null
            || state.Proofs.Count >= config.TicketsMax)
        {
            return new(state, [new Output.DropNew(facts.Id)], Why.UsedMeanwhile);
        }

        var next = Spend(config, state, now, facts.Id, proven.Left);
        return new(
            next with
            {
                Proofs = next.Proofs.With(new(facts.Id, facts.Sa, now + proven.Left)),
            },
            [new Output.Share(facts.Id, proven.Left), new Output.Forget(facts.Keys)],
            Why.Proven);
    }

    private static Next Agree(State state, Instant now, ulong id) =>
        state.Proofs.TryFind(id, out var proof) && now < proof.ExpiresAt
            ? new(
                state with { Proofs = state.Proofs.Without(id) },
                [new Output.Accept(id), new Output.DropFormer(proof.Sa)],
                Why.Resumed)
            : Disagree(state, id, Why.NotAgreed);

    private static Next Disagree(State state, ulong id, Reason why) =>
        state.Proofs.TryFind(id, out _)
            ? new(
                state with { Proofs = state.Proofs.Without(id) }, [new Output.DropNew(id)], why)
            : new(state, default, Why.NoProof);

    /// <summary>Of two members that were shown one ticket none goes on that hears of the other
    /// one.</summary>
    private static Next SpendElsewhere(
        Config config, State state, Instant now, ulong id, TimeSpan left)
    {
        var ticket = state.Tickets.Find(id);
        var next = Disagree(
            Spend(config, state, now, id, left), id, Why.SpentElsewhere);
        return next with
        {
            Outputs = ticket is null ? next.Outputs : Forget(next.Outputs, ticket),
            Reason = Why.SpentElsewhere,
        };
    }

    /// <summary>The ticket is good no more, and that is remembered as long as it could be.
    /// </summary>
    private static State Spend(
        Config config, State state, Instant now, ulong id, TimeSpan left)
    {
        state = Room(config, state, now, isKnown: state.SpentOnes.TryFind(id, out _));
        return Timed(config, now, state with
        {
            Tickets = state.Tickets.Without(id),
            SpentOnes = Until(state.SpentOnes, id, now + Bounded(config, left)),
        });
    }

    private static Next Revoke(
        Config config, State state, Instant now, ulong sa, TimeSpan left, Output? told)
    {
        Outputs<Output> outputs = told is null ? [] : [told];
        state = Room(config, state, now, isKnown: state.EndedSas.TryFind(sa, out _));
        state = state with
        {
            EndedSas = Until(state.EndedSas, sa, now + Bounded(config, left)),
        };
        foreach (var ticket in state.Tickets)
        {
            if (ticket.Facts.Sa == sa)
            {
                state = state with { Tickets = state.Tickets.Without(ticket.Key) };
                outputs = Forget(outputs, ticket);
            }
        }

        foreach (var proof in state.Proofs)
        {
            if (proof.Sa == sa)
            {
                state = state with { Proofs = state.Proofs.Without(proof.Key) };
                outputs = outputs.Add(new Output.DropNew(proof.Id));
            }
        }

        return new(Timed(config, now, state), outputs, Why.Revoked);
    }

    /// <summary>
    /// Room for one more. Where there is none all is forgotten, and what was given until now is
    /// refused: a full exchange takes longer, and a ticket that is taken twice is two SAs.
    /// </summary>
    private static State Room(Config config, State state, Instant now, bool isKnown) =>
        isKnown || state.SpentOnes.Count + state.EndedSas.Count < config.TicketsMax
            ? state
            : state with
            {
                SpentOnes = default,
                EndedSas = default,
                Since = state.Since is null ? null : now,
                ForgotAt = now,
            };

    /// <summary>What was forgotten here while it was told is not known, whatever others remember.
    /// </summary>
    private static Next Know(State state, Instant from)
    {
        var known = state.ForgotAt is { } forgot ? Instant.Latest(from, forgot) : from;
        return new(
            state with { Since = Instant.Earliest(state.Since, known) }, default, Why.Knows);
    }

    private static Next Sweep(Config config, State state, Instant now)
    {
        if (state.SweepAt is not { } at || now < at)
        {
            return new(state, default, Why.NothingIsDue);
        }

        Outputs<Output> outputs = default;
        var (tickets, proofs) = (state.Tickets, state.Proofs);
        foreach (var ticket in state.Tickets)
        {
            if (ticket.ExpiresAt <= now)
            {
                tickets = tickets.Without(ticket.Key);
                outputs = Forget(outputs, ticket);
            }
        }

        foreach (var proof in state.Proofs)
        {
            if (proof.ExpiresAt <= now)
            {
                proofs = proofs.Without(proof.Key);
                outputs = outputs.Add(new Output.DropNew(proof.Id));
            }
        }

        var swept = state with
        {
            Tickets = tickets,
            SpentOnes = Swept(state.SpentOnes, now),
            EndedSas = Swept(state.EndedSas, now),
            Proofs = proofs,
            SweepAt = null,
        };
        return new(Timed(config, now, swept), outputs, Why.Swept);
    }

    private static Table<Spent> Swept(Table<Spent> ones, Instant now)
    {
        var left = ones;
        foreach (var one in ones)
        {
            left = one.ExpiresAt <= now ? left.Without(one.Key) : left;
        }

        return left;
    }

    private static Table<Spent> Until(Table<Spent> ones, ulong id, Instant until) => ones.With(new(
        id, ones.TryFind(id, out var before) ? Instant.Latest(until, before.ExpiresAt) : until));

    private static State Timed(Config config, Instant now, State state) =>
        state with
        {
            SweepAt = state.Tickets.Count + state.SpentOnes.Count + state.EndedSas.Count
                + state.Proofs.Count == 0
                    ? null
                    : state.SweepAt ?? now + config.SweepEvery,
        };

    private static bool IsUsed(State state, Instant now, ulong id) =>
        state.Proofs.TryFind(id, out _)
        || (state.SpentOnes.TryFind(id, out var spent) && spent.ExpiresAt > now);

    private static bool IsSpent(State state, Instant now, Facts facts) =>
        IsUsed(state, now, facts.Id)
        || (state.EndedSas.TryFind(facts.Sa, out var ended) && ended.ExpiresAt > now);

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
