using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>Links, first hop, drain, routes and packets of others.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        private void Links(LinkSelection.Input input)
        {
            if (input is LinkSelection.Input.Carrier(var at, var works)
                && at >= 0 && at < config.Set.Links.Names.Count
                && config.TrackedLinkOf(at) is { } tracked)
            {
                FirstHop(new HsrpPair.Input.LinkChanged(tracked, works));
            }

            OfMember(
                Part.Links, machines.Links, config.Links, ref _links, input,
                static (ref to, _, output) => to.On(output));
        }

        private void On(LinkSelection.Output output)
        {
            Put(new Output.OfLinks(output));
            switch (output)
            {
                case LinkSelection.Output.Lost or LinkSelection.Output.Regained:
                    if (config.TrackedLinkOf(null) is { } tracked)
                    {
                        FirstHop(new HsrpPair.Input.LinkChanged(
                            tracked, output is LinkSelection.Output.Regained));
                    }

                    break;
                case LinkSelection.Output.Reroute or LinkSelection.Output.UseSaOf:
                    break;
            }
        }

        private void FirstHop(HsrpPair.Input input) => OfMember(
            Part.FirstHop, machines.FirstHop, config.Hsrp, ref _firstHop, input,
            static (ref to, _, output) => to.On(output));

        private void On(HsrpPair.Output output)
        {
            switch (output)
            {
                case HsrpPair.Output.At(var side, var inner):
                    Put(new Output.OfFirstHop(side, inner));
                    break;
                case HsrpPair.Output.OpenTraffic:
                    Replicate(new SaReplication.Input.Authority(true));
                    break;
                case HsrpPair.Output.CloseTraffic:
                    Close();
                    Replicate(new SaReplication.Input.Authority(false));
                    break;
            }
        }

        private void Drain(MemberDrain.Input input) => OfMember(
            Part.Drain, machines.Drain, config.Drain, ref _drain, input,
            static (ref to, _, output) => to.On(output));

        private void On(MemberDrain.Output output)
        {
            Put(new Output.OfDrain(output));
            switch (output)
            {
                case MemberDrain.Output.CloseDoors:
                    break;
                case MemberDrain.Output.OpenDoors:
                    FirstHop(new HsrpPair.Input.Withhold(false));
                    break;
                case MemberDrain.Output.RedirectPeers:
                    foreach (var sa in _sas)
                    {
                        // RFC 5685 §3: nobody is redirected who did not say that it follows.
                        if (sa.Client is not null)
                        {
                            Want(
                                PacedWork.Work.Redirect, WorkIdOf(sa.Sa),
                                PacedWork.Urgency.Idle);
                        }
                    }

                    break;
                case MemberDrain.Output.StopRedirects:
                    StopRedirects();

                    break;
                case MemberDrain.Output.PushState:
                    AskSuccessor();
                    break;
                case MemberDrain.Output.Yield:
                    FirstHop(new HsrpPair.Input.Withhold(true));
                    Routed(_routes.Drain(now, config.Routes.DrainFor), nameof(RouteTable.Drain));
                    break;
                case MemberDrain.Output.TakeBack:
                    FirstHop(new HsrpPair.Input.Withhold(false));
                    if (_routes.Role == ReverseRouteInjection.Role.Leaving)
                    {
                        Routed(_routes.Promote(now), nameof(RouteTable.Promote));
                    }

                    break;
            }
        }

        /// <summary>Those that wait first: what ends a running one would begin them.</summary>
        private void StopRedirects()
        {
            foreach (var isRunning in (ReadOnlySpan<bool>)[false, true])
            {
                foreach (var place in _redirects.Places)
                {
                    if (_redirects.IsRunning(place) == isRunning)
                    {
                        Redirects(new PacedWork.Input.Withdrawn(place.Sa));
                    }
                }
            }
        }

        /// <summary>Whether the successor has the last state is read off the log.</summary>
        private void AskSuccessor()
        {
            if (_drain is not MemberDrain.State.Pushing)
            {
                return;
            }

            if (_replication.Role is not SaReplication.Role.Active { IsSolo: false } active)
            {
                Drain(new MemberDrain.Input.SuccessorLost());
                return;
            }

            // What it acknowledged long ago is no word of whether it is there still.
            var last = _replication.Replica.Index;
            var heardSince = now - config.Replication.Settings.SilentAfter;
            if (active.Proposals.Count == 0 && active.Committed == last
                && active.Views.Any(view =>
                    view.Place == SaReplication.Place.InSync && view.Match == last
                    && view.AckedAt > heardSince))
            {
                Drain(new MemberDrain.Input.Acknowledged());
            }
        }

        /// <summary>Carries out a change of the routes.</summary>
        private void Routed(RouteTable.Change change, string operation)
        {
            _routes = change.Table;
            var cause = Enter(Part.Routes, 0, operation, Why.Routed);
            foreach (var output in change.Outputs.Span)
            {
                _cause = output;
                On(output);
            }

            Leave(cause);
        }

        /// <summary>
        /// Whoever wants to delete an SA is answered once: where time that acted first has let it
        /// go in this very step, that was the answer.
        /// </summary>
        private void EndChild(Protocol.Spi spi)
        {
            var released = new Output.OfRoutes(new ReverseRouteInjection.Output.Release(spi.Value));
            if (!HasPut(released))
            {
                Routed(_routes.Down(now, spi.Value), nameof(RouteTable.Down));
            }
        }

        private void On(ReverseRouteInjection.Output output)
        {
            switch (output)
            {
                case ReverseRouteInjection.Output.Yield:
                    // A member that is a standby now had nothing to give up, or may keep it.
                    if (_routes.Role is ReverseRouteInjection.Role.Fenced
                        or ReverseRouteInjection.Role.Leaving)
                    {
                        FirstHop(new HsrpPair.Input.Resign());
                    }

                    break;
                case ReverseRouteInjection.Output.Guard or ReverseRouteInjection.Output.Unguard
                    or ReverseRouteInjection.Output.Add or ReverseRouteInjection.Output.Replace
                    or ReverseRouteInjection.Output.Withdraw
                    or ReverseRouteInjection.Output.Conflict
                    or ReverseRouteInjection.Output.ConflictEnded
                    or ReverseRouteInjection.Output.Release
                    or ReverseRouteInjection.Output.Refused:
                    Put(new Output.OfRoutes(output));
                    break;
            }
        }

        private void Protect(Input.Protected protect)
        {
            if (!protect.IsProtected)
            {
                Routed(
                    _routes.Unprotect(now, protect.Vrf, protect.Prefix),
                    nameof(RouteTable.Unprotect));
            }
            else if (_routes.TryProtect(now, protect.Vrf, protect.Prefix, out var change))
            {
                Routed(change, nameof(RouteTable.TryProtect));
            }
            else
            {
                Put(new Output.OfRoutes(new ReverseRouteInjection.Output.Refused(0)));
            }
        }

        private void Foreign(AsymmetricTraffic.Input input) => OfMember(
            Part.Foreign, machines.Foreign, config.Foreign, ref _foreign, input,
            static (ref to, _, output) => to.Put(new Output.OfForeign(output)));

        /// <summary>Whose a CHILD SA is by the epoch in force; null: nobody's, as far as we know.
        /// </summary>
        private readonly Epoch? OwnerOf(Protocol.Spi spi) =>
            !_replication.Replica.Sas.Children.TryFind(spi.Value, out _) ? null
            : _replication.Role switch
            {
                SaReplication.Role.Active active => active.Reign.Epoch,
                SaReplication.Role.Standby standby => standby.Reign.Epoch,
                SaReplication.Role.Promoting promoting => promoting.Before.Reign.Epoch,
                SaReplication.Role.Proving => null,
            };
    }
}
