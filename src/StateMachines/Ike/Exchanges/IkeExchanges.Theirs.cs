using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Ike.IkeExchanges.State,
    Holdfast.StateMachines.Ike.IkeExchanges.Output>;

namespace Holdfast.StateMachines.Ike;

/// <content>What the peer begins.</content>
public static partial class IkeExchanges
{
    private static Next Hear(
        Config config, State.Standing state, Instant now, Input.Asked asked) =>
        state.Held.Count >= config.HeldMax
            ? new(state, [], Why.TooManyHeld)
            : Settle(config, state with { Held = state.Held.Add(asked) }, now, [], Why.Held);

    private static Next Serve(
        Config config, State.Standing state, Instant now, Input.Asked asked)
    {
        state = BegunAnew(state, asked.Message, out var secrets);
        var next = asked.Message switch
        {
            ExchangeMessage.Refused(var why) => why.Data.Tag == NotifyType.InvalidSyntax
                ? Fatal(state, asked.Id)
                : Refuse(state, asked, why, Why.Malformed),
            ExchangeMessage.Inform inform => Inform(state, asked, inform),
            ExchangeMessage.Child child => ServeChild(config, state, asked, child),
            ExchangeMessage.Rekey ike => ServeIke(config, state, asked, ike),
            ExchangeMessage.Followup more => ServeFollowup(state, now, asked, more),
        };
        next = next with { Outputs = Joined(secrets, next.Outputs) };
        return asked.Message.Says.Count == 0
            ? next
            : next with { Outputs = next.Outputs.Behind(new Output.Told(asked.Message.Says)) };
    }

    /// <summary>RFC 7296 §2.21.3: fatal for both, without another word.</summary>
    private static Next Fatal(State.Standing state, uint id) => Answer(
        state, id,
        new ExchangeMessage.Refused(FirstChild.Notice(NotifyType.InvalidSyntax)),
        [new SaFact.IkeEnded(state.Sa.Id)], Why.Fatal);

    private static Next Refuse(
        State.Standing state, Input.Asked asked, NotifyPayloadValue why, Reason reason) =>
        Answer(
            state, asked.Id, new ExchangeMessage.Refused(why) { Says = asked.Says }, [], reason);

    private static Next Refuse(
        State.Standing state, Input.Asked asked, NotifyType why, Reason reason) =>
        Refuse(state, asked, FirstChild.Notice(why), reason);

    private static Next Answer(
        State.Standing state, uint id, ExchangeMessage message, Items<SaFact> facts,
        Reason why, Octets link = default) => To(
            state with { Theirs = new Theirs.Committing(id, facts) { Link = link } }, why,
            new Output.Answer(id, message, facts));

    private static Next Inform(
        State.Standing state, Input.Asked asked, ExchangeMessage.Inform inform)
    {
        if (inform.DeletesIke)
        {
            return Answer(
                state, asked.Id, new ExchangeMessage.Inform([]) { Says = asked.Says },
                [new SaFact.IkeEnded(state.Sa.Id)], Why.IkeDeleted);
        }

        // RFC 7296 §1.4.1: where both delete at once, neither answers with a Delete.
        var crossing = state.Ours is Ours.Asking({ Wish: ExchangeWish.DeleteChild(var spi) }, _)
            ? spi
            : default;
        var named = state.Children.Where(child => inform.Deletes.Contains(child.Theirs)).ToList();
        StandingChild[] gone = [.. named.Where(child => child.Sa.Inbound != crossing)];
        Items<SaFact> facts = gone.Length == 0
            ? []
            : [new SaFact.ChildrenEnded([.. gone.Select(child => child.Sa.Inbound)])];
        var next = Answer(
            state, asked.Id,
            new ExchangeMessage.Inform([.. gone.Select(child => child.Ours)])
            {
                Says = asked.Says,
            },
            facts, inform.Deletes.Count == 0 ? Why.Informed : Why.ChildrenDeleted);
        return named.Count == gone.Length
            ? next
            : next with { Outputs = next.Outputs.Behind(new Output.Quiet(crossing)) };
    }

    private static Next ServeChild(
        Config config, State.Standing state, Input.Asked asked, ExchangeMessage.Child child)
    {
        // RFC 7296 §2.25.2: not while the IKE SA is being replaced or deleted.
        if (state.Stage != IkeStage.Open
            || TaskOf(state.Ours) is { Wish: ExchangeWish.RekeyIke }
            || state.Pending.Any(one => one.Made is SaFact.IkeMade))
        {
            return Refuse(state, asked, NotifyType.TemporaryFailure, Why.IkeIsBusy);
        }

        StandingChild? old = null;
        if (child.Rekeys is { } name)
        {
            old = state.Children.FirstOrDefault(one => one.Theirs == name);
            if (old is null && IsMaking(state.Ours))
            {
                return Refuse(state, asked, NotifyType.TemporaryFailure, Why.NotYet);
            }

            if (old is null)
            {
                var why = FirstChild.Notice(NotifyType.ChildSaNotFound) with
                {
                    ProtocolId = name.Protocol,
                    Spi = FirstChild.ToOctets(name.Spi),
                };
                return Refuse(state, asked, why, Why.NoSuchChild);
            }

            if (old.Stage != ChildStage.Open)
            {
                return Refuse(state, asked, NotifyType.TemporaryFailure, Why.ChildIsBusy);
            }

            if (TaskOf(state.Ours) is { Series: not null } ours
                && ours.Wish == new ExchangeWish.RekeyChild(old.Sa.Inbound))
            {
                return Refuse(state, asked, NotifyType.TemporaryFailure, Why.IsGoneOn);
            }
        }
        else if (state.Children.Count + state.Pending.Count >= config.ChildrenMax)
        {
            return Refuse(state, asked, NotifyType.NoAdditionalSas, Why.NoMore);
        }

        var choice = ProposalChoice.Choose(
            state.Sa.Peer.Suites, child.Offer.Proposals, isFirst: false, child.Method);
        return choice.Verdict switch
        {
            ProposalChoice.Verdict.Malformed => Fatal(state, asked.Id),
            ProposalChoice.Verdict.NoneFits => Refuse(
                state, asked, NotifyType.NoProposalChosen, Why.NoProposal),
            ProposalChoice.Verdict.OtherMethod => Refuse(
                state, asked, OtherMethod(choice.Suite!.KeyExchange), Why.OtherMethod),
            ProposalChoice.Verdict.Chosen => IsFull(config, state, choice.Suite!.Additional)
                ? Refuse(state, asked, NotifyType.TemporaryFailure, Why.TooManyPending)
                : Narrow(state, asked, child, old, choice),
        };
    }

    private static NotifyPayloadValue OtherMethod(KeyExchangeMethod method) => new()
    {
        Data = new NotifyPayloadData.InvalidKePayload(new() { AcceptedMethod = method }),
    };

    private static Next Narrow(
        State.Standing state, Input.Asked asked, ExchangeMessage.Child child, StandingChild? old,
        ProposalChoice.Choice<Protocol.Cryptography.ChildSuite> choice)
    {
        // RFC 7296 §2.9.2: a replacement has all that is in use, where it is asked for.
        var (peer, offered) = (
            state.Sa.Peer, new TrafficPair(child.Offer.Responder, child.Offer.Initiator));
        var isKept = old is not null
            && TrafficSelectorNarrowing.IsNarrowingOf(offered, old.Sa.Selectors);
        var narrowed = TrafficSelectorNarrowing.Narrow(
            isKept ? [new(old!.Sa.Selectors.Local, old.Sa.Selectors.Remote)] : peer.Traffic,
            offered);
        if (narrowed.Taken.Local.Count == 0)
        {
            return Refuse(
                state, asked,
                narrowed.Verdict == TrafficSelectorNarrowing.Verdict.SinglePairRequired
                    ? NotifyType.SinglePairRequired
                    : NotifyType.TsUnacceptable,
                Why.NoTraffic);
        }

        var suite = choice.Suite!;
        var nonces = new ExchangeNonces(child.Nonce, asked.Draw.Nonce);
        var isTransport = child.Offer.IsTransport && peer.MayTransport;
        var made = new SaFact.ChildMade(
            new(
                asked.Draw.Child, FirstChild.SpiOf(choice.PeerSpi), suite, narrowed.Taken,
                isTransport, KeyHandle.None)
            {
                Role = IkeRole.Responder,
                Origin = old is null
                    ? null
                    : new(IsOurs: false, LowestOf(nonces), old.Sa.Inbound, null),
            },
            old?.Sa.Inbound);
        var answer = new ExchangeMessage.Child(
            new(
                new()
                {
                    Proposals =
                    [
                        choice.Proposal! with { Spi = FirstChild.ToOctets(asked.Draw.Child) },
                    ],
                },
                narrowed.Taken.Remote, narrowed.Taken.Local, isTransport,
                narrowed.IsMorePossible),
            asked.Draw.Nonce)
        {
            Method = suite.KeyExchange,
            Link = suite.Additional.Count > 0 ? asked.Draw.Link : Octets.Empty,
            Says = asked.Says,
        };
        var replaced = old is null
            ? state
            : With(state, IndexOf(state.Children, old.Sa.Inbound), ChildStage.Replaced);
        return Respond(
            Rivalled(
                replaced,
                new(LowestOf(nonces), asked.Draw.Child, default)
                {
                    IsPending = suite.Additional.Count > 0,
                },
                task => old is not null
                    && task.Wish == new ExchangeWish.RekeyChild(old.Sa.Inbound)),
            asked, answer, made, new NewKeys.OfChild(suite), nonces,
            suite.KeyExchange == KeyExchangeMethod.None ? Octets.Empty : child.Share);
    }

    private static Next ServeIke(
        Config config, State.Standing state, Input.Asked asked, ExchangeMessage.Rekey ike)
    {
        // RFC 7296 §2.25.2: not what we replace or delete already.
        if (TaskOf(state.Ours) is { Wish: ExchangeWish.RekeyIke, Series: not null })
        {
            return Refuse(state, asked, NotifyType.TemporaryFailure, Why.IsGoneOn);
        }

        if (state.Stage != IkeStage.Open || state.Sa.IsContested
            || state.Ours is Ours.Committing({ Wish: ExchangeWish.RekeyIke }, _, _))
        {
            return Refuse(state, asked, NotifyType.TemporaryFailure, Why.IkeIsBusy);
        }

        var choice = ProposalChoice.Choose(
            config.Suites, ike.Proposals, ProposalChoice.IkeSpiLength, ike.Method);
        return choice.Verdict switch
        {
            ProposalChoice.Verdict.Malformed => Fatal(state, asked.Id),
            ProposalChoice.Verdict.NoneFits => Refuse(
                state, asked, NotifyType.NoProposalChosen, Why.NoProposal),
            ProposalChoice.Verdict.OtherMethod => Refuse(
                state, asked, OtherMethod(choice.Suite!.KeyExchange), Why.OtherMethod),
            ProposalChoice.Verdict.Chosen => IsFull(config, state, choice.Suite!.Additional)
                ? Refuse(state, asked, NotifyType.TemporaryFailure, Why.TooManyPending)
                : Replace(state, asked, ike, choice),
        };
    }

    private static Next Replace(
        State.Standing state, Input.Asked asked, ExchangeMessage.Rekey ike,
        ProposalChoice.Choice<Protocol.Cryptography.IkeSuite> choice)
    {
        var suite = choice.Suite!;
        var id = new IkeSaId(ExchangeMessages.IkeSpiOf(choice.PeerSpi), asked.Draw.Ike);
        var nonces = new ExchangeNonces(ike.Nonce, asked.Draw.Nonce);
        var made = new SaFact.IkeMade(
            new(id, IkeRole.Responder, suite, KeyHandle.None, state.Sa.Peer)
            {
                Origin = new(IsOurs: false, LowestOf(nonces), null, state.Sa.Id),
            },
            state.Sa.Id);
        var answer = new ExchangeMessage.Rekey(
            new()
            {
                Proposals =
                [
                    choice.Proposal! with { Spi = ExchangeMessages.ToOctets(asked.Draw.Ike) },
                ],
            },
            asked.Draw.Nonce, suite.KeyExchange, Octets.Empty)
        {
            Link = suite.Additional.Count > 0 ? asked.Draw.Link : Octets.Empty,
            Says = asked.Says,
        };
        return Respond(
            Rivalled(
                state,
                new(LowestOf(nonces), default, id) { IsPending = suite.Additional.Count > 0 },
                task => task.Wish is ExchangeWish.RekeyIke),
            asked, answer, made,
            new NewKeys.OfIke(suite, new(id.Initiator, id.Responder)), nonces, ike.Share);
    }

    private static Next Respond(
        State.Standing state, Input.Asked asked, ExchangeMessage answer, SaFact made,
        NewKeys what, ExchangeNonces nonces, Octets share)
    {
        var isLast = AdditionalOf(made).Count == 0;
        return To(
            state with
            {
                Theirs = new Theirs.Responding(asked.Id, answer, made)
                {
                    Next = isLast
                        ? null
                        : new(asked.Draw.Link, AdditionalOf(made), made, what, nonces),
                },
            },
            Why.Granting,
            new Output.Respond(
                state.Sa.Keys, isLast ? what : new NewKeys.OfLater(MethodIn(what)), nonces,
                share));
    }

    /// <summary>RFC 7296 §2.8: ours that replaces the same knows of it.</summary>
    private static State.Standing Rivalled(
        State.Standing state, Rival rival, Func<ExchangeTask, bool> isSame) =>
        TaskOf(state.Ours) is { } task && isSame(task)
            ? state with { Ours = WithTask(state.Ours, task with { Rival = rival }) }
            : state;

    private static Ours WithTask(Ours ours, ExchangeTask task) => ours switch
    {
        Ours.Idle => ours,
        Ours.Preparing one => one with { Task = task },
        Ours.Asking one => one with { Task = task },
        Ours.Completing one => one with { Task = task },
        Ours.Ready one => one with { Task = task },
        Ours.Committing one => one with { Task = task },
    };

    private static Next Grant(
        Config config, State.Standing state, Instant now, Theirs.Responding responding,
        Octets share, KeyHandle keys)
    {
        var answer = responding.Answer switch
        {
            ExchangeMessage.Child child => child with { Share = share },
            ExchangeMessage.Rekey ike => ike with { Share = share },
            ExchangeMessage.Followup more => more with { Share = share },
            ExchangeMessage.Inform or ExchangeMessage.Refused => responding.Answer,
        };
        return responding.Next is { } next
            ? Wait(config, state, now, responding.Id, answer, next with { Kept = keys })
            : Answer(
                state, responding.Id, answer, [WithKeys(responding.Made, keys)], Why.Answered);
    }

    /// <summary>Every member knows what was granted, and the peer hears it.</summary>
    private static Next Granted(
        Config config, State.Standing state, Instant now, Theirs.Committing committing)
    {
        state = state with { Theirs = new Theirs.Idle() };
        if (committing.Facts.Count == 0)
        {
            return Settle(config, state, now, [], Why.Committed);
        }

        return committing.Facts[0] switch
        {
            SaFact.ChildMade(var child, _) => Settle(
                config,
                IsThere(state with { Children = state.Children.Add(new(child)) }, committing),
                now, [], Why.Committed),
            SaFact.ChildrenEnded(var gone) => Settle(
                config,
                GivenUp(
                    Reopened(Without(state, gone), Origins(state, gone)), Replaces(gone),
                    out var secrets),
                now, secrets, Why.Committed),
            SaFact.IkeMade(var made, _) => Settle(
                config,
                Left(config, IsThere(state, committing), now, out var left), now,
                Joined(left, Rekeyed(state)).Add(
                    new Output.Succeed(
                        made with
                        {
                            IsContested = TaskOf(state.Ours)?.Wish is ExchangeWish.RekeyIke,
                        },
                        state.Children, TasksOf(state))),
                Why.Committed),
            SaFact.IkeEnded => End(state, [], Why.Ended),
        };
    }
}
