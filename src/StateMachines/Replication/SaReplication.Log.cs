using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <content>The log of the active member: what becomes a fact, and when it takes effect.</content>
public static partial class SaReplication
{
    /// <summary>Whether changes can be a fact, and if not, why.</summary>
    public static Refusal Decide(State state, Items<Change> changes)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Role is not Role.Active active ? Refusal.NotActive
            : changes.Any(change => change is Change.Leased leased
                && ActionOf(active, leased.Inbound).HasFlag(ChildTakeover.SendNothing))
            ? Refusal.NumberOutOfRange
            : changes.Any(change => change is Change.FloorLowered lowered
                && IsRising(active, state.Replica, lowered.Inbound))
            ? Refusal.Busy
            : Evolution.Decide(
                state.Replica.Sas, changes, new(active.Reign, state.Replica.Index + 1));
    }

    private static ChildTakeover ActionOf(Role.Active active, Spi child) =>
        active.Uses.Find(child.Value)?.Action ?? ChildTakeover.Resume;

    // A higher floor that has not taken effect would do so behind the lower one.
    private static bool IsRising(Role.Active active, Replica replica, Spi child)
    {
        var skip = replica.Tail.Count - (int)(replica.Index - active.Committed);
        return replica.Tail.From(skip).SelectMany(entry => entry.Changes)
            .Concat(active.Proposals.SelectMany(proposal => proposal.Changes))
            .Any(change => change switch
            {
                Change.FloorRaised raised => raised.Inbound == child,
                Change.ChildUp up => up.Sa.Inbound == child && up.Sa.Floor > 0,
                _ => false,
            });
    }

    /// <summary>Folds a fact, on every member alike.</summary>
    public static SaState Evolve(SaState state, Entry fact) => Evolution.Evolve(state, fact);

    private static Next<State, Output> OnPropose(
        Config config, Turn turn, Role.Active active, Input.Propose propose)
    {
        var open = turn.State.Replica.Index - active.Committed + (ulong)active.Proposals.Count;
        if (open >= (ulong)config.Settings.OpenMax)
        {
            return turn.Add(new Output.Refused(propose.Ticket, Refusal.Busy)).Because(Why.Busy);
        }

        if (propose.Message is null && active.Proposals.Count == 0)
        {
            var wasSolo = active.IsSolo;
            turn = turn.Decided(config, ref active, new(propose.Ticket, propose.Changes, true));
            return Settle(config, turn, active, wasSolo).Because(Why.Decided);
        }

        // Messages become facts in the order in which they were proposed.
        active = active with
        {
            Proposals = active.Proposals.Add(
                new(propose.Ticket, propose.Changes, propose.Message is null)),
        };
        turn = turn.As(active);
        return (propose.Message is { } message
            ? turn.Add(new Output.Seal(propose.Ticket, message, propose.Key))
            : turn).Because(Why.SealedFirst);
    }

    private static Next<State, Output> OnSealed(
        Config config, Turn turn, Role.Active active, ulong ticket, Items<Octets>? octets)
    {
        var at = -1;
        for (var i = 0; i < active.Proposals.Count; i++)
        {
            at = active.Proposals[i].Ticket == ticket && !active.Proposals[i].IsReady ? i : at;
        }

        if (at < 0)
        {
            return turn.Because(Why.NotAwaited);
        }

        var wasSolo = active.IsSolo;
        var proposal = active.Proposals[at];
        if (octets is { } whole)
        {
            active = active with
            {
                Proposals = active.Proposals.With(at, proposal with
                {
                    Changes = Filled(proposal.Changes, whole),
                    IsReady = true,
                }),
            };
        }
        else
        {
            turn = turn.Add(new Output.Refused(ticket, Refusal.NotSealed));
            active = active with
            {
                Proposals = [.. active.Proposals.Where((_, i) => i != at)],
            };
        }

        while (active.Proposals.Count > 0 && active.Proposals[0].IsReady)
        {
            var first = active.Proposals[0];
            active = active with { Proposals = [.. active.Proposals.Skip(1)] };
            turn = turn.Decided(config, ref active, first);
        }

        return Settle(config, turn, active, wasSolo).Because(Why.Decided);
    }

    private static Items<Change> Filled(Items<Change> changes, Items<Octets> octets) =>
    [
        .. changes.Select(change => change switch
        {
            Change.RequestSent sent =>
                sent with { Message = sent.Message with { Octets = octets } },
            Change.ResponseSent sent =>
                sent with { Message = sent.Message with { Octets = octets } },
            _ => change,
        }),
    ];

    private static Turn Decided(
        this Turn turn, Config config, ref Role.Active active, Proposal proposal)
    {
        var refusal = Decide(turn.As(active).State, proposal.Changes);
        if (refusal != Refusal.None)
        {
            return turn.Add(new Output.Refused(proposal.Ticket, refusal));
        }

        var was = turn.State.Replica.Sas;
        turn = turn.Write(config, active, proposal.Changes);
        var uses = Owed(active.Uses, was, turn.State.Replica.Sas, proposal.Changes);
        active = active with
        {
            Tickets = active.Tickets.Add(new(proposal.Ticket, turn.State.Replica.Index)),
            Uses = uses,
        };
        return turn;
    }

    // What is gone is owed nothing. Once IDs are agreed on after a takeover, the CHILD SAs of that
    // IKE SA can be rekeyed, and are to be.
    private static Table<ChildUse> Owed(
        Table<ChildUse> uses, SaState was, SaState next, Items<Change> changes)
    {
        foreach (var change in changes)
        {
            uses = change switch
            {
                Change.ChildDown down => uses.Without(down.Inbound.Value),
                Change.ChildUp { Sa: { SentThrough: 0, Floor: 0 } made } =>
                    uses.With(new(made.Inbound, ChildTakeover.AwaitGrant)),
                Change.IkeDown down => ChildrenOf(was, down.Ike)
                    .Where(spi => !next.Children.TryFind(spi.Value, out _))
                    .Aggregate(uses, (left, spi) => left.Without(spi.Value)),
                Change.MessageIdsSynced { Seen: 0 } synced => ChildrenOf(was, synced.Ike)
                    .Aggregate(uses, (more, spi) => more.With(
                        more.Find(spi.Value) is { } use
                            ? use with { Action = use.Action | ChildTakeover.Rekey }
                            : new(spi, ChildTakeover.Rekey))),
                Change.MessageIdsSynced or Change.IkeUp or Change.IkeRekeyed or Change.ChildUp
                    or Change.EpochBegan or Change.MemberJoined or Change.RequestSent
                    or Change.RequestAnswered or Change.ResponseSent or Change.SyncSent
                    or Change.IkeDescribed or Change.Leased or Change.FloorRaised
                    or Change.FloorLowered or Change.Unknown => uses,
            };
        }

        return uses;
    }

    private static Items<Spi> ChildrenOf(SaState sas, IkeSaId ike) =>
        sas.Ikes.Find(ike.Key)?.Children ?? [];

    /// <summary>Writes a fact and tells it to all that follow.</summary>
    private static Turn Write(
        this Turn turn, Config config, Role.Active active, Items<Change> changes)
    {
        var entry = new Entry(new(active.Reign, turn.State.Replica.Index + 1), changes);
        turn = turn.Fold(config, entry);
        var fact = FactOf(active.Reign, turn.State.Replica, entry);
        foreach (var view in active.Views)
        {
            turn = view.Follows ? turn.Say(view.Member, fact) : turn;
        }

        return turn;
    }

    /// <summary>
    /// What takes effect now, and what the others are to know of it. Ends every step that changed
    /// the log or the standbys.
    /// </summary>
    private static Turn Settle(Config config, Turn turn, Role.Active active, bool wasSolo)
    {
        var replica = turn.State.Replica;
        var committed = Math.Max(active.Committed, Committable(config, active, replica.Index));
        if (committed > active.Committed)
        {
            turn = turn.AddAll(Effects(active, replica, committed));
            active = active with
            {
                Tickets = Behind(active.Tickets, committed),
                Uses = Granted(active, replica, committed),
                Committed = committed,
            };
        }

        if (Everywhere(active, replica.Index) >= replica.Sas.ReignBaseAt
            && replica.Sas.ReignBase + ReignsAhead is var bound && bound > turn.State.ReignBound)
        {
            turn = turn.With(turn.State with { ReignBound = bound });
        }

        var isSolo = active.IsSolo;
        return (isSolo == wasSolo ? turn : turn.Add(new Output.Solo(isSolo))).As(active);
    }

    // Apart, so that a step in which nothing takes effect makes nothing for it.
    private static Items<OpenTicket> Behind(Items<OpenTicket> tickets, ulong committed) =>
        tickets.Count == 0 ? tickets : [.. tickets.Where(ticket => ticket.Index > committed)];

    /// <summary>
    /// The last entry that as many standbys have as the rule asks for, of those that count as
    /// synced; the last one of all where none does.
    /// </summary>
    private static ulong Committable(Config config, Role.Active active, ulong index)
    {
        var counting = HowManyHave(active, 0);
        if (counting == 0)
        {
            return index;
        }

        var needed = config.Settings.Commit switch
        {
            CommitRule.All => counting,
            CommitRule.Majority => Math.Min((config.Others.Count + 1) / 2, counting),
            CommitRule.One => 1,
        };
        var committable = 0UL;
        foreach (var view in active.Views)
        {
            if (view.Counts && view.Match > committable
                && HowManyHave(active, view.Match) >= needed)
            {
                committable = view.Match;
            }
        }

        return committable;
    }

    /// <summary>How many of those for which facts wait have an entry.</summary>
    private static int HowManyHave(Role.Active active, ulong index)
    {
        var count = 0;
        foreach (var view in active.Views)
        {
            count += view.Counts && view.Match >= index ? 1 : 0;
        }

        return count;
    }

    // With its first grant an SA that was made in this reign is used like any other one.
    private static Table<ChildUse> Granted(
        Role.Active active, Replica replica, ulong committed)
    {
        var uses = active.Uses;
        var skip = replica.Tail.Count - (int)(replica.Index - active.Committed);
        foreach (var entry in uses.Count == 0 ? [] : replica.Tail.From(skip))
        {
            foreach (var change in entry.Position.Index <= committed ? entry.Changes : default)
            {
                var spi = change is Change.Leased leased ? leased.Inbound
                    : change is Change.FloorRaised raised ? raised.Inbound
                    : default;
                if (uses.Find(spi.Value) is { } use
                    && use.Action.HasFlag(ChildTakeover.AwaitGrant))
                {
                    var action = use.Action & ~ChildTakeover.AwaitGrant;
                    uses = action == ChildTakeover.Resume
                        ? uses.Without(spi.Value)
                        : uses.With(use with { Action = action });
                }
            }
        }

        return uses;
    }

    // Each fact takes effect once, in order; those of an older reign did so when this one began.
    private static IEnumerable<Output> Effects(
        Role.Active active, Replica replica, ulong committed)
    {
        var skip = replica.Tail.Count - (int)(replica.Index - active.Committed);
        foreach (var entry in replica.Tail.From(skip))
        {
            if (entry.Position.Index > committed)
            {
                yield break;
            }

            // The jumps with which a reign begins grant nothing.
            if (entry.Position.Term != active.Reign || entry.Changes is [Change.EpochBegan, ..])
            {
                continue;
            }

            foreach (var output in entry.Changes.SelectMany(EffectsOf))
            {
                yield return output;
            }

            foreach (var ticket in active.Tickets.Where(
                ticket => ticket.Index == entry.Position.Index))
            {
                yield return new Output.Committed(ticket.Ticket);
            }
        }
    }

    private static IEnumerable<Output> EffectsOf(Change change) => change switch
    {
        Change.RequestSent sent =>
            [new Output.Transmit(sent.Ike, sent.Message.Id, sent.Message.Octets)],
        Change.ResponseSent sent =>
            [new Output.Transmit(
                sent.Ike, sent.Message.Id, sent.Message.Octets, IsResponse: true)],
        Change.Leased leased =>
            [new Output.SendThrough(leased.Inbound, leased.Through, leased.OctetsThrough)],
        Change.FloorRaised raised => [new Output.AcceptThrough(raised.Inbound, raised.Floor)],
        Change.ChildUp up when up.Sa.SentThrough > 0 || up.Sa.Floor > 0 =>
        [
            new Output.SendThrough(up.Sa.Inbound, up.Sa.SentThrough, up.Sa.OctetsThrough),
            new Output.AcceptThrough(up.Sa.Inbound, up.Sa.Floor),
        ],
        Change.ChildDown down => [new Output.ChildEnded(down.Inbound)],
        Change.ChildUp or Change.EpochBegan or Change.MemberJoined or Change.IkeUp
            or Change.IkeDown or Change.IkeRekeyed or Change.RequestAnswered or Change.SyncSent
            or Change.MessageIdsSynced or Change.IkeDescribed
            or Change.FloorLowered or Change.Unknown => [],
    };
}
