using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <content>Message IDs, and their synchronisation after a takeover.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        private void MessageIds(ulong at, MessageIds.Input input)
        {
            if (TryStep(SaMachines.Requests, machines.MessageIds, at, input, out var next)
                is not { MessageIds: { } was } sa)
            {
                return;
            }

            var cause = Enter(Part.MessageIds, at, input, next.Reason);
            HandOn(next.Outputs, sa, static (ref to, of, output) => to.On(of.Sa, of.Ike, output));

            // A drain that waited for this exchange may end the reign: last of all.
            _cause = Wiring.Requests;
            TellOccupied(at);
            CountExchanges(OpenOf(next.State) - OpenOf(was));
            Leave(cause);
        }

        private void On(ulong at, IkeSaId ike, MessageIds.Output output)
        {
            uint? ended = output switch
            {
                Ike.MessageIds.Output.Finish(var id) => id,
                Ike.MessageIds.Output.Drop(var id) => id,
                _ => null,
            };
            var sa = _sas.Find(at);
            var isCheck = ended is not null && ended == sa?.Check;
            var isCounters = ended is not null && ended == sa?.Counters?.MessageId;
            switch (output)
            {
                case Ike.MessageIds.Output.Seal(var id):
                    SealFor(at, ike, id, output);
                    break;
                case Ike.MessageIds.Output.RoomLeft:
                    // The caller may wait as well: where no room is left for it, it waits on.
                    ReserveCounters(at);
                    if (IsCheckHeld(at))
                    {
                        ReserveCheck(at);
                    }

                    Put(new Output.OfMessageIds(ike, output));
                    break;
                case Ike.MessageIds.Output.Finish(var id):
                    Liveness(at, new LivenessCheck.Input.Answered(id));
                    if (isCheck)
                    {
                        // RFC 7296 §2.4: an empty response says no more than that it came.
                        Keep(_sas.Find(at)! with { Check = null });
                        Propose(at, [new Change.RequestAnswered(ike, id)], []);
                    }
                    else if (isCounters)
                    {
                        // RFC 6311 §5.2: nor does the response to this one say more.
                        Keep(_sas.Find(at)! with { Counters = null });
                        Propose(at, [new Change.RequestAnswered(ike, id)], []);
                    }
                    else
                    {
                        Put(new Output.OfMessageIds(ike, output));
                    }

                    break;
                case Ike.MessageIds.Output.Drop when isCounters:
                    // RFC 6311 §5.1: a synchronisation of the peer dropped it: it is asked anew.
                    Keep(sa! with { Counters = sa.Counters!.Value with { MessageId = null } });
                    ReserveCounters(at);
                    break;
                case Ike.MessageIds.Output.Drop when isCheck:
                    // RFC 6311 §5.1: nobody waits for it; the peer is asked anew.
                    Keep(sa! with { Check = null });
                    Liveness(at, new LivenessCheck.Input.Demoted());
                    Liveness(at, new LivenessCheck.Input.Promoted(SyncsFirst: false));
                    break;
                case Ike.MessageIds.Output.Take:
                    Liveness(at, new LivenessCheck.Input.Heard());
                    Put(new Output.OfMessageIds(ike, output));
                    break;
                case Ike.MessageIds.Output.Rekey:
                    Want(PacedWork.Work.RekeyIkeSa, ike, PacedWork.Urgency.Wanted);
                    break;
                case Ike.MessageIds.Output.SaFailed:
                    Liveness(at, new LivenessCheck.Input.GivenUp());
                    break;
                case Ike.MessageIds.Output.Hold or Ike.MessageIds.Output.Transmit
                    or Ike.MessageIds.Output.Drop or Ike.MessageIds.Output.Complain:
                    Put(new Output.OfMessageIds(ike, output));
                    break;
            }
        }

        /// <summary>A message whose fact has taken effect is sent by whoever repeats it.</summary>
        private void Transmitted(SaReplication.Output.Transmit transmit)
        {
            if (SaOf(transmit.Ike) is not { MessageIds: not null } sa)
            {
                // R-U-THEREs have facts without octets: they are sealed when they are sent.
                if (transmit.Octets.Count > 0)
                {
                    Put(new Output.OfReplication(transmit));
                }

                return;
            }

            if (transmit.IsResponse)
            {
                MessageIds(sa.Sa, new Ike.MessageIds.Input.Responded(
                    transmit.MessageId, transmit.Octets));
                return;
            }

            MessageIds(sa.Sa, new Ike.MessageIds.Input.Sealed(transmit.MessageId, transmit.Octets));
            if (sa.Check == transmit.MessageId && transmit.Octets.Count > 0)
            {
                Liveness(sa.Sa, new LivenessCheck.Input.Sealed(
                    transmit.MessageId, transmit.Octets[0]));
            }
        }

        private void ReserveCheck(ulong at)
        {
            _isCheckWanted = true;
            MessageIds(at, new Ike.MessageIds.Input.Wanted());
            _isCheckWanted = false;
        }

        /// <summary>Counters that are owed, and for which no request was begun, get one.</summary>
        private void ReserveCounters(ulong at)
        {
            if (_sas.TryFind(at, out var sa) && sa.Counters is { MessageId: null })
            {
                _areCountersWanted = true;
                MessageIds(at, new Ike.MessageIds.Input.Wanted());
                _areCountersWanted = false;
            }
        }

        private void SealFor(ulong at, IkeSaId ike, uint id, MessageIds.Output output)
        {
            if (_isCheckWanted)
            {
                _isCheckWanted = false;
                Keep(_sas.Find(at)! with { Check = id });
                Put(new Output.SealCheck(ike, id));
            }
            else if (_areCountersWanted && _sas.Find(at) is { Counters: { } owed } sa)
            {
                _areCountersWanted = false;
                Keep(sa with { Counters = owed with { MessageId = id } });
                Put(new Output.SealCounters(ike, id, owed.Delta));
            }
            else
            {
                Put(new Output.OfMessageIds(ike, output));
            }
        }

        private readonly bool IsCheckHeld(ulong at) =>
            _sas.TryFind(at, out var sa)
            && sa is { Liveness: LivenessCheck.State.Sealing, Check: null };

        /// <summary>Liveness knows whether another request asks the peer already.</summary>
        private void TellOccupied(ulong at)
        {
            if (!_sas.TryFind(at, out var sa) || NotesOf(sa.Liveness) is not { } notes)
            {
                return;
            }

            var isOccupied = sa.MessageIds is Ike.MessageIds.State.Open open
                && open.Ours.Requests.Any(request => request.Id != sa.Check);
            if (isOccupied != notes.IsOccupied)
            {
                var cause = _cause;
                _cause = Wiring.Requests;
                Liveness(at, new LivenessCheck.Input.Occupied(isOccupied));
                _cause = cause;
            }
        }

        private static LivenessCheck.Notes? NotesOf(LivenessCheck.State? state) => state switch
        {
            LivenessCheck.State.Alive alive => alive.Notes,
            LivenessCheck.State.Idle idle => idle.Notes,
            LivenessCheck.State.Waiting waiting => waiting.Notes,
            LivenessCheck.State.Sealing sealing => sealing.Notes,
            LivenessCheck.State.Checking checking => checking.Notes,
            LivenessCheck.State.Syncing or LivenessCheck.State.Paused
                or LivenessCheck.State.Failed or null => null,
        };

        /// <summary>A drain waits for open exchanges.</summary>
        private void CountExchanges(int more)
        {
            if (more == 0)
            {
                return;
            }

            int? open = _drain switch
            {
                MemberDrain.State.Serving serving => serving.Open,
                MemberDrain.State.Finishing finishing => finishing.Open,
                MemberDrain.State.Pushing pushing => pushing.Open,
                MemberDrain.State.Yielding yielding => yielding.Open,
                MemberDrain.State.Drained => null,
            };
            if (open is { } count)
            {
                Drain(new MemberDrain.Input.Exchanges(count + more));
            }
        }

        private static int OpenOf(MessageIds.State state) => state switch
        {
            Ike.MessageIds.State.Open open => open.Ours.Requests.Count + open.Theirs.Taken.Count,
            Ike.MessageIds.State.Standby or Ike.MessageIds.State.Failed => 0,
        };
    }
}
