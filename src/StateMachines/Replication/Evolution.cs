using Holdfast.Codec;
using Holdfast.Protocol;

namespace Holdfast.StateMachines.Replication;

/// <summary>Why a change is none.</summary>
public enum Refusal : byte
{
    /// <summary>It is one.</summary>
    None,

    /// <summary>There is no such SA.</summary>
    UnknownSa,

    /// <summary>The peer has proved no identity: half-open SAs stay with one member.</summary>
    PeerNotAuthenticated,

    /// <summary>An SA with these SPIs is there already.</summary>
    SpiTaken,

    /// <summary>The message ID is used, or is not the next one.</summary>
    MessageIdUsed,

    /// <summary>Too many requests are unanswered, RFC 7296 §2.3.</summary>
    WindowFull,

    /// <summary>A number would go back, or beyond the last one.</summary>
    NumberOutOfRange,

    /// <summary>This member does not reign.</summary>
    NotActive,

    /// <summary>Too much waits for acknowledgements.</summary>
    Busy,

    /// <summary>The message could not be sealed.</summary>
    NotSealed,

    /// <summary>A new IKE SA has messages in it: each of them is a change of its own, or no other
    /// member would know it.</summary>
    HasMessages,
}

/// <summary>
/// The one way in which a fact changes what is known, on every member alike. It is total: a change
/// that does not fit changes nothing, and says why.
/// </summary>
public static class Evolution
{
    /// <summary>Applies a fact.</summary>
    public static SaState Evolve(SaState state, Entry entry)
    {
        for (var i = 0; i < entry.Changes.Count; i++)
        {
            _ = TryEvolve(state, entry.Changes[i], entry.Position, i, out state);
        }

        return state;
    }

    /// <summary>Whether all changes fit, one behind the other.</summary>
    public static Refusal Decide(SaState state, Items<Change> changes, Position position)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            var refusal = TryEvolve(state, changes[i], position, i, out state);
            if (refusal != Refusal.None)
            {
                return refusal;
            }
        }

        return Refusal.None;
    }

    /// <summary>The keys that nobody needs once a fact is applied: each change is asked behind
    /// those before it.</summary>
    public static IReadOnlyList<KeyHandle> Forgotten(SaState state, Entry entry)
    {
        var gone = new List<KeyHandle>();
        for (var i = 0; i < entry.Changes.Count; i++)
        {
            gone.AddRange(Forgotten(state, entry.Changes[i]));
            if (i + 1 < entry.Changes.Count)
            {
                _ = TryEvolve(state, entry.Changes[i], entry.Position, i, out state);
            }
        }

        return gone;
    }

    /// <summary>The keys that nobody needs once a change is applied.</summary>
    /// <param name="state">The state before the change.</param>
    /// <param name="change">The change.</param>
    private static IEnumerable<KeyHandle> Forgotten(SaState state, Change change) => change switch
    {
        Change.IkeDown down when state.Ikes.Find(down.Ike.Key) is { } ike => SaState.KeysOf(ike)
            .Concat(ike.Children.Select(spi => state.Children.Find(spi.Value)!.Keys)),
        Change.ChildDown down when state.Children.Find(down.Inbound.Value) is { } child =>
            [child.Keys],
        Change.RequestAnswered answered when state.Ikes.Find(answered.Ike.Key) is { } ike =>
            ike.Requests.Where(request => request.Id == answered.MessageId)
                .Select(request => request.Secrets).Where(key => key.IsSome),
        Change.MessageIdsSynced synced when state.Ikes.Find(synced.Ike.Key) is { } ike =>
            ike.Requests.Select(request => request.Secrets).Where(key => key.IsSome),
        Change.IkeDown or Change.IkeRekeyed or Change.ChildDown or Change.RequestAnswered
            or Change.MessageIdsSynced or Change.IkeDescribed or Change.EpochBegan
            or Change.MemberJoined or Change.IkeUp or Change.RequestSent or Change.ResponseSent
            or Change.SyncSent or Change.ChildUp
            or Change.Leased or Change.FloorRaised or Change.FloorLowered
            or Change.Unknown => [],
    };

    private static Refusal TryEvolve(
        SaState state, Change change, Position at, int place, out SaState next)
    {
        var refusal = Refusal.None;
        next = change switch
        {
            Change.EpochBegan began => Began(state, began, at),
            Change.MemberJoined joined => Joined(state, joined, at),
            Change.IkeUp up => Up(state, up.Sa, at, ref refusal),
            Change.IkeDown down => With(state, down.Ike, ref refusal, Down),
            Change.IkeRekeyed rekeyed => Rekeyed(state, rekeyed, at, ref refusal),
            Change.IkeDescribed described => Described(state, described, at, ref refusal),
            Change.RequestSent sent => MessageIdFacts.Sent(state, sent, at, ref refusal),
            Change.RequestAnswered answered =>
                MessageIdFacts.Answered(state, answered, at, ref refusal),
            Change.ResponseSent sent => MessageIdFacts.Responded(state, sent, at, ref refusal),
            Change.SyncSent sent => MessageIdFacts.SyncSent(state, sent, at, ref refusal),
            Change.MessageIdsSynced synced => MessageIdFacts.Synced(state, synced, at, ref refusal),
            Change.ChildUp up => ChildUp(state, up.Sa, at, ref refusal),
            Change.ChildDown down => ChildDown(state, down.Inbound, at, ref refusal),
            Change.Leased leased => Leased(state, leased, ref refusal),
            Change.FloorRaised raised => Raised(state, raised, ref refusal),
            Change.FloorLowered lowered => Lowered(state, lowered, ref refusal),
            Change.Unknown unknown => Kept(state, unknown, at, place),
        };
        return refusal;
    }

    private static SaState Began(SaState state, Change.EpochBegan began, Position at) =>
        state with
        {
            Members = state.Members.With(
                new(began.Term.Epoch.Member, began.Term.Boot, began.Generation)),
            ReignBase = Math.Max(state.ReignBase, began.Term.Epoch.Reign),
            ReignBaseAt = at.Index,
        };

    private static SaState Joined(SaState state, Change.MemberJoined joined, Position at) =>
        state with
        {
            Members = state.Members.With(new(joined.Member, joined.Boot, joined.Generation)),
            ReignBase = Math.Max(state.ReignBase, joined.ReignBase),
            ReignBaseAt = at.Index,
        };

    private static SaState Up(SaState state, IkeSa sa, Position at, ref Refusal refusal)
    {
        if (sa.Peer.Length == 0)
        {
            refusal = Refusal.PeerNotAuthenticated;
            return state;
        }

        if (state.Ikes.TryFind(sa.Key, out _))
        {
            refusal = Refusal.SpiTaken;
            return state;
        }

        if (sa.Requests.Count + sa.Responses.Count > 0)
        {
            refusal = Refusal.HasMessages;
            return state;
        }

        return state with
        {
            Ikes = state.Ikes.With(sa with { Children = [], Born = at, Touched = at }),
        };
    }

    private static SaState Down(SaState state, IkeSa ike) => state with
    {
        Ikes = state.Ikes.Without(ike.Key),
        Children = ike.Children.Aggregate(
            state.Children, (children, spi) => children.Without(spi.Value)),
    };

    private static SaState Rekeyed(
        SaState state, Change.IkeRekeyed rekeyed, Position at, ref Refusal refusal)
    {
        if (!state.Ikes.TryFind(rekeyed.Old.Key, out var old))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        var up = Up(state, rekeyed.New, at, ref refusal);
        if (refusal != Refusal.None || !up.Ikes.TryFind(rekeyed.New.Key, out var made))
        {
            return state;
        }

        // RFC 7296 §2.18: the children move, all of them, once.
        var children = state.Children;
        foreach (var spi in old.Children.Span)
        {
            children = children.With(children.Find(spi.Value)! with { Ike = made.Id });
        }

        return up with
        {
            // RFC 7296 §2.1: the response by which it was rekeyed may have been lost, and the
            // peer deletes it by a request of its own (§2.18).
            Ikes = up.Ikes.With(made with { Children = old.Children }).With(old with
            {
                Traits = old.Traits | IkeTraits.Replaced,
                Children = [],
                Touched = at,
            }),
            Children = children,
        };
    }

    private static SaState Described(
        SaState state, Change.IkeDescribed described, Position at, ref Refusal refusal)
    {
        if (!state.Ikes.TryFind(described.Ike.Key, out var ike))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        return state with
        {
            Ikes = state.Ikes.With(
                ike with { Description = described.Description, Touched = at }),
        };
    }

    private static SaState ChildUp(SaState state, ChildSa sa, Position at, ref Refusal refusal)
    {
        if (!state.Ikes.TryFind(sa.Ike.Key, out var ike))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        // RFC 4303 §2.1: an SPI stands for one SA until that is gone.
        if (state.Children.TryFind(sa.Key, out _))
        {
            refusal = Refusal.SpiTaken;
            return state;
        }

        return state with
        {
            Ikes = state.Ikes.With(
                ike with { Children = ike.Children.Add(sa.Inbound), Touched = at }),
            Children = state.Children.With(sa with { Born = at }),
        };
    }

    private static SaState ChildDown(SaState state, Spi inbound, Position at, ref Refusal refusal)
    {
        if (!state.Children.TryFind(inbound.Value, out var child))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        var ike = state.Ikes.Find(child.Ike.Key)!;
        return state with
        {
            Ikes = state.Ikes.With(ike with
            {
                Children = [.. ike.Children.Where(spi => spi != inbound)],
                Touched = at,
            }),
            Children = state.Children.Without(child.Key),
        };
    }

    private static SaState Leased(SaState state, Change.Leased leased, ref Refusal refusal)
    {
        if (!state.Children.TryFind(leased.Inbound.Value, out var child))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        if (leased.Through > SequenceLease.LastOf(child.IsExtended)
            || leased.OctetsThrough > child.OctetsLast)
        {
            refusal = Refusal.NumberOutOfRange;
            return state;
        }

        // Leases and floors only grow: a late or repeated one changes nothing.
        var longer = child with
        {
            SentThrough = Math.Max(child.SentThrough, leased.Through),
            OctetsThrough = Math.Max(child.OctetsThrough, leased.OctetsThrough),
        };
        return longer == child ? state : state with { Children = state.Children.With(longer) };
    }

    private static SaState Raised(SaState state, Change.FloorRaised raised, ref Refusal refusal)
    {
        if (!state.Children.TryFind(raised.Inbound.Value, out var child))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        if (raised.Floor > SequenceLease.LastOf(child.IsExtended))
        {
            refusal = Refusal.NumberOutOfRange;
            return state;
        }

        return raised.Floor <= child.Floor
            ? state
            : state with { Children = state.Children.With(child with { Floor = raised.Floor }) };
    }

    private static SaState Lowered(
        SaState state, Change.FloorLowered lowered, ref Refusal refusal)
    {
        if (!state.Children.TryFind(lowered.Inbound.Value, out var child))
        {
            refusal = Refusal.UnknownSa;
            return state;
        }

        if (lowered.Floor > child.Floor)
        {
            refusal = Refusal.NumberOutOfRange;
            return state;
        }

        return state with
        {
            Children = state.Children.With(child with { Floor = lowered.Floor }),
        };
    }

    private static SaState Kept(SaState state, Change.Unknown unknown, Position at, int place) =>
        state with
        {
            Kept = state.Kept.With(
                new((at.Index << 16) | (ushort)place, unknown.Kind, unknown.Body)),
        };

    private static SaState With(
        SaState state, IkeSaId id, ref Refusal refusal, Func<SaState, IkeSa, SaState> change)
    {
        if (state.Ikes.TryFind(id.Key, out var ike))
        {
            return change(state, ike);
        }

        refusal = Refusal.UnknownSa;
        return state;
    }
}
