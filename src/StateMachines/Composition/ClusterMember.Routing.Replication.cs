using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>Replication: who reigns, and what takes effect.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        private void FromOutside(SaReplication.Input input)
        {
            switch (input)
            {
                case SaReplication.Input.Authority or SaReplication.Input.Slept
                    or SaReplication.Input.Tick:
                    Refuse();
                    break;
                case SaReplication.Input.LostVote:
                    // Whoever is fenced waits until the first hop says anew that it is here: so it
                    // gives it up, also where it only wanted to reign.
                    Replicate(input);
                    FirstHop(new HsrpPair.Input.Resign());
                    break;
                case SaReplication.Input.Persisted or SaReplication.Input.Connected
                    or SaReplication.Input.Received or SaReplication.Input.FenceConfirmed
                    or SaReplication.Input.Propose or SaReplication.Input.Sealed
                    or SaReplication.Input.NotSealed or SaReplication.Input.RequestRepeated:
                    Replicate(input);
                    break;
            }
        }

        private void Replicate(SaReplication.Input input)
        {
            var was = _replication;
            var next = machines.Replication(config.Replication, was, now, input);
            _replication = next.State;
            var cause = Enter(Part.Replication, 0, input, next.Reason);
            _cause = Wiring.Facts;
            FollowFacts(was.Replica, next.State.Replica);
            GoOnAtFirstHop(was.Role);
            HandOn(next.Outputs, Part.Replication, static (ref to, _, output) => to.On(output));
            _cause = Wiring.OtherTerm;
            if (next.State.Seen != was.Seen && next.State.Seen.IsSome
                && next.State.Seen.Epoch.Member != config.Set.Self)
            {
                if (was.Role is SaReplication.Role.Proving)
                {
                    FirstHop(new HsrpPair.Input.Resign(IsSaid: false));
                }

                Drain(new MemberDrain.Input.Replaced());
            }

            _cause = Wiring.Log;
            AskSuccessor();
            AskAgain();
            Leave(cause);
        }

        private void On(SaReplication.Output output)
        {
            switch (output)
            {
                case SaReplication.Output.Reign reign:
                    Put(new Output.OfReplication(output));
                    Reign(reign.Takeover);
                    break;
                case SaReplication.Output.Resume resume:
                    Put(new Output.OfReplication(output));
                    GoOn(resume.Ikes, resume.Children);
                    break;
                case SaReplication.Output.Stop(var why):
                    Close();
                    Put(new Output.OfReplication(output));
                    Stop(why);
                    break;
                case SaReplication.Output.Stands(var standing):
                    Put(new Output.OfReplication(output));
                    FirstHop(new HsrpPair.Input.Synced(standing == StandingKind.Synced));
                    break;
                case SaReplication.Output.Solo(var isSolo):
                    Put(new Output.OfReplication(output));
                    if (isSolo)
                    {
                        Drain(new MemberDrain.Input.SuccessorLost());
                    }

                    break;
                case SaReplication.Output.Transmit transmit:
                    Transmitted(transmit);
                    break;
                case SaReplication.Output.SendThrough(var spi, _, _):
                    Put(new Output.OfReplication(output));
                    Routed(_routes.Ready(now, spi.Value), nameof(RouteTable.Ready));
                    break;
                case SaReplication.Output.Committed(var ticket):
                    Committed(ticket, output);
                    break;
                case SaReplication.Output.Refused(var ticket, var why):
                    Refused(ticket, why, output);
                    break;
                case SaReplication.Output.Contested contested:
                    Put(new Output.OfReplication(output));
                    Contest(contested.Ike);
                    break;
                case SaReplication.Output.Send or SaReplication.Output.PersistEpoch
                    or SaReplication.Output.Seal or SaReplication.Output.AcceptThrough
                    or SaReplication.Output.ChildEnded
                    or SaReplication.Output.Forget or SaReplication.Output.DeleteAtPeer
                    or SaReplication.Output.Diverged or SaReplication.Output.CannotFollow
                    or SaReplication.Output.StoreDoubted:
                    Put(new Output.OfReplication(output));
                    break;
            }
        }

        private void Reign(Takeover takeover)
        {
            Drain(new MemberDrain.Input.Remain());
            GoOn(
                takeover.Ikes,
                [.. takeover.Children.Select(plan => new ChildUse(plan.Inbound, plan.Action))]);
        }

        /// <summary>
        /// Counters, then IKE, then routes, then work, then traffic. Where a reign is proved anew
        /// everything goes on from the facts, and what had not ended begins anew.
        /// </summary>
        private void GoOn(Items<IkePlan> ikes, Items<ChildUse> children)
        {
            foreach (var plan in ikes)
            {
                TakeOver(plan);
            }

            foreach (var use in children)
            {
                if (!use.Action.HasFlag(ChildTakeover.SendNothing))
                {
                    Routed(_routes.Ready(now, use.Inbound.Value), nameof(RouteTable.Ready));
                }
            }

            Routed(_routes.Promote(now), nameof(RouteTable.Promote));
            foreach (var plan in ikes)
            {
                if (plan.Action == IkeTakeover.Reestablish)
                {
                    Want(PacedWork.Work.Reestablish, plan.Ike, PacedWork.Urgency.Owed);
                }
                else if (plan.MustRekey
                    && SaOf(plan.Ike) is { MessageIds: Ike.MessageIds.State.Open })
                {
                    Want(PacedWork.Work.RekeyIkeSa, plan.Ike, PacedWork.Urgency.Wanted);
                }
            }

            // A rekey needs message IDs: until they are synchronised it waits.
            foreach (var use in InTurns(children))
            {
                if (use.Action.HasFlag(ChildTakeover.Rekey)
                    && SaOf(_replication.Replica.Sas.Children.Find(use.Inbound.Value)!.Ike)
                        is { MessageIds: Ike.MessageIds.State.Open })
                {
                    WantRekey(
                        use.Inbound,
                        use.Action.HasFlag(ChildTakeover.SendNothing)
                            ? PacedWork.Urgency.Wanted
                            : PacedWork.Urgency.Owed);
                }
            }

            AdoptTokens();
            Open();
            BeginNhrp();
        }

        /// <summary>IKE, then routes, then the virtual address: traffic has stopped already.
        /// </summary>
        private void Stop(SaReplication.StopReason why)
        {
            _held = [];
            DemoteTokens();
            foreach (var sa in _sas)
            {
                Demote(sa.Sa);
            }

            _sas = default;
            _due = default;
            Rekeys(new PacedWork.Input.Demoted());
            Reestablishments(new PacedWork.Input.Demoted());
            Redirects(new PacedWork.Input.Demoted());
            EndNhrp();
            var isFenced = why switch
            {
                // docs/adr/0055: nobody has the place of whoever reigns anew at once.
                SaReplication.StopReason.HigherEpoch =>
                    _replication.Role is not SaReplication.Role.Promoting,
                SaReplication.StopReason.Fenced => true,
                SaReplication.StopReason.NoAuthority or SaReplication.StopReason.Slept => false,
            };
            Routed(_routes.Demote(now, isFenced), nameof(RouteTable.Demote));
        }

        /// <summary>A fact of the composition's own; what follows waits until it has taken effect.
        /// </summary>
        private void Propose(ulong sa, Items<Change> changes, Items<Output> then)
        {
            var ticket = OwnTickets + 1;
            foreach (var held in _held.Span)
            {
                ticket = Math.Max(ticket, held.Ticket + 1);
            }

            _held = _held.Add(new(ticket, sa, changes, then));
            Replicate(new SaReplication.Input.Propose(ticket, changes, null, KeyHandle.None));
        }

        private void Committed(ulong ticket, SaReplication.Output output)
        {
            if (ticket < OwnTickets)
            {
                Put(new Output.OfReplication(output));
            }
            else if (Release(ticket) is { } fact)
            {
                foreach (var then in fact.Then)
                {
                    TakeEffect(fact.Sa, then);
                }
            }

            // There may be room for what found none.
            if (Release(0) is { } owed)
            {
                Propose(owed.Sa, owed.Changes, owed.Then);
            }
        }

        private void Refused(ulong ticket, Refusal why, SaReplication.Output output)
        {
            if (ticket < OwnTickets)
            {
                Put(new Output.OfReplication(output));
            }
            else if (Release(ticket) is { } fact)
            {
                if (why == Refusal.Busy)
                {
                    _held = _held.Add(fact with { Ticket = 0 });
                }
                else
                {
                    GiveUp(fact);
                }
            }
        }

        private HeldFact? Release(ulong ticket)
        {
            for (var at = 0; at < _held.Count; at++)
            {
                if (_held[at].Ticket == ticket)
                {
                    var fact = _held[at];
                    _held = [.. _held.Span[..at], .. _held.Span[(at + 1)..]];
                    return fact;
                }
            }

            return null;
        }
    }
}
