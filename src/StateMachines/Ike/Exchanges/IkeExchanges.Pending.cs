using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>What we have granted, and what waits for IKE_FOLLOWUP_KE, RFC 9370 §2.2.4.</content>
public static partial class IkeExchanges
{
    private static Next ServeFollowup(
        State.Standing state, Instant now, Input.Asked asked, ExchangeMessage.Followup more)
    {
        if (PendingOf(state, now, more.Link) is not (>= 0 and var at))
        {
            return Refuse(state, asked, NotifyType.StateNotFound, Why.NoFollowup);
        }

        var pending = state.Pending[at];
        var method = pending.Left[0];
        if (more.Method != method)
        {
            return Fatal(state, asked.Id);
        }

        var isLast = pending.Left.Count == 1;
        return To(
            state with
            {
                Pending = state.Pending.Without(at),
                Theirs = new Theirs.Responding(
                    asked.Id,
                    new ExchangeMessage.Followup(
                        isLast ? Octets.Empty : asked.Draw.Link, method, Octets.Empty)
                    {
                        Says = asked.Says,
                    },
                    pending.Made)
                {
                    Next = isLast
                        ? null
                        : pending with
                        {
                            Link = asked.Draw.Link,
                            Left = pending.Left.Without(0),
                            Kept = KeyHandle.None,
                        },
                },
            },
            Why.Granting,
            new Output.Respond(
                state.Sa.Keys, isLast ? pending.What : new NewKeys.OfLater(method),
                pending.Nonces, more.Share)
            {
                Before = pending.Kept,
            });
    }

    /// <summary>Its secrets wait for the next exchange, and the answer says by which link.
    /// </summary>
    private static Next Wait(
        Config config, State.Standing state, Instant now, uint id, ExchangeMessage answer,
        Pending pending) => Answer(
            state with
            {
                Pending = state.Pending.Add(pending with { Until = now + config.PendingFor }),
            },
            id, answer, [], Why.Kept, pending.Link);

    // Whoever guesses links learns nothing of how much of one is right.
    private static int PendingOf(State.Standing state, Instant now, Octets link)
    {
        var found = -1;
        for (var at = 0; at < state.Pending.Count; at++)
        {
            var one = state.Pending[at];
            found = CryptographicOperations.FixedTimeEquals(one.Link.Span, link.Span)
                && link.Length > 0 && now < one.Until
                    ? at
                    : found;
        }

        return found;
    }

    private static bool IsFull(
        Config config, State.Standing state, Items<KeyExchangeMethod> additional) =>
        additional.Count > 0 && state.Pending.Count >= config.PendingMax;

    /// <summary>What waits comes to nothing: what it was to replace stands as it did.</summary>
    private static State.Standing GivenUp(
        State.Standing state, Func<Pending, bool> which, out Outputs<Output> secrets)
    {
        secrets = [];
        foreach (var one in state.Pending.Where(which))
        {
            secrets = one.Kept.IsSome ? secrets.Add(new Output.Forget(one.Kept)) : secrets;
            state = one.Made is SaFact.ChildMade { Replaces: { } old }
                ? Reopened(state, [old])
                : state;
        }

        return state with { Pending = [.. state.Pending.Where(one => !which(one))] };
    }

    private static Func<Pending, bool> Replaces(Items<Spi> old) => one =>
        one.Made is SaFact.ChildMade { Replaces: { } spi } && old.Contains(spi);

    /// <summary>What the peer has made of the same SA as ours is there now.</summary>
    private static State.Standing IsThere(State.Standing state, Theirs.Committing committing) =>
        TaskOf(state.Ours) is { Rival: { IsPending: true } rival } task
        && committing.Facts.Any(fact => fact switch
        {
            SaFact.ChildMade(var child, _) => child.Inbound == rival.Child,
            SaFact.IkeMade(var ike, _) => ike.Id == rival.Ike,
            SaFact.ChildrenEnded or SaFact.IkeEnded => false,
        })
            ? state with
            {
                Ours = WithTask(
                    state.Ours, task with { Rival = rival with { IsPending = false } }),
            }
            : state;

    /// <summary>RFC 7296 §2.25: not while the peer may be about to make or move the same.</summary>
    private static bool IsInTheWayOf(ExchangeWish wish, SaFact pending) => wish switch
    {
        ExchangeWish.RekeyIke => true,
        ExchangeWish.RekeyChild(var spi) => pending is SaFact.IkeMade
            || (pending is SaFact.ChildMade { Replaces: { } old } && old == spi),
        ExchangeWish.DeleteIke => false,
        ExchangeWish.Child or ExchangeWish.DeleteChild or ExchangeWish.Retract
            or ExchangeWish.Inform => pending is SaFact.IkeMade,
    };

    /// <summary>Whoever asks once more to replace the same SA has given up what waits.</summary>
    private static State.Standing BegunAnew(
        State.Standing state, ExchangeMessage asked, out Outputs<Output> secrets)
    {
        var old = asked is ExchangeMessage.Child { Rekeys: { } name }
            ? state.Children.FirstOrDefault(one => one.Theirs == name)?.Sa.Inbound
            : null;
        return GivenUp(
            state,
            one => asked is ExchangeMessage.Rekey
                ? one.Made is SaFact.IkeMade
                : old is { } spi && one.Made is SaFact.ChildMade { Replaces: { } replaced }
                    && replaced == spi,
            out secrets);
    }

    /// <summary>What CHILD SAs of the peer's that end were made in the place of.</summary>
    private static IEnumerable<Spi> Origins(State.Standing state, Items<Spi> gone) =>
        from child in state.Children
        where gone.Contains(child.Sa.Inbound)
            && child.Sa.Origin is { IsOurs: false, Child: not null }
        select child.Sa.Origin!.Child!.Value;

    /// <summary>The peer has taken back what was to replace these: they stand as they did.
    /// </summary>
    private static State.Standing Reopened(State.Standing state, IEnumerable<Spi> old)
    {
        foreach (var spi in old)
        {
            state = IndexOf(state.Children, spi) is >= 0 and var at
                && state.Children[at].Stage == ChildStage.Replaced
                && !state.Children.Any(child => child.Sa.Origin?.Child == spi)
                    ? With(state, at, ChildStage.Open)
                    : state;
        }

        return state;
    }

    /// <summary>What the peer was to replace stands as it did.</summary>
    private static State.Standing NotReplaced(State.Standing state, Items<SaFact> facts)
    {
        state = state with { Theirs = new Theirs.Idle() };
        return facts.OfType<SaFact.ChildMade>().FirstOrDefault() is { Replaces: { } spi }
            && IndexOf(state.Children, spi) is >= 0 and var at
            && state.Children[at].Stage == ChildStage.Replaced
                ? With(state, at, ChildStage.Open)
                : state;
    }
}
