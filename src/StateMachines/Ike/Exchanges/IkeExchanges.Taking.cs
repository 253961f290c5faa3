using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>What becomes of what we have begun.</content>
public static partial class IkeExchanges
{
    private static Next Take(
        Config config, State.Standing state, Instant now, Ours.Asking asking,
        ExchangeMessage answer)
    {
        var task = asking.Task;
        return answer switch
        {
            ExchangeMessage.Refused(var why) => Refused(config, state, task, why),
            ExchangeMessage.Child child => asking.Request is ExchangeMessage.Child asked
                ? TakeChild(config, state, task, asked, child)
                : Fail(state, task, null, null),
            ExchangeMessage.Rekey ike => asking.Request is ExchangeMessage.Rekey asked
                ? GainedOf(config, state, task, asked, ike) is { } gained
                    ? Gain(state, task, asked, ike, gained)
                    : Fail(state, task, null, null)
                : Fail(state, task, null, null),
            ExchangeMessage.Followup more => asking.Request is ExchangeMessage.Followup
                ? TakeMore(config, state, task, more)
                : Fail(state, task, null, null),
            ExchangeMessage.Inform inform => asking.Request is ExchangeMessage.Inform
                ? Informed(state, task, inform)
                : Fail(state, task, null, null),
        };
    }

    private static Next Refused(
        Config config, State.Standing state, ExchangeTask task, NotifyPayloadValue why)
    {
        var type = why.Data.Tag;
        if (type == NotifyType.InvalidSyntax)
        {
            // RFC 7296 §2.21.3: fatal for both, without another word.
            return Commit(
                state, task, [new SaFact.IkeEnded(state.Sa.Id)], new(IsDone: false, why),
                Why.Fatal);
        }

        if (type == NotifyType.TemporaryFailure
            && task is
            {
                Wish: ExchangeWish.RekeyIke, IsPassedOver: true, Rival: null, Series: null,
            })
        {
            // It has done it: its CHILD SAs are under an IKE SA that nobody here has the keys of.
            var given = Commit(state, task, [], new(IsDone: false, why), Why.RekeyedUnheard);
            return given with
            {
                Outputs = given.Outputs.Add(new Output.Reestablish(state.Sa.Id)),
            };
        }

        if (type == NotifyType.TemporaryFailure
            || (type == NotifyType.StateNotFound && task.Series is not null))
        {
            // RFC 7296 §2.25: not at once, and not for ever; what the peer has done meanwhile is
            // done. RFC 9370 §2.2.4: so too where it has no state, but for the first time.
            return task.Rival is not null ? Fail(state, task, null, why)
                : task.Tries < config.RetriesMax
                ? Fail(
                    state, task, Anew(task) with { Tries = task.Tries + 1 }, why,
                    type == NotifyType.StateNotFound && task.Tries == 0
                        ? TimeSpan.Zero
                        : config.RetryAfter)
                : Fail(state, task, new(new ExchangeWish.DeleteIke(), task.Draw), why);
        }

        if (why.Data is NotifyPayloadData.InvalidKePayload(var wanted) && task.Series is null
            && wanted.AcceptedMethod != task.Wanted
            && IsOffered(config, state, task, wanted.AcceptedMethod)
            && (task.Wanted == KeyExchangeMethod.None || task.Tries < config.RetriesMax))
        {
            // RFC 7296 §1.3: the same again, with the method that is wanted; whoever names two in
            // turn is not asked for ever.
            var again = Anew(task) with { Wanted = wanted.AcceptedMethod };
            return Fail(
                state, task,
                task.Wanted == KeyExchangeMethod.None
                    ? again
                    : again with { Tries = task.Tries + 1 },
                why);
        }

        if (type == NotifyType.NoProposalChosen && !task.Share.IsSome
            && MethodFor(config, state, task) is var behind && behind != KeyExchangeMethod.None)
        {
            // RFC 7296 §1.3.1: it may want forward secrecy, which was not offered.
            return Fail(state, task, Anew(task) with { Wanted = behind }, why);
        }

        if (type == NotifyType.ChildSaNotFound
            && task is { Wish: ExchangeWish.RekeyChild(var spi), Rival: null }
            && IndexOf(state.Children, spi) is >= 0 and var at
            && state.Children[at].Stage == ChildStage.Open)
        {
            // RFC 7296 §2.25.1: it is none at the peer, so another one is made from scratch.
            var old = state.Children[at].Sa;
            return Fail(
                With(state, at, ChildStage.Ending), task,
                new(new ExchangeWish.Child(old.Selectors, old.IsTransport), task.Draw), why,
                default, [new SaFact.ChildrenEnded([spi])]);
        }

        return Fail(state, task, null, why);
    }

    private static bool IsOffered(
        Config config, State.Standing state, ExchangeTask task, KeyExchangeMethod method) =>
        method != KeyExchangeMethod.None && task.Wish switch
        {
            ExchangeWish.RekeyIke => config.Suites.Any(suite => suite.KeyExchange == method),
            ExchangeWish.Child or ExchangeWish.RekeyChild =>
                state.Sa.Peer.Suites.Any(suite => suite.KeyExchange == method),
            ExchangeWish.DeleteChild or ExchangeWish.DeleteIke or ExchangeWish.Retract
                or ExchangeWish.Inform => false,
        };

    /// <summary>The guess of what a peer would take: both have agreed on that of the IKE SA.
    /// </summary>
    private static KeyExchangeMethod MethodFor(
        Config config, State.Standing state, ExchangeTask task) =>
        state.Sa.Peer.Suites.Select(suite => suite.KeyExchange)
            .Prepend(state.Sa.Suite.KeyExchange)
            .FirstOrDefault(method => IsOffered(config, state, task, method));

    private static ExchangeTask Anew(ExchangeTask task) =>
        task with { Share = KeyHandle.None, Rival = null, Series = null };

    private static Next TakeChild(
        Config config, State.Standing state, ExchangeTask task, ExchangeMessage.Child asked,
        ExchangeMessage.Child answer) =>
        GainedOf(config, state, task, asked, answer) is { } gained
            ? Gain(state, task, asked, answer, gained)

            // Nothing of what was offered: the peer has it nevertheless.
            : Fail(
                state, task, new(new ExchangeWish.Retract(NameIn(asked, task)), task.Draw), null);

    private static Next Complete(State.Standing state, ExchangeTask task, Gained gained) => To(
        state with
        {
            Ours = new Ours.Completing(task, gained.Made, LowestOf(gained.Nonces)),
        },
        Why.Granted,
        new Output.Complete(
            state.Sa.Keys, task.Share, gained.What, gained.Nonces, gained.PeerShare));

    private static Next Informed(
        State.Standing state, ExchangeTask task, ExchangeMessage.Inform answer)
    {
        Items<SaFact> facts = task.Wish switch
        {
            ExchangeWish.DeleteIke => [new SaFact.IkeEnded(state.Sa.Id)],
            ExchangeWish.DeleteChild(var spi) when IndexOf(state.Children, spi) >= 0 =>
                [new SaFact.ChildrenEnded([spi])],
            ExchangeWish.DeleteChild or ExchangeWish.Retract or ExchangeWish.Inform
                or ExchangeWish.Child or ExchangeWish.RekeyChild or ExchangeWish.RekeyIke => [],
        };
        var next = Commit(state, task, facts, new(IsDone: true), Why.Done);
        return answer.Says.Count == 0
            ? next
            : next with { Outputs = next.Outputs.Behind(new Output.Told(answer.Says)) };
    }

    /// <summary>There are keys, and nothing of the peer's is under way: whose stays?</summary>
    private static Next Conclude(State.Standing state, Ours.Ready ready)
    {
        if (ready.Task.Series is not null)
        {
            return GoOn(state, ready);
        }

        var (task, rival) = (ready.Task, ready.Task.Rival);
        var isOurs = rival is null || IsSurvivor(state, ready.Lowest, rival.Lowest);
        if (isOurs && rival is { IsPending: true })
        {
            // RFC 9370 §2.2.4: the peer does not go on with its own, of which nothing is made.
            var alone = Alone(state, task, out var secrets);
            var next = Conclude(
                alone.State with { Ours = ready with { Task = alone.Task } },
                ready with { Task = alone.Task });
            return next with { Outputs = Joined(secrets, next.Outputs) };
        }

        if (ready.Made is SaFact.IkeMade ike)
        {
            // RFC 7296 §2.8.2: the CHILD SAs are those of the one that stays.
            var origin = new SaOrigin(IsOurs: true, ready.Lowest, null, state.Sa.Id)
            {
                IsRedundant = !isOurs,
            };
            Items<SaFact> made =
            [
                ike with
                {
                    New = ike.New with { Origin = origin },
                    From = !isOurs ? null : rival is null ? state.Sa.Id : rival.Ike,
                },
            ];
            return Commit(
                isOurs ? state with { Stage = IkeStage.Ending } : state, task, made,
                new(IsDone: isOurs), isOurs ? Why.IkeRekeyed : Why.IkeRedundant);
        }

        if (isOurs && task.Wish is ExchangeWish.RekeyChild(var spi)
            && IndexOf(state.Children, spi) is >= 0 and var at)
        {
            state = With(state, at, ChildStage.Ending);
        }

        if (isOurs && rival is not null && IndexOf(state.Children, rival.Child) is >= 0 and var of)
        {
            state = With(state, of, ChildStage.Replaced);
        }

        return Commit(
            state, task, [Originated(ready.Made, ready.Lowest, isOurs)], new(IsDone: isOurs),
            isOurs ? Why.ChildMade : Why.ChildRedundant);
    }

    private static SaFact Originated(SaFact made, Octets lowest, bool stays) =>
        made is SaFact.ChildMade { Replaces: { } old } child
            ? child with
            {
                Child = child.Child with
                {
                    Origin = new(IsOurs: true, lowest, old, null) { IsRedundant = !stays },
                },
            }
            : made;

    // RFC 7296 §2.8.1: the one with the lowest nonce goes; of equal ones the initiator's.
    private static bool IsSurvivor(State.Standing state, Octets ours, Octets theirs) =>
        ours.Span.SequenceCompareTo(theirs.Span) switch
        {
            0 => state.Sa.Role == IkeRole.Responder,
            var order => order > 0,
        };

    /// <summary>Every member knows what was answered.</summary>
    private static Next Took(
        Config config, State.Standing state, Instant now, Ours.Committing committing)
    {
        var (task, then) = (committing.Task, committing.Then);
        if (then.GoesOn)
        {
            return Follow(config, state, now, task);
        }

        state = state with { Ours = new Ours.Idle() };
        Outputs<Output> outputs = then.Again is null || then.Again.Wish != task.Wish
            ? [new Output.Ended(task.Wish, then.IsDone, then.Refusal)]
            : [];
        if (then.Again is { } again)
        {
            state = state with { Waiting = [new(again, now + then.After), .. state.Waiting] };
        }

        if (committing.Facts.Count == 0)
        {
            return Settle(config, state, now, Confirming(outputs, task), Why.Committed);
        }

        return committing.Facts[0] switch
        {
            SaFact.ChildMade(var child, var old) => Settle(
                config, Added(state, task, child, old, then.IsDone, now), now, outputs,
                Why.Committed),
            SaFact.ChildrenEnded(var gone) => Settle(
                config, Without(state, gone), now, outputs, Why.Committed),
            SaFact.IkeMade made => Moved(config, state, now, task, made, outputs),
            SaFact.IkeEnded => End(state, Confirming(outputs, task), Why.Ended),
        };
    }

    private static State.Standing Added(
        State.Standing state, ExchangeTask task, EstablishedChild child, Spi? old, bool stays,
        Instant now)
    {
        // Who has begun what is redundant deletes it, and else what it replaces.
        var delete = stays ? old : child.Inbound;
        return state with
        {
            Children = state.Children.Add(
                new(child, stays ? ChildStage.Open : ChildStage.Ending)),
            Waiting = delete is { } spi
                ?
                [
                    new(new(new ExchangeWish.DeleteChild(spi), task.Draw), now),
                    .. state.Waiting,
                ]
                : state.Waiting,
        };
    }

    private static Next Moved(
        Config config, State.Standing state, Instant now, ExchangeTask task,
        SaFact.IkeMade made, Outputs<Output> outputs)
    {
        var delete = new ExchangeTask(new ExchangeWish.DeleteIke(), task.Draw);
        if (made.From is not { } from)
        {
            // RFC 7296 §2.8.2: ours is redundant, and deleted by us; the old one is not.
            return Settle(
                config, state, now,
                Confirming(outputs.Add(new Output.Succeed(made.New, [], [delete])), task),
                Why.Committed);
        }

        foreach (var ended in from == state.Sa.Id ? Rekeyed(state) : Unheard(state))
        {
            outputs = outputs.Add(ended);
        }

        outputs = from == state.Sa.Id
            ? outputs.Add(new Output.Succeed(made.New, state.Children, TasksOf(state)))
            : outputs.Add(new Output.Supersede(from, made.New));
        return Settle(
            config,
            state with
            {
                Children = [],
                Stage = IkeStage.Ending,
                Until = null,
                Waiting = [new(delete, now)],
            },
            now, outputs, Why.Committed);
    }

    /// <summary>What was wanted of an IKE SA behind its replacement is for another one to do; that
    /// it is deleted is done here.</summary>
    private static Outputs<Output> Unheard(State.Standing state)
    {
        var outputs = Rekeyed(state);
        foreach (var one in state.Waiting)
        {
            outputs = one.Task.Wish is ExchangeWish.RekeyIke or ExchangeWish.DeleteIke
                ? outputs
                : outputs.Add(new Output.Ended(one.Task.Wish, IsDone: false));
        }

        return outputs;
    }

    private static Next NotTook(
        Config config, State.Standing state, Instant now, Ours.Committing committing)
    {
        var task = committing.Task;
        var outputs = Joined(Forgotten(committing.Facts), SecretsOf(task))
            .Add(new Output.Ended(task.Wish, IsDone: false));
        Items<Waiting> retract = [];
        if (committing.Facts.Count > 0
            && Retracting(task, committing.Facts[0]) is { } one)
        {
            retract = [new(one, now)];
        }

        return Settle(
            config,
            state with
            {
                Ours = new Ours.Idle(),
                Waiting = [.. retract, .. state.Waiting],
            },
            now, Confirming(outputs, task), Why.NotCommitted);
    }
}
