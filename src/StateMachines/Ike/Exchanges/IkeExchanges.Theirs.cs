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
        var next = asked.Message switch
        {
            ExchangeMessage.Refused(var why) => why.Data.Tag == NotifyType.InvalidSyntax
                ? Fatal(state, asked.Id)
                : Refuse(
                    state, asked, why,
                    why.Data.Tag == NotifyType.StateNotFound
                        ? Why.NoFollowup
                        : Why.Malformed),
            ExchangeMessage.Inform inform => Inform(state, asked, inform),
            ExchangeMessage.Child child => ServeChild(config, state, asked, child),
            ExchangeMessage.Rekey ike => ServeIke(config, state, asked, ike),
        };
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
        Reason why) => To(
            state with { Theirs = new Theirs.Committing(id, facts) }, why,
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
            || TaskOf(state.Ours) is { Wish: ExchangeWish.RekeyIke })
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
        }
        else if (state.Children.Count >= config.ChildrenMax)
        {
            return Refuse(state, asked, NotifyType.NoAdditionalSas, Why.NoMore);
        }

        var choice = ProposalChoice.Choose(
            state.Sa.Suites, child.Offer.Proposals, isFirst: false, child.Method);
        return choice.Verdict switch
        {
            ProposalChoice.Verdict.Malformed => Fatal(state, asked.Id),
            ProposalChoice.Verdict.NoneFits => Refuse(
                state, asked, NotifyType.NoProposalChosen, Why.NoProposal),
            ProposalChoice.Verdict.OtherMethod => Refuse(
                state, asked, OtherMethod(choice.Suite!.KeyExchange), Why.OtherMethod),
            ProposalChoice.Verdict.Chosen => Narrow(state, asked, child, old, choice),
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
            Says = asked.Says,
        };
        var replaced = old is null
            ? state
            : With(state, IndexOf(state.Children, old.Sa.Inbound), ChildStage.Replaced);
        return Respond(
            Rivalled(
                replaced, new(LowestOf(nonces), asked.Draw.Child, default),
                task => old is not null
                    && task.Wish == new ExchangeWish.RekeyChild(old.Sa.Inbound)),
            asked.Id, answer, made, new NewKeys.OfChild(suite), nonces,
            suite.KeyExchange == KeyExchangeMethod.None ? Octets.Empty : child.Share);
    }

    private static Next ServeIke(
        Config config, State.Standing state, Input.Asked asked, ExchangeMessage.Rekey ike)
    {
        // RFC 7296 §2.25.2: not what we replace or delete already.
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
            ProposalChoice.Verdict.Chosen => Replace(state, asked, ike, choice),
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
            Says = asked.Says,
        };
        return Respond(
            Rivalled(
                state, new(LowestOf(nonces), default, id),
                task => task.Wish is ExchangeWish.RekeyIke),
            asked.Id, answer, made,
            new NewKeys.OfIke(suite, new(id.Initiator, id.Responder)), nonces, ike.Share);
    }

    private static Next Respond(
        State.Standing state, uint id, ExchangeMessage answer, SaFact made, NewKeys what,
        ExchangeNonces nonces, Octets share) => To(
            state with { Theirs = new Theirs.Responding(id, answer, made) }, Why.Granting,
            new Output.Respond(state.Sa.Keys, what, nonces, share));

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
        State.Standing state, Theirs.Responding responding, Octets share, KeyHandle keys)
    {
        var made = WithKeys(responding.Made, keys);
        var answer = responding.Answer switch
        {
            ExchangeMessage.Child child => child with { Share = share },
            ExchangeMessage.Rekey ike => ike with { Share = share },
            ExchangeMessage.Inform or ExchangeMessage.Refused => responding.Answer,
        };
        return Answer(state, responding.Id, answer, [made], Why.Answered);
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
                config, state with { Children = state.Children.Add(new(child)) }, now, [],
                Why.Committed),
            SaFact.ChildrenEnded(var gone) => Settle(
                config, Reopened(Without(state, gone), Origins(state, gone)), now, [],
                Why.Committed),
            SaFact.IkeMade(var made, _) => Settle(
                config, Left(config, state, now), now,
                Rekeyed(state).Add(
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
