using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>The key exchanges that follow a CREATE_CHILD_SA of ours, RFC 9370 §2.2.4.</content>
public static partial class IkeExchanges
{
    /// <summary>Keys where there is one exchange at most; else what it gave is kept, and others
    /// follow.</summary>
    private static Next Gain(
        State.Standing state, ExchangeTask task, ExchangeMessage asked, ExchangeMessage answer,
        Gained gained)
    {
        if (AdditionalOf(gained.Made).Count == 0)
        {
            return Complete(state, task, gained);
        }

        if (LinkIn(answer).Length == 0)
        {
            // Nothing is made yet, and nobody can go on with it.
            return Fail(state, task, null, null);
        }

        return Later(
            state,
            task with
            {
                IsPassedOver = false,
                Series = new(asked, answer) { Link = LinkIn(answer) },
            },
            gained, MethodIn(gained.What));
    }

    private static Next Later(
        State.Standing state, ExchangeTask task, Gained gained, KeyExchangeMethod method)
    {
        var series = task.Series!;
        return To(
            state with
            {
                Ours = new Ours.Completing(
                    task with { Series = series with { Kept = KeyHandle.None } }, gained.Made,
                    LowestOf(gained.Nonces)),
            },
            Why.Granted,
            new Output.Complete(
                state.Sa.Keys, task.Share, new NewKeys.OfLater(method), gained.Nonces,
                gained.PeerShare)
            {
                Before = series.Kept,
            });
    }

    /// <summary>The answer to IKE_FOLLOWUP_KE.</summary>
    private static Next TakeMore(
        Config config, State.Standing state, ExchangeTask task, ExchangeMessage.Followup answer)
    {
        if (task.Series is not { } series
            || GainedOf(config, state, task, series.Request, series.Answer) is not { } gained)
        {
            return Fail(state, task, null, null);
        }

        var additional = AdditionalOf(gained.Made);
        var isLast = series.Done >= additional.Count;
        if (series.Done < 1 || series.Done > additional.Count
            || answer.Method != additional[series.Done - 1]
            || (!isLast && answer.Link.Length == 0))
        {
            return Fail(
                state, task, isLast ? Retracting(task, gained.Made) : null, null);
        }

        gained = gained with { PeerShare = answer.Share };
        if (!isLast)
        {
            return Later(
                state, task with { Series = series with { Link = answer.Link } }, gained,
                answer.Method);
        }

        return To(
            state with
            {
                Ours = new Ours.Completing(
                    task with { Series = series with { Kept = KeyHandle.None } }, gained.Made,
                    LowestOf(gained.Nonces)),
            },
            Why.Granted,
            new Output.Complete(
                state.Sa.Keys, task.Share, gained.What, gained.Nonces, gained.PeerShare)
            {
                Before = series.Kept,
            });
    }

    private static Ours.Ready Kept(Ours.Completing completing, KeyHandle kept)
    {
        var series = completing.Task.Series!;
        return new(
            completing.Task with
            {
                Share = KeyHandle.None,
                Series = series with { Kept = kept, Done = series.Done + 1 },
            },
            completing.Made, completing.Lowest);
    }

    /// <summary>What an exchange gave is kept, and nothing of the peer's is under way: that it is
    /// answered is a fact before the next one begins.</summary>
    private static Next GoOn(State.Standing state, Ours.Ready ready)
    {
        if (ready.Task.Rival is { } rival && !IsSurvivor(state, ready.Lowest, rival.Lowest))
        {
            // There is nothing to delete: whoever has the lowest nonce stops.
            return Commit(state, ready.Task, [], new(IsDone: false), Why.NotGoneOn);
        }

        var alone = Alone(state, ready.Task, out var secrets);
        var next = Commit(
            alone.State, alone.Task, [], new(IsDone: false) { GoesOn = true }, Why.Kept);
        return next with { Outputs = Joined(secrets, next.Outputs) };
    }

    private static Next Follow(
        Config config, State.Standing state, Instant now, ExchangeTask task)
    {
        if (task.Series is not { Done: >= 1 } series
            || GainedOf(config, state, task, series.Request, series.Answer) is not { } gained
            || series.Done > AdditionalOf(gained.Made).Count)
        {
            return Settle(
                config, state with { Ours = new Ours.Idle() }, now,
                Confirming(
                    SecretsOf(task).Add(new Output.Ended(task.Wish, IsDone: false)), task),
                Why.NotGranted);
        }

        var method = AdditionalOf(gained.Made)[series.Done - 1];
        return To(
            state with { Ours = new Ours.Preparing(task, method) }, Why.Begun,
            new Output.BeginExchange(method));
    }

    private static bool IsLast(Ours.Completing completing) =>
        completing.Task.Series is not { } series
        || series.Done >= AdditionalOf(completing.Made).Count;

    /// <summary>Of two that replace the same SA ours goes on alone: nothing of the other one is
    /// made, and the peer stops it.</summary>
    private static (State.Standing State, ExchangeTask Task) Alone(
        State.Standing state, ExchangeTask task, out Outputs<Output> secrets)
    {
        secrets = [];
        return task.Rival is { IsPending: true } rival
            ? (
                GivenUp(
                    state,
                    one => one.Made switch
                    {
                        SaFact.ChildMade(var child, _) => child.Inbound == rival.Child,
                        SaFact.IkeMade(var ike, _) => ike.Id == rival.Ike,
                        SaFact.ChildrenEnded or SaFact.IkeEnded => false,
                    },
                    out secrets),
                task with { Rival = null })
            : (state, task);
    }

    private static Outputs<Output> SecretsOf(ExchangeTask task)
    {
        Outputs<Output> outputs = task.Share.IsSome ? [new Output.Forget(task.Share)] : [];
        return task.Series is { Kept: { IsSome: true } kept }
            ? outputs.Add(new Output.Forget(kept))
            : outputs;
    }

    private static Outputs<Output> Joined(Outputs<Output> first, Outputs<Output> then)
    {
        foreach (var output in then)
        {
            first = first.Add(output);
        }

        return first;
    }

    private static Octets LinkIn(ExchangeMessage answer) => answer switch
    {
        ExchangeMessage.Child child => child.Link,
        ExchangeMessage.Rekey ike => ike.Link,
        ExchangeMessage.Followup more => more.Link,
        ExchangeMessage.Inform or ExchangeMessage.Refused => Octets.Empty,
    };

    private static Items<KeyExchangeMethod> AdditionalOf(SaFact made) => made switch
    {
        SaFact.ChildMade(var child, _) => child.Suite.Additional,
        SaFact.IkeMade(var ike, _) => ike.Suite.Additional,
        SaFact.ChildrenEnded or SaFact.IkeEnded => [],
    };

    private static KeyExchangeMethod MethodIn(NewKeys what) => what switch
    {
        NewKeys.OfChild(var suite) => suite.KeyExchange,
        NewKeys.OfIke(var suite, _) => suite.KeyExchange,
        NewKeys.OfLater(var method) => method,
    };
}
