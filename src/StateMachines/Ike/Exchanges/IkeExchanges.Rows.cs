using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>A function for each state, and what is begun behind each step.</content>
public static partial class IkeExchanges
{
    private static Next FromIdle(Config config, State.Idle state, Instant now, Input input) =>
        input switch
        {
            Input.Established(var sa, var children, var tasks) => Settle(
                config,
                new(sa, children) { Waiting = [.. tasks.Select(task => new Waiting(task, now))] },
                now, [], Why.Established),
            Input.TakenOver taken => TakeOver(config, now, taken),
            Input.Wanted(var wish, _) => To(
                state, Why.OutOfTurn, new Output.Ended(wish, IsDone: false)),
            Input.Shared or Input.Completed or Input.Responded =>
                Over(state, input, Why.OutOfTurn),
            Input.Tick => new(state, [], Why.NothingIsDue),
            Input.Asked or Input.Answered or Input.Dropped or Input.NotKeyed or Input.Committed
                or Input.NotCommitted or Input.Confirmed or Input.Superseded or Input.Lost =>
                new(state, [], Why.OutOfTurn),
        };

    private static Next FromStanding(
        Config config, State.Standing state, Instant now, Input input) => input switch
        {
            Input.Wanted(var wish, var draw) => Want(config, state, now, wish, draw),
            Input.Asked asked => Hear(config, state, now, asked),
            Input.Answered(var answer) => state.Ours is Ours.Asking asking
                ? Take(config, state, now, asking, answer)
                : new(state, [], Why.OutOfTurn),
            Input.Dropped => state.Ours is Ours.Asking dropped
                ? Again(config, state, now, dropped)
                : new(state, [], Why.OutOfTurn),
            Input.Shared(var share, var value) => state.Ours is Ours.Preparing sharing
                ? Ask(config, state, sharing, share, value)
                : Over(state, input, Why.OutOfTurn),
            Input.Completed(var keys) => state.Ours is Ours.Completing completing
                ? Settle(
                    config,
                    state with
                    {
                        Ours = IsLast(completing)
                            ? new Ours.Ready(
                                completing.Task with { Share = KeyHandle.None, Series = null },
                                WithKeys(completing.Made, keys), completing.Lowest)
                            : Kept(completing, keys),
                    },
                    now, [], Why.Completed)
                : Over(state, input, Why.OutOfTurn),
            Input.Responded(var share, var keys) => state.Theirs is Theirs.Responding responding
                ? Grant(config, state, now, responding, share, keys)
                : Over(state, input, Why.OutOfTurn),
            Input.NotKeyed(var side) => side switch
            {
                Side.Ours => NotCompleted(config, state, now),
                Side.Theirs => state.Theirs is Theirs.Responding(var id, _, _)
                    ? Fatal(state, id)
                    : new(state, [], Why.OutOfTurn),
            },
            Input.Committed(var side) => side switch
            {
                Side.Ours => state.Ours is Ours.Committing committing
                    ? Took(config, state, now, committing)
                    : new(state, [], Why.OutOfTurn),
                Side.Theirs => state.Theirs is Theirs.Committing committing
                    ? Granted(config, state, now, committing)
                    : new(state, [], Why.OutOfTurn),
            },
            Input.NotCommitted(var side) => side switch
            {
                Side.Ours => state.Ours is Ours.Committing committing
                    ? NotTook(config, state, now, committing)
                    : new(state, [], Why.OutOfTurn),
                Side.Theirs => state.Theirs is Theirs.Committing committing
                    ? Settle(
                        config,
                        GivenUp(
                            NotReplaced(state, committing.Facts),
                            one => committing.Link.Length > 0 && one.Link == committing.Link,
                            out var secrets),
                        now, Joined(Forgotten(committing.Facts), secrets), Why.NotCommitted)
                    : new(state, [], Why.OutOfTurn),
            },
            Input.Confirmed => state.Sa.IsContested
                ? Settle(
                    config, state with { Sa = state.Sa with { IsContested = false } }, now, [],
                    Why.Confirmed)
                : new(state, [], Why.OutOfTurn),
            Input.Superseded(var by) => state.Sa.IsContested
                ? Settle(
                    config, Left(config, state, now, out var left) with
                    {
                        Sa = state.Sa with { IsContested = false },
                    },
                    now,
                    Joined(left, Rekeyed(state)).Add(
                        new Output.Succeed(by, state.Children, TasksOf(state))),
                    Why.Superseded)
                : new(state, [], Why.OutOfTurn),
            Input.Lost => End(state, [new Output.End(state.Sa.Id)], Why.Lost),
            Input.Established => new(state, [], Why.OutOfTurn),
            Input.TakenOver => Over(state, input, Why.OutOfTurn),
            Input.Tick => state.Until <= now
                ? End(state, [new Output.End(state.Sa.Id)], Why.Lingered)
                : Settle(config, state, now, [], Why.NothingIsDue),
        };

    /// <summary>The request is out, or is again, in the same octets; what we end is quiet.
    /// </summary>
    private static Next TakeOver(Config config, Instant now, Input.TakenOver taken)
    {
        var outputs = Quiet(
            taken.Children,
            child => taken.Stage == IkeStage.Ending || child.Stage == ChildStage.Ending);
        return Settle(
            config,
            new(taken.Sa, taken.Children)
            {
                Stage = taken.Stage,
                Ours = taken.Open ?? (Ours)new Ours.Idle(),
                Waiting = [.. taken.Tasks.Select(task => new Waiting(task, now))],
                Until = taken.Stage == IkeStage.Replaced ? now + config.LingerFor : null,
            },
            now, outputs, Why.TakenOver);
    }

    /// <summary>Under those nothing more is sent: whoever hears our Delete has them no more.
    /// </summary>
    private static Outputs<Output> Quiet(
        Items<StandingChild> children, Func<StandingChild, bool> which)
    {
        Outputs<Output> outputs = [];
        foreach (var child in children)
        {
            outputs = which(child)
                ? outputs.Add(new Output.Quiet(child.Sa.Inbound))
                : outputs;
        }

        return outputs;
    }

    /// <summary>Goes on with whatever may go on now: a request of the peer that has waited, keys
    /// that are ready, a wish that is due.</summary>
    private static Next Settle(
        Config config, State.Standing state, Instant now, Outputs<Output> outputs, Reason why)
    {
        if (state.Pending.Any(one => one.Until <= now))
        {
            state = GivenUp(state, one => one.Until <= now, out var secrets);
            (outputs, why) = (Joined(outputs, secrets), Why.Unfollowed);
        }

        if (state.Theirs is Theirs.Idle && HeldThatMay(state) is >= 0 and var held)
        {
            var asked = state.Held[held];
            return GoOn(
                config, now, outputs,
                Serve(config, state with { Held = state.Held.Without(held) }, now, asked));
        }

        if (state.Ours is Ours.Ready ready && state.Theirs is Theirs.Idle)
        {
            return GoOn(config, now, outputs, Conclude(state, ready));
        }

        for (var at = 0; at < state.Waiting.Count; at++)
        {
            var one = state.Waiting[at];
            if (one.From <= now && MayBegin(state, one.Task.Wish))
            {
                return GoOn(
                    config, now, outputs,
                    Begin(
                        config, state with { Waiting = state.Waiting.Without(at) }, one.Task));
            }
        }

        return new(state, outputs, why);
    }

    private static int HeldThatMay(State.Standing state)
    {
        for (var at = 0; at < state.Held.Count; at++)
        {
            if (state.Held[at].Message switch
            {
                // RFC 7296 §2.25.2: nobody moves CHILD SAs while we make one or end one.
                ExchangeMessage.Rekey => TaskOf(state.Ours) is null
                    or { Wish: ExchangeWish.RekeyIke } or { Wish: ExchangeWish.DeleteIke },

                // RFC 7296 §2.8.2: whoever deletes what is contested has seen an answer that is
                // still on its way to us; with it the CHILD SAs move on. And what we do not know
                // yet may be what we have asked for.
                ExchangeMessage.Inform inform => inform.DeletesIke
                    ? !state.Sa.IsContested
                    : !IsMaking(state.Ours) || inform.Deletes.All(name =>
                        state.Children.Any(child => child.Theirs == name)),
                ExchangeMessage.Child or ExchangeMessage.Followup or ExchangeMessage.Refused =>
                    true,
            })
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsMaking(Ours ours) =>
        TaskOf(ours) is { Wish: ExchangeWish.Child or ExchangeWish.RekeyChild };

    private static bool MayBegin(State.Standing state, ExchangeWish wish) =>
        state.Ours is Ours.Idle && state.Stage switch
        {
            IkeStage.Open => !state.Sa.IsContested && !IsBeingReplaced(state.Theirs)
                && (wish is not ExchangeWish.RekeyIke
                    || (state.Theirs is Theirs.Idle && state.Held.Count == 0))
                && !state.Pending.Any(one => IsInTheWayOf(wish, one.Made)),
            IkeStage.Ending => wish is ExchangeWish.DeleteIke,
            IkeStage.Replaced => false,
        };

    private static bool IsBeingReplaced(Theirs theirs) => theirs switch
    {
        Theirs.Idle => false,
        Theirs.Responding(_, _, var made) => made is SaFact.IkeMade,
        Theirs.Committing(_, var facts) => facts.Any(fact => fact is SaFact.IkeMade),
    };

    private static Next GoOn(Config config, Instant now, Outputs<Output> outputs, Next next)
    {
        foreach (var output in next.Outputs)
        {
            outputs = outputs.Add(output);
        }

        return next.State is State.Standing standing
            ? Settle(config, standing, now, outputs, next.Reason)
            : next with { Outputs = outputs };
    }

    /// <summary>The IKE SA is gone; whoever waits hears it, and what was computed is zeroed.
    /// </summary>
    private static Next End(State.Standing state, Outputs<Output> outputs, Reason why)
    {
        if (TaskOf(state.Ours) is { } task)
        {
            outputs = Joined(outputs, SecretsOf(task)).Add(
                new Output.Ended(task.Wish, task.Wish is ExchangeWish.DeleteIke));
            outputs = task.Rival is { Ike.Initiator.Value: not 0, IsPending: false } rival
                ? outputs.Add(new Output.Confirm(rival.Ike))
                : outputs;
        }

        if (state.Ours is Ours.Ready(_, var ready, _) && KeysOf(ready) is { IsSome: true } keys)
        {
            outputs = outputs.Add(new Output.Forget(keys));
        }

        GivenUp(state, _ => true, out var pending);
        outputs = Joined(outputs, pending);
        foreach (var one in state.Waiting)
        {
            outputs = outputs.Add(
                new Output.Ended(one.Task.Wish, one.Task.Wish is ExchangeWish.DeleteIke));
        }

        return new(new State.Gone(), outputs, why);
    }

    /// <summary>Another IKE SA has its CHILD SAs and its wishes; the peer deletes it.</summary>
    private static State.Standing Left(
        Config config, State.Standing state, Instant now, out Outputs<Output> secrets) =>
        GivenUp(state, _ => true, out secrets) with
        {
            Children = [],
            Waiting = [],
            Stage = IkeStage.Replaced,
            Until = now + config.LingerFor,
        };

    private static Items<ExchangeTask> TasksOf(State.Standing state) =>
    [
        .. state.Waiting.Select(one => one.Task)
            .Where(task => task.Wish is not ExchangeWish.RekeyIke),
    ];

    /// <summary>Whoever waits for a rekey of an IKE SA that another one has replaced has it.
    /// </summary>
    private static Outputs<Output> Rekeyed(State.Standing state)
    {
        Outputs<Output> outputs = [];
        foreach (var one in state.Waiting)
        {
            outputs = one.Task.Wish is ExchangeWish.RekeyIke
                ? outputs.Add(new Output.Ended(one.Task.Wish, IsDone: true))
                : outputs;
        }

        return outputs;
    }

    private static ExchangeTask? TaskOf(Ours ours) => ours switch
    {
        Ours.Idle => null,
        Ours.Preparing(var task, _) => task,
        Ours.Asking(var task, _) => task,
        Ours.Completing(var task, _, _) => task,
        Ours.Ready(var task, _, _) => task,
        Ours.Committing(var task, _, _) => task,
    };

    private static KeyHandle KeysOf(SaFact fact) => fact switch
    {
        SaFact.ChildMade(var child, _) => child.Keys,
        SaFact.IkeMade(var ike, _) => ike.Keys,
        SaFact.ChildrenEnded or SaFact.IkeEnded => KeyHandle.None,
    };

    private static SaFact WithKeys(SaFact fact, KeyHandle keys) => fact switch
    {
        SaFact.ChildMade made => made with { Child = made.Child with { Keys = keys } },
        SaFact.IkeMade made => made with { New = made.New with { Keys = keys } },
        SaFact.ChildrenEnded or SaFact.IkeEnded => fact,
    };

    private static Outputs<Output> Forgotten(Items<SaFact> facts)
    {
        Outputs<Output> outputs = [];
        foreach (var fact in facts)
        {
            outputs = KeysOf(fact) is { IsSome: true } keys
                ? outputs.Add(new Output.Forget(keys))
                : outputs;
        }

        return outputs;
    }

    // What was being computed when nobody waits for it is zeroed.
    private static Next Over(State state, Input input, Reason why) => input switch
    {
        Input.Shared(var share, _) when share.IsSome => To(state, why, new Output.Forget(share)),
        Input.Completed(var keys) when keys.IsSome => To(state, why, new Output.Forget(keys)),
        Input.Responded(_, var keys) when keys.IsSome => To(state, why, new Output.Forget(keys)),
        Input.Wanted(var wish, _) => To(
            state, why, new Output.Ended(wish, wish is ExchangeWish.DeleteIke)),
        Input.TakenOver { Open.Task: var task } => new(state, SecretsOf(task), why),
        Input.Shared or Input.Completed or Input.Responded or Input.Established
            or Input.TakenOver or Input.Asked
            or Input.Answered or Input.Dropped or Input.NotKeyed or Input.Committed
            or Input.NotCommitted or Input.Confirmed or Input.Superseded or Input.Lost
            or Input.Tick => new(state, [], why),
    };

    private static Next To(State state, Reason why, Output output) =>
        new(state, [output], why);

    /// <summary>RFC 7296 §2.8.1: the lower one, octet by octet.</summary>
    private static Octets LowestOf(ExchangeNonces nonces) =>
        nonces.Initiator.Span.SequenceCompareTo(nonces.Responder.Span) <= 0
            ? nonces.Initiator
            : nonces.Responder;
}
