using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Nhrp.NhrpServer.State,
    Holdfast.StateMachines.Nhrp.NhrpServer.Output>;

namespace Holdfast.StateMachines.Nhrp;

/// <content>The purge requests of the hub, until they are answered.</content>
public static partial class NhrpServer
{
    /// <summary>Everybody who was told of a spoke hears that it is true no more.</summary>
    private static State Tell(
        Config config, State state, Instant now, Spoke about, List<Output> outputs)
    {
        foreach (var told in about.Told.Span)
        {
            outputs.Add(new Output.SendPurge(state.NextId, told, about.Address));
            state = Sent(config, state, now, told, about.Address);
        }

        return state;
    }

    /// <summary>
    /// A purge request goes to a spoke: it says all that an older one said. Beyond the most that
    /// may wait, it goes once.
    /// </summary>
    private static State Sent(
        Config config, State state, Instant now, HostAddress to, HostAddress about)
    {
        var next = Unpurged(state, to, about) with { NextId = state.NextId + 1 };
        if (next.Purges.Count >= config.PurgesMax)
        {
            return next;
        }

        var dueAt = now + config.Purges.After(1);
        return next with
        {
            Purges = next.Purges.With(new(state.NextId, to, about, 1, dueAt)),
            PurgeAt = Instant.Earliest(next.PurgeAt, dueAt),
        };
    }

    private static Next Answered(State state, uint id, HostAddress from)
    {
        var key = PendingPurge.KeyOf(from, id);
        return state.Purges.TryFind(key, out var purge) && purge.To == from
            ? new(Purged(state, purge), default, Why.PurgeTold)
            : new(state, default, Why.NotPurged);
    }

    /// <summary>
    /// What was to be said to a spoke about another one needs to be said no more. Whoever asks
    /// anew hears what is true now, and a purge that comes late would take what is right.
    /// </summary>
    private static State Unpurged(State state, HostAddress to, HostAddress about)
    {
        if (state.Purges.Count == 0)
        {
            return state;
        }

        var least = PendingPurge.KeyOf(to, 0);
        while (state.Purges.FirstFrom(least) is { } purge
            && purge.Key <= PendingPurge.KeyOf(to, uint.MaxValue))
        {
            least = purge.Key + 1;
            state = purge.To == to && purge.About == about ? Purged(state, purge) : state;
        }

        return state;
    }

    private static State Purged(State state, PendingPurge purge)
    {
        var purges = state.Purges.Without(purge.Key);
        return state with
        {
            Purges = purges,
            PurgeAt = purges.Count == 0 ? null : state.PurgeAt,
        };
    }

    // RFC 2332 §5.2.6: a purge request without a reply is sent again, under its request ID.
    private static Next Repeat(Config config, State state, Instant now)
    {
        List<Output> outputs = [];
        var (purges, first) = (state.Purges, default(Instant?));
        foreach (var purge in state.Purges)
        {
            var next = purge;
            if (purge.DueAt <= now && purge.Sent >= config.Purges.SendsMax)
            {
                purges = purges.Without(purge.Key);
                continue;
            }

            if (purge.DueAt <= now)
            {
                next = purge with
                {
                    Sent = purge.Sent + 1,
                    DueAt = now + config.Purges.After(purge.Sent + 1),
                };
                purges = purges.With(next);
                outputs.Add(new Output.SendPurge(purge.Id, purge.To, purge.About));
            }

            first = Instant.Earliest(first, next.DueAt);
        }

        return new(
            state with { Purges = purges, PurgeAt = first }, [.. outputs], Why.PurgesAgain);
    }
}
