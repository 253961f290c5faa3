using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>How an IKE SA goes on after a takeover, RFC 6311.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        private void TakeOver(IkePlan plan)
        {
            if (!_replication.Replica.Sas.Ikes.TryFind(plan.Ike.Key, out var ike))
            {
                return;
            }

            var sa = PartsOf(ike);
            if (sa.Dpd is not null && ike.Traits.HasFlag(IkeTraits.DeadPeerDetection))
            {
                sa = sa with
                {
                    Dpd = new DeadPeerDetection.State.Paused(new(ike.NextRequest, null, null)),
                };
            }

            Keep(sa);
            switch (plan.Action)
            {
                case IkeTakeover.Resume:
                    MessageIds(sa.Sa, new Ike.MessageIds.Input.Promoted(FactsOf(ike)));
                    Liveness(sa.Sa, new LivenessCheck.Input.Promoted(SyncsFirst: false));
                    TellOccupied(sa.Sa);

                    // All numbers of R-U-THEREs are facts, so none was used unseen.
                    Dpd(sa.Sa, new DeadPeerDetection.Input.Promoted(Skip: 0));
                    if (plan.ReplayDelta > 0)
                    {
                        Sync(sa.Sa, new MessageIdSync.Input.CountersOwed(
                            ChildrenOf(ike.Id), plan.ReplayDelta));
                    }

                    break;
                case IkeTakeover.Synchronise:
                    _replayDelta = plan.ReplayDelta;
                    Liveness(sa.Sa, new LivenessCheck.Input.Promoted(SyncsFirst: true));
                    _replayDelta = 0;
                    PassOver(ike.Id, [.. ike.Requests.Select(request => request.Id)]);
                    break;
                case IkeTakeover.Reestablish:
                    // None of its message IDs can be used: it says nothing more.
                    break;
            }
        }

        /// <summary>Another member changed an IKE SA unseen: it goes on as after a takeover.
        /// </summary>
        private void Contest(IkeSaId id)
        {
            if (SaOf(id) is not { } sa
                || !_replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike))
            {
                return;
            }

            // RFC 6311 §5: what counters are owed goes with the synchronisation.
            var owed = sa.Counters?.Delta.Value ?? 0;
            Items<uint> open = sa.MessageIds is Ike.MessageIds.State.Open { Ours: var ours }
                ? [.. ours.Requests.Select(request => request.Id)]
                : [];
            Keep(sa with { Counters = null });
            Demote(sa.Sa);
            if (ike.Traits.HasFlag(IkeTraits.MessageIdSync))
            {
                _replayDelta = owed;
                Liveness(sa.Sa, new LivenessCheck.Input.Promoted(SyncsFirst: true));
                _replayDelta = 0;
                PassOver(id, open);
            }
            else
            {
                Want(PacedWork.Work.Reestablish, id, PacedWork.Urgency.Owed);
            }
        }

        /// <summary>RFC 6311 §5.1: requests whose IDs a synchronisation of ours passes over have
        /// no answer any more. Who waits for one hears so at once, and asks again behind it.
        /// </summary>
        private void PassOver(IkeSaId id, Items<uint> open)
        {
            foreach (var request in open)
            {
                Put(new Output.OfMessageIds(id, new Ike.MessageIds.Output.Drop(request)));
            }
        }

        /// <summary>RFC 6311 §5.1: from what the facts say.</summary>
        private void Synchronise(ulong at, ulong delta)
        {
            if (!_sas.TryFind(at, out var sa)
                || !_replication.Replica.Sas.Ikes.TryFind(sa.Ike.Key, out var ike))
            {
                return;
            }

            delta = Math.Max(delta, _replayDelta);
            Sync(at, new MessageIdSync.Input.TakenOver(
                new(ike.NextRequest, NextOfPeer(ike)), ike.SendWindow,
                delta == 0 ? MessageIdSync.Children.None : ChildrenOf(ike.Id), delta,
                MarksOf(ike)));
        }

        private void Sync(ulong at, MessageIdSync.Input input)
        {
            if (TryStep(SaMachines.Sync, machines.MessageIdSync, at, input, out var next)
                is not { } sa)
            {
                return;
            }

            MessageIdSync.Output? answer = null;
            foreach (var output in next.Outputs)
            {
                answer = output is MessageIdSync.Output.Answer ? output : answer;
            }

            Follow(
                Part.MessageIdSync, at, input, next.Reason, next.Outputs, (sa, answer),
                static (ref to, of, output) =>
                    to.On(of.sa.Sa, of.sa.Ike, output, of.answer));
        }

        private void On(
            ulong at, IkeSaId ike, MessageIdSync.Output output, MessageIdSync.Output? answer)
        {
            switch (output)
            {
                case MessageIdSync.Output.Ask(_, var m1, _, _):
                    Propose(
                        at, [new Change.SyncSent(ike, m1)],
                        [new Output.OfMessageIdSync(ike, output)]);
                    break;
                case MessageIdSync.Output.AskCounters(var delta):
                    Keep(_sas.Find(at)! with { Counters = new(delta, null) });
                    ReserveCounters(at);
                    break;
                case MessageIdSync.Output.Adopt adopt:
                    ProposeSynced(at, ike, adopt, answer);
                    break;
                case MessageIdSync.Output.Answer:
                    // It goes out with the fact that was proposed for Adopt.
                    break;
                case MessageIdSync.Output.RekeyChildren:
                    WantRekeys(ike);
                    break;
                case MessageIdSync.Output.TearDown:
                    Liveness(at, new LivenessCheck.Input.Synced(false));
                    break;
                case MessageIdSync.Output.Draw or MessageIdSync.Output.Advance:
                    Put(new Output.OfMessageIdSync(ike, output));
                    break;
            }
        }

        /// <summary>
        /// RFC 6311 §5.1: all members know the IDs, and which synchronisation of the peer said so,
        /// in one fact, before they hold and before it is answered.
        /// </summary>
        private void ProposeSynced(
            ulong at, IkeSaId ike, MessageIdSync.Output.Adopt adopt, MessageIdSync.Output? answer)
        {
            var seen = answer is MessageIdSync.Output.Answer(_, var m1, _, _) ? m1 : 0;
            Propose(
                at,
                [new Change.MessageIdsSynced(ike, adopt.Send, adopt.Receive, seen)],
                answer is null
                    ? [new Output.OfMessageIdSync(ike, adopt)]
                    : [
                        new Output.OfMessageIdSync(ike, adopt),
                        new Output.OfMessageIdSync(ike, answer),
                    ]);
        }

        /// <summary>What waited for a fact of the composition's own.</summary>
        private void TakeEffect(ulong at, Output then)
        {
            switch (then)
            {
                case Output.OfMessageIdSync(_, MessageIdSync.Output.Adopt adopt):
                    Adopt(at, adopt);
                    break;
                case Output.OfMessageIdSync(_, MessageIdSync.Output.Ask ask):
                    // A later attempt names a higher ID, and stands in its place.
                    if (_sas.TryFind(at, out var sa)
                        && sa.Sync is MessageIdSync.State.Waiting waiting && waiting.M1 == ask.M1)
                    {
                        Put(then);
                    }

                    break;
                default:
                    Put(then);
                    break;
            }
        }

        private void Adopt(ulong at, MessageIdSync.Output.Adopt adopt)
        {
            if (!_sas.TryFind(at, out var sa)
                || !_replication.Replica.Sas.Ikes.TryFind(sa.Ike.Key, out var ike))
            {
                return;
            }

            if (sa.MessageIds is Ike.MessageIds.State.Standby)
            {
                MessageIds(at, new Ike.MessageIds.Input.Promoted(FactsOf(ike)));
                Liveness(at, new LivenessCheck.Input.Synced(true));
                WantRekeys(sa.Ike);
            }
            else
            {
                MessageIds(at, new Ike.MessageIds.Input.Synced(adopt.Send, adopt.Receive));
            }
        }

        /// <summary>What waited for a fact that will be none: IDs are agreed on anew.</summary>
        private void GiveUp(HeldFact fact)
        {
            if (fact.Then.Any(then => then is Output.OfMessageIdSync(
                    _, MessageIdSync.Output.Adopt))
                && _sas.TryFind(fact.Sa, out var sa)
                && sa.MessageIds is Ike.MessageIds.State.Standby
                && sa.Sync is MessageIdSync.State.Idle)
            {
                Synchronise(fact.Sa, 0);
            }
        }

        /// <summary>One above the highest ID that either side has used, RFC 6311 §5.1.</summary>
        private readonly MessageIdSync.Numbers NumbersOf(IkeSaParts sa, MessageIds.State ids)
        {
            if (ids is Ike.MessageIds.State.Open open)
            {
                var receive = open.Theirs.Lowest;
                foreach (var id in open.Theirs.Taken)
                {
                    receive = Math.Max(receive, id + 1);
                }

                foreach (var response in open.Theirs.Responses)
                {
                    receive = Math.Max(receive, response.Id + 1);
                }

                return new(open.Ours.Next, receive);
            }

            return _replication.Replica.Sas.Ikes.TryFind(sa.Ike.Key, out var ike)
                ? new(ike.NextRequest, NextOfPeer(ike))
                : default;
        }

        private static uint NextOfPeer(IkeSa ike) => ike.Responses.Aggregate(
            ike.NextExpected, (next, response) => Math.Max(next, response.Id + 1));

        private readonly MessageIdSync.Children ChildrenOf(IkeSaId id)
        {
            var kind = MessageIdSync.Children.None;
            if (!_replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike))
            {
                return kind;
            }

            foreach (var spi in ike.Children)
            {
                var own = _replication.Replica.Sas.Children.Find(spi.Value) is { IsExtended: true }
                    ? MessageIdSync.Children.Extended
                    : MessageIdSync.Children.Plain;
                kind = kind == MessageIdSync.Children.None || kind == own
                    ? own
                    : MessageIdSync.Children.Mixed;
            }

            return kind;
        }
    }
}
