using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>Liveness of the peers, and which SA may check.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        private readonly IkeSaParts? SaOf(IkeSaId ike) =>
            _replication.Replica.Sas.Ikes.TryFind(ike.Key, out var known)
            && _sas.TryFind(known.Keys.Value, out var sa) && sa.Ike == ike
                ? sa
                : null;

        /// <summary>The same of an IKE SA that may be gone already.</summary>
        private readonly IkeSaParts? PartsAt(IkeSa ike) =>
            _sas.TryFind(ike.Keys.Value, out var sa) && sa.Ike == ike.Id ? sa : null;

        private void BeginAtSa(Input input)
        {
            var ike = input switch
            {
                Input.AtLiveness at => at.Ike,
                Input.AtDpd at => at.Ike,
                Input.AtMessageIds at => at.Ike,
                Input.AtMessageIdSync at => at.Ike,
                Input.SyncAsked at => at.Ike,
                Input.CountersAsked at => at.Ike,
                Input.AtTokenTaker at => at.Ike,
                Input.ClientUnwanted at => at.Ike,
                Input.PeerSeen at => at.Ike,
                _ => default,
            };
            if (SaOf(ike) is not { } sa)
            {
                _reason ??= Why.NoSuchSa;
                return;
            }

            switch (input)
            {
                case Input.AtLiveness
                {
                    Input: LivenessCheck.Input.Heard
                    or LivenessCheck.Input.Asked or LivenessCheck.Input.Outbound
                    or LivenessCheck.Input.Hint or LivenessCheck.Input.InitialContact
                    or LivenessCheck.Input.TokenShown or LivenessCheck.Input.Refused
                } at:
                    Liveness(sa.Sa, at.Input);
                    break;
                case Input.AtDpd
                {
                    Input: DeadPeerDetection.Input.Heard
                    or DeadPeerDetection.Input.Outbound or DeadPeerDetection.Input.RUThere
                    or DeadPeerDetection.Input.RUThereAck
                    or DeadPeerDetection.Input.Refused
                } at:
                    Dpd(sa.Sa, at.Input);
                    break;
                case Input.AtMessageIds
                {
                    Input: Ike.MessageIds.Input.Wanted
                    or Ike.MessageIds.Input.Answered or Ike.MessageIds.Input.Requested
                    or Ike.MessageIds.Input.WindowSet
                    or Ike.MessageIds.Input.Refused
                } at:
                    MessageIds(sa.Sa, at.Input);
                    break;
                case Input.AtMessageIdSync
                {
                    Input: MessageIdSync.Input.Drawn
                    or MessageIdSync.Input.Answered or MessageIdSync.Input.Refused
                } at:
                    Sync(sa.Sa, at.Input);
                    break;
                case Input.SyncAsked asked when sa.MessageIds is { } ids:
                    Sync(sa.Sa, new MessageIdSync.Input.Asked(
                        asked.Nonce, asked.Send, asked.Receive, asked.Delta, NumbersOf(sa, ids),
                        ChildrenOf(sa.Ike)));
                    break;
                case Input.CountersAsked asked:
                    Sync(sa.Sa, new MessageIdSync.Input.CountersAsked(
                        asked.Delta, ChildrenOf(sa.Ike)));
                    break;
                case Input.AtTokenTaker
                {
                    Input: TokenTaker.Input.Given or TokenTaker.Input.Shown
                    or TokenTaker.Input.Traffic or TokenTaker.Input.Refused
                } at:
                    Taker(sa.Sa, at.Input);
                    break;
                case Input.ClientUnwanted(_, var to):
                    Client(sa.Sa, new RedirectGateway.Input.Unwanted(to));
                    break;
                case Input.PeerSeen(_, var seen):
                    PeerSeen(sa, seen);
                    break;
                default:
                    Refuse();
                    break;
            }

            // It is of the other version of IKE, or such a machine is not configured.
            _reason ??= Why.NoSuchSa;
        }

        /// <summary>The machines of an IKE SA as they are now, and when they are due.</summary>
        private void Keep(IkeSaParts sa)
        {
            _due = DueAt.Moved(
                _due, sa.Sa, _sas.TryFind(sa.Sa, out var was) ? DeadlineOf(config, was) : null,
                DeadlineOf(config, sa));
            _sas = _sas.With(sa);
        }

        private void Drop(ulong at)
        {
            if (_sas.TryFind(at, out var was))
            {
                _due = DueAt.Moved(_due, at, DeadlineOf(config, was), null);
                _sas = _sas.Without(at);
            }
        }

        private void Liveness(ulong at, LivenessCheck.Input input) => OfSa(
            Part.Liveness, SaMachines.Liveness, machines.Liveness, at, input,
            static (ref to, sa, output) => to.On(sa, output));

        private void On(IkeSaParts sa, LivenessCheck.Output output)
        {
            var at = sa.Sa;
            switch (output)
            {
                case LivenessCheck.Output.Ask(var urgency):
                    var mayAsk = _checks.TryAsk(
                        config.Checks, now, at, sa.Peer, urgency, out _checks);
                    _maySchedule = true;
                    if (!mayAsk)
                    {
                        Liveness(at, new LivenessCheck.Input.Denied());
                    }

                    break;
                case LivenessCheck.Output.Release:
                    _checks = _checks.Release(at);
                    _maySchedule = true;
                    break;
                case LivenessCheck.Output.Seal:
                    ReserveCheck(at);
                    break;
                case LivenessCheck.Output.Transmit:
                    // RFC 7296 §2.1: it is a request as any, so its repetition is MessageIds'.
                    break;
                case LivenessCheck.Output.Answer:
                    Put(new Output.OfLiveness(sa.Ike, output));
                    break;
                case LivenessCheck.Output.Synchronize:
                    Synchronise(at, 0);
                    break;
                case LivenessCheck.Output.PeerFailed:
                    Lose(sa);
                    Put(new Output.OfLiveness(sa.Ike, output));
                    break;
            }
        }

        /// <summary>Grants checks, at the end of a step that asked for some or ended some.
        /// </summary>
        private void Grant()
        {
            _cause = nameof(CheckSchedule.TryGrant);
            while (_maySchedule
                && _checks.TryGrant(config.Checks, now, out var at, out _checks))
            {
                if (_sas.TryFind(at, out _))
                {
                    Liveness(at, new LivenessCheck.Input.Granted());
                }
                else
                {
                    _checks = _checks.Release(at);
                }
            }
        }

        /// <summary>What depends on an IKE SA goes in order: routes, then the SAs.</summary>
        private void Lose(IkeSaParts sa)
        {
            if (!_replication.Replica.Sas.Ikes.TryFind(sa.Ike.Key, out var ike) || IsLost(sa.Ike))
            {
                return;
            }

            foreach (var spi in ike.Children)
            {
                LoseRoutes(spi);
            }

            foreach (var router in RoutersOf(sa))
            {
                RouterDown(router, except: sa);
            }

            Propose(sa.Sa, [new Change.IkeDown(sa.Ike)], []);
        }

        /// <summary>Whether that was proposed already, and is no fact yet.</summary>
        private readonly bool IsLost(IkeSaId ike)
        {
            foreach (var held in _held.Span)
            {
                if (held.Changes is [Change.IkeDown down] && down.Ike == ike)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>An SA that had no routes, or lost them before, is not released again.
        /// </summary>
        private void LoseRoutes(Protocol.Spi spi)
        {
            if (_routes.Has(spi.Value))
            {
                Routed(_routes.Lost(now, spi.Value), nameof(RouteTable.Lost));
            }
        }

        private void Dpd(ulong at, DeadPeerDetection.Input input) => OfSa(
            Part.Dpd, SaMachines.Dpd, machines.Dpd, at, input,
            static (ref to, sa, output) => to.On(sa, output));

        private void On(IkeSaParts sa, DeadPeerDetection.Output output)
        {
            switch (output)
            {
                case DeadPeerDetection.Output.SendRUThere(var sequence):
                    Probe(sa.Sa, sa.Ike, sequence, output);
                    break;
                case DeadPeerDetection.Output.SendRUThereAck:
                    Put(new Output.OfDpd(sa.Ike, output));
                    break;
                case DeadPeerDetection.Output.PeerDied:
                    Lose(sa);
                    Put(new Output.OfDpd(sa.Ike, output));
                    break;
            }
        }

        /// <summary>
        /// RFC 3706 §6.2: numbers go on, whichever member uses them; so each is a fact before it is
        /// sent, and those before it are not waited for any more.
        /// </summary>
        private void Probe(
            ulong at, IkeSaId id, uint sequence, DeadPeerDetection.Output output)
        {
            if (!_replication.Replica.Sas.Ikes.TryFind(id.Key, out var ike))
            {
                return;
            }

            var probe = new Output.OfDpd(id, output);
            if (sequence != ike.NextRequest)
            {
                Put(probe);
                return;
            }

            Propose(
                at,
                [
                    .. ike.Requests.Select(open => new Change.RequestAnswered(id, open.Id)),
                    new Change.RequestSent(id, new(sequence, [], KeyHandle.None)),
                ],
                [probe]);
        }

        /// <summary>A machine of this member has no voice any more.</summary>
        private void Demote(ulong at)
        {
            Liveness(at, new LivenessCheck.Input.Demoted());
            Dpd(at, new DeadPeerDetection.Input.Demoted());
            Sync(at, new MessageIdSync.Input.Demoted());
            MessageIds(at, new Ike.MessageIds.Input.Demoted());
        }
    }
}
