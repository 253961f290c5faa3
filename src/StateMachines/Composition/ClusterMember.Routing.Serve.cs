using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>Time.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        /// <summary>Serves one machine that is due: the one that is named, else the first; of those
        /// of IKE SAs the one that has waited longest.</summary>
        private void Serve(Input.Tick tick)
        {
            if (IsOfSa(tick.First))
            {
                foreach (var due in _due)
                {
                    if (due.At > now)
                    {
                        break;
                    }

                    if (DeadlineOf(config, _sas.Find(due.Id)!, tick.First) <= now)
                    {
                        Serve(tick.First, due.Id);
                        return;
                    }
                }
            }
            else if (IsDue(tick.First))
            {
                Serve(tick.First, tick);
                return;
            }

            for (var part = Part.Links; part <= LastPart; part++)
            {
                if (part == Part.Liveness && _due.First is { } first && first.At <= now)
                {
                    Serve(DueOf(config, _sas.Find(first.Id)!, now), first.Id);
                    return;
                }

                if (IsDue(part))
                {
                    Serve(part, tick);
                    return;
                }
            }

            _reason ??= Why.NothingIsDue;
        }

        private readonly bool IsDue(Part part) => DeadlineOf(config, before, part) <= now;

        private void Serve(Part part, Input.Tick tick)
        {
            switch (part)
            {
                case Part.Links:
                    Links(new LinkSelection.Input.Tick());
                    break;
                case Part.FirstHop:
                    FirstHop(new HsrpPair.Input.Tick(tick.Side, tick.Timer ?? new()));
                    break;
                case Part.Replication:
                    Replicate(new SaReplication.Input.Tick());
                    break;
                case Part.Drain:
                    Drain(new MemberDrain.Input.Tick());
                    break;
                case Part.Checks:
                    _reason ??= Why.Routed;
                    _maySchedule = true;
                    break;
                case Part.Rekeys:
                    Rekeys(new PacedWork.Input.Tick());
                    break;
                case Part.Reestablishments:
                    Reestablishments(new PacedWork.Input.Tick());
                    break;
                case Part.Redirects:
                    Redirects(new PacedWork.Input.Tick());
                    break;
                case Part.Routes:
                    Routed(_routes.Tick(now), nameof(RouteTable.Tick));
                    break;
                case Part.Foreign:
                    Foreign(new AsymmetricTraffic.Input.Tick());
                    break;
                case Part.TokenMaker:
                    Tokens(new TokenMaker.Input.Tick());
                    break;
                case Part.NhrpServer:
                    Hub(new NhrpServer.Input.Tick());
                    break;
                case Part.NhrpRegistration:
                    ServeRegistrations();
                    break;
                case Part.NhrpShortcut:
                    ServeShortcuts();
                    break;
                case Part.Liveness or Part.Dpd or Part.MessageIds or Part.MessageIdSync
                    or Part.Redirection or Part.TokenTaker:
                    // They are served by their IKE SA.
                    break;
            }
        }

        private void Serve(Part part, ulong at)
        {
            switch (part)
            {
                case Part.Liveness:
                    Liveness(at, new LivenessCheck.Input.Tick());
                    break;
                case Part.Dpd:
                    Dpd(at, new DeadPeerDetection.Input.Tick());
                    break;
                case Part.MessageIds:
                    MessageIds(at, new Ike.MessageIds.Input.Tick());
                    break;
                case Part.MessageIdSync:
                    Sync(at, new MessageIdSync.Input.Tick());
                    break;
                case Part.Redirection:
                    Client(at, new RedirectGateway.Input.Tick());
                    break;
                case Part.TokenTaker:
                    Taker(at, new TokenTaker.Input.Tick());
                    break;
                case Part.Links or Part.FirstHop or Part.Replication or Part.Drain
                    or Part.Checks or Part.Rekeys or Part.Reestablishments or Part.Redirects
                    or Part.Routes or Part.Foreign or Part.TokenMaker or Part.NhrpServer
                    or Part.NhrpRegistration or Part.NhrpShortcut:
                    // They are of the member.
                    break;
            }
        }
    }
}
