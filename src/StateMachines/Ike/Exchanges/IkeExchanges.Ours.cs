using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>What we begin.</content>
public static partial class IkeExchanges
{
    private static Next Want(
        Config config, State.Standing state, Instant now, ExchangeWish wish, ExchangeDraw draw)
    {
        if (state.Waiting.Count >= config.WaitingMax)
        {
            return To(state, Why.TooMany, new Output.Ended(wish, IsDone: false));
        }

        if (wish is ExchangeWish.DeleteChild(var spi)
            && IndexOf(state.Children, spi) is >= 0 and var at
            && state.Children[at].Stage == ChildStage.Open)
        {
            // RFC 7296 §2.25.1: from here on the peer cannot rekey it.
            state = With(state, at, ChildStage.Ending);
        }

        return Settle(
            config,
            state with { Waiting = state.Waiting.Add(new(new(wish, draw), now)) }, now, [],
            Why.Wanted);
    }

    private static Next Begin(Config config, State.Standing state, ExchangeTask task) =>
        task.Wish switch
        {
            ExchangeWish.Child => state.Children.Count >= config.ChildrenMax
                ? To(state, Why.TooMany, new Output.Ended(task.Wish, IsDone: false))
                : Exchange(config, state, task, MethodOf(state.Sa.Peer.Suites)),
            ExchangeWish.RekeyChild(var spi) =>
                IndexOf(state.Children, spi) is >= 0 and var at
                    && state.Children[at].Stage == ChildStage.Open
                    ? Exchange(config, state, task, MethodOf(state.Sa.Peer.Suites))
                    : To(state, Why.NothingToDo, new Output.Ended(task.Wish, IsDone: true)),
            ExchangeWish.RekeyIke => Exchange(
                config, state, task, config.Suites[0].KeyExchange),
            ExchangeWish.DeleteChild(var spi) =>
                IndexOf(state.Children, spi) is >= 0 and var at
                    ? Send(
                        With(
                            GivenUp(state, Replaces([spi]), out var secrets), at,
                            ChildStage.Ending),
                        task, new ExchangeMessage.Inform([state.Children[at].Ours]),
                        secrets.Add(new Output.Quiet(spi)))
                    : To(state, Why.NothingToDo, new Output.Ended(task.Wish, IsDone: true)),
            ExchangeWish.Retract(var name) => Send(
                state, task, new ExchangeMessage.Inform([name]), []),
            ExchangeWish.DeleteIke => Send(
                GivenUp(state, _ => true, out var all) with { Stage = IkeStage.Ending }, task,
                new ExchangeMessage.Inform([], DeletesIke: true),
                Joined(all, Quiet(state.Children, static _ => true))),
            ExchangeWish.Inform(var says) => Send(
                state, task, new ExchangeMessage.Inform([]) { Says = says }, []),
        };

    private static KeyExchangeMethod MethodOf(Items<ChildSuite> suites) =>
        suites.Count == 0 ? KeyExchangeMethod.None : suites[0].KeyExchange;

    private static Next Exchange(
        Config config, State.Standing state, ExchangeTask task, KeyExchangeMethod first)
    {
        var method = task.Wanted != KeyExchangeMethod.None ? task.Wanted : first;
        if (method != KeyExchangeMethod.None)
        {
            return To(
                state with { Ours = new Ours.Preparing(task, method) }, Why.Begun,
                new Output.BeginExchange(method));
        }

        return task.Wish is ExchangeWish.RekeyIke || state.Sa.Peer.Suites.Count == 0
            ? To(state, Why.NoSuite, new Output.Ended(task.Wish, IsDone: false))
            : Send(state, task, Offer(config, state, task, method, Octets.Empty), []);
    }

    private static Next Ask(
        Config config, State.Standing state, Ours.Preparing sharing, KeyHandle share,
        Octets value) => Send(
            state, sharing.Task with { Share = share },
            sharing.Task.Series is { } series
                ? new ExchangeMessage.Followup(series.Link, sharing.Method, value)
                : Offer(config, state, sharing.Task, sharing.Method, value),
            []);

    /// <summary>What CREATE_CHILD_SA asks for, §1.3.</summary>
    private static ExchangeMessage Offer(
        Config config, State.Standing state, ExchangeTask task, KeyExchangeMethod method,
        Octets share)
    {
        if (task.Wish is ExchangeWish.RekeyIke)
        {
            return new ExchangeMessage.Rekey(
                SuiteProposals.Offer(config.Suites, ExchangeMessages.ToOctets(task.Draw.Ike)),
                task.Draw.Nonce, method, share);
        }

        // RFC 7296 §2.9.2: a replacement has the traffic of what it replaces.
        var old = task.Wish is ExchangeWish.RekeyChild(var spi)
            && IndexOf(state.Children, spi) is >= 0 and var at
                ? state.Children[at]
                : null;
        var (traffic, isTransport) = task.Wish is ExchangeWish.Child(var wanted, var transport)
            ? (wanted, transport)
            : (old?.Sa.Selectors ?? default, old?.Sa.IsTransport ?? false);
        return new ExchangeMessage.Child(
            new(
                SuiteProposals.Offer(
                    OfferedWith(state.Sa, method), FirstChild.ToOctets(task.Draw.Child),
                    isFirst: false),
                traffic.Local, traffic.Remote, isTransport),
            task.Draw.Nonce)
        {
            Rekeys = old?.Ours,
            Method = method,
            Share = share,
        };
    }

    // RFC 7296 §1.3.1: a method without its KE payload is none that the peer could choose.
    private static Items<ChildSuite> OfferedWith(StandingIke sa, KeyExchangeMethod method) =>
        method != KeyExchangeMethod.None
            ? sa.Peer.Suites
            : [.. sa.Peer.Suites.Where(suite => suite.KeyExchange == KeyExchangeMethod.None)];

    private static Next Send(
        State.Standing state, ExchangeTask task, ExchangeMessage request,
        Outputs<Output> outputs) => new(
            state with { Ours = new Ours.Asking(task, request) },
            outputs.Add(new Output.Ask(request, task.Share) { Series = task.Series }),
            Why.Asked);

    /// <summary>The same once more, RFC 6311 §5.1. Whether the peer has seen the request, nobody
    /// knows: a CHILD SA that it may have made for it goes first.</summary>
    private static Next Again(
        Config config, State.Standing state, Instant now, Ours.Asking asking)
    {
        var task = asking.Task;
        var outputs = SecretsOf(task);
        Items<Waiting> first = (task.Series?.Request ?? asking.Request)
            is ExchangeMessage.Child asked
            ? [new(new(new ExchangeWish.Retract(NameIn(asked, task)), task.Draw), now)]
            : [];
        if (task.Rival is not null)
        {
            return Settle(
                config,
                state with { Ours = new Ours.Idle(), Waiting = [.. first, .. state.Waiting] },
                now,
                Confirming(outputs, task).Add(new Output.Ended(task.Wish, IsDone: true)),
                Why.Dropped);
        }

        var again = new Waiting(
            task with { Share = KeyHandle.None, Series = null, IsPassedOver = true }, now);
        return Settle(
            config,
            state with
            {
                Ours = new Ours.Idle(),
                Waiting = [.. first, again, .. state.Waiting],
            },
            now, outputs, Why.Dropped);
    }

    private static ChildName NameIn(ExchangeMessage.Child asked, ExchangeTask task) =>
        new(asked.Offer.Proposals.Proposals[0].ProtocolId, task.Draw.Child);

    private static Next NotCompleted(Config config, State.Standing state, Instant now)
    {
        if (state.Ours is Ours.Preparing(var wanted, _))
        {
            return Settle(
                config, state with { Ours = new Ours.Idle() }, now,
                Confirming(
                    SecretsOf(wanted).Add(new Output.Ended(wanted.Wish, IsDone: false)), wanted),
                Why.NotShared);
        }

        return state.Ours is Ours.Completing completing
            ? Fail(
                state, completing.Task,
                IsLast(completing) ? Retracting(completing.Task, completing.Made) : null, null)
            : new(state, [], Why.OutOfTurn);
    }

    /// <summary>The peer has a CHILD SA that is none here: it is told.</summary>
    private static ExchangeTask? Retracting(ExchangeTask task, SaFact made) =>
        made is SaFact.ChildMade(var child, _)
            ? new(new ExchangeWish.Retract(new(child.Suite.Protocol, child.Inbound)), task.Draw)
            : null;

    /// <summary>It comes to nothing; that it is answered is a fact.</summary>
    private static Next Fail(
        State.Standing state, ExchangeTask task, ExchangeTask? again,
        NotifyPayloadValue? refusal, TimeSpan after = default, Items<SaFact> facts = default) =>
        Commit(
            state, task, facts, new(IsDone: task.Rival is not null, refusal, again, after),
            refusal is null ? Why.NotGranted : Why.Refused);

    private static Next Commit(
        State.Standing state, ExchangeTask task, Items<SaFact> facts, Then then, Reason why)
    {
        var outputs = then.GoesOn ? [] : SecretsOf(task);
        return new(
            state with
            {
                Ours = new Ours.Committing(
                    task with
                    {
                        Share = KeyHandle.None,
                        Series = then.GoesOn ? task.Series : null,
                    },
                    facts, then),
            },
            outputs.Add(new Output.Commit(facts)), why);
    }

    private static Outputs<Output> Confirming(Outputs<Output> outputs, ExchangeTask task) =>
        task is { Wish: ExchangeWish.RekeyIke, Rival: { IsPending: false } rival }
            ? outputs.Add(new Output.Confirm(rival.Ike))
            : outputs;

    private static int IndexOf(Items<StandingChild> children, Spi inbound)
    {
        for (var at = 0; at < children.Count; at++)
        {
            if (children[at].Sa.Inbound == inbound)
            {
                return at;
            }
        }

        return -1;
    }

    private static State.Standing With(State.Standing state, int at, ChildStage stage) =>
        state with
        {
            Children = state.Children.With(at, state.Children[at] with { Stage = stage }),
        };

    private static State.Standing Without(State.Standing state, Items<Spi> gone) => state with
    {
        Children =
        [
            .. state.Children.Where(child => !gone.Contains(child.Sa.Inbound)),
        ],
    };
}
