using Holdfast.Protocol;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>What the facts of a step mean for machines and routes, on every member alike.</content>
public static partial class ClusterMember
{
    private ref partial struct Routing
    {
        private void FollowFacts(SaReplication.Replica was, SaReplication.Replica next)
        {
            if (was.Sas.Ikes == next.Sas.Ikes && was.Sas.Children == next.Sas.Children)
            {
                return;
            }

            // Facts say what they change; a snapshot is another state altogether.
            var isMore = next.Index > was.Index && next.Keeps(was.Index)
                && next.Lineage.Contains(was.Last, next.Index);
            if (!isMore)
            {
                Compare(was.Sas, next.Sas);
                return;
            }

            foreach (var fact in next.Tail.From(next.Tail.Count - (int)(next.Index - was.Index)))
            {
                foreach (var change in fact.Changes)
                {
                    Follow(was.Sas, next.Sas, change);
                }
            }
        }

        private void Follow(SaState was, SaState next, Change change)
        {
            switch (change)
            {
                case Change.IkeUp up:
                    FollowIke(was, next, up.Sa.Id);
                    break;
                case Change.IkeDown down:
                    FollowChildren(was, next, down.Ike);
                    FollowIke(was, next, down.Ike);
                    break;
                case Change.IkeRekeyed rekeyed:
                    FollowIke(was, next, rekeyed.New.Id);
                    FollowChildren(was, next, rekeyed.Old);
                    FollowIke(was, next, rekeyed.Old);
                    break;
                case Change.ChildUp up:
                    FollowChild(was, next, up.Sa.Inbound);
                    break;
                case Change.ChildDown down:
                    FollowChild(was, next, down.Inbound);
                    break;
                case Change.EpochBegan or Change.MemberJoined or Change.RequestSent
                    or Change.RequestAnswered or Change.ResponseSent or Change.SyncSent
                    or Change.MessageIdsSynced or Change.Leased or Change.FloorRaised
                    or Change.Unknown:
                    break;
            }
        }

        // What is new comes first, so that nothing is without a route in between.
        private void Compare(SaState was, SaState next)
        {
            foreach (var ike in next.Ikes)
            {
                FollowIke(was, next, ike.Id);
            }

            foreach (var child in next.Children)
            {
                FollowChild(was, next, child.Inbound);
            }

            foreach (var child in was.Children)
            {
                FollowChild(was, next, child.Inbound);
            }

            foreach (var ike in was.Ikes)
            {
                FollowIke(was, next, ike.Id);
            }
        }

        private void FollowChildren(SaState was, SaState next, IkeSaId ike)
        {
            if (was.Ikes.TryFind(ike.Key, out var old))
            {
                foreach (var spi in old.Children)
                {
                    FollowChild(was, next, spi);
                }
            }
        }

        private void FollowIke(SaState was, SaState next, IkeSaId id)
        {
            var old = was.Ikes.Find(id.Key);
            var ike = next.Ikes.Find(id.Key);
            if (old is null && ike is not null)
            {
                if (_isOpen)
                {
                    Watch(ike);
                }
            }
            else if (old is not null && ike is null)
            {
                Forget(old);
            }
        }

        private void FollowChild(SaState was, SaState next, Spi spi)
        {
            var old = was.Children.Find(spi.Value);
            var child = next.Children.Find(spi.Value);
            if (child is not null && (old is null || old.Born != child.Born))
            {
                if (old is not null)
                {
                    Routed(_routes.Lost(now, spi.Value), nameof(RouteTable.Lost));
                }

                Claim(next, child);
            }
            else if (old is not null && child is null)
            {
                Rekeys(new PacedWork.Input.Withdrawn(spi.Value));
                Routed(_routes.Lost(now, spi.Value), nameof(RouteTable.Lost));
            }
        }

        private void Claim(SaState sas, ChildSa child)
        {
            if (!sas.Ikes.TryFind(child.Ike.Key, out var ike))
            {
                return;
            }

            var routes = machines.RoutesOf(config, ike, child);
            if (routes.Prefixes.Count == 0)
            {
                return;
            }

            var claim = new ReverseRouteInjection.Claim(
                child.Inbound.Value, PeerOf(ike), routes.Via, IsReady: false);
            if (_routes.TryUp(now, routes.Vrf, routes.Prefixes, claim, out var change))
            {
                Routed(change, nameof(RouteTable.TryUp));
            }
            else
            {
                Put(new Output.OfRoutes(
                    new ReverseRouteInjection.Output.Refused(child.Inbound.Value)));
            }
        }

        /// <summary>A new IKE SA on the member that reigns: its peer has just proved itself.
        /// </summary>
        private void Watch(IkeSa ike)
        {
            var sa = PartsOf(ike);
            if (sa.MessageIds is null)
            {
                _sas = _sas.With(sa);
                if (ike.Traits.HasFlag(IkeTraits.DeadPeerDetection))
                {
                    Dpd(sa.Sa, new DeadPeerDetection.Input.Announced(ike.NextRequest));
                    Dpd(sa.Sa, new DeadPeerDetection.Input.Offered());
                }

                return;
            }

            _sas = _sas.With(sa with
            {
                Liveness = LivenessCheck.Initial(config.LivenessOf(sa.PeerAt), now),
            });
            MessageIds(sa.Sa, new MessageIds.Input.Promoted(FactsOf(ike)));
        }

        private void Forget(IkeSa ike)
        {
            var id = WorkIdOf(ike.Keys.Value);
            Rekeys(new PacedWork.Input.Withdrawn(id));
            Reestablishments(new PacedWork.Input.Withdrawn(id));
            Redirects(new PacedWork.Input.Withdrawn(id));
            if (_sas.TryFind(ike.Keys.Value, out var sa) && sa.Ike == ike.Id)
            {
                Demote(sa.Sa);
                _sas = _sas.Without(sa.Sa);
            }
        }

        /// <summary>The machines of an IKE SA as a standby has them.</summary>
        private readonly IkeSaParts PartsOf(IkeSa ike)
        {
            var peerAt = config.PeerOf(ike.Peer);
            var sa = new IkeSaParts(
                ike.Keys.Value, ike.Id, PeerOf(ike), peerAt, null, null, null, null, null);
            return ike.Traits.HasFlag(IkeTraits.Version1)
                ? sa with
                {
                    Dpd = DeadPeerDetection.Initial(config.DpdOf(peerAt), now),
                }
                : sa with
                {
                    Liveness = new LivenessCheck.State.Paused(),
                    MessageIds = new MessageIds.State.Standby(),
                    Sync = new MessageIdSync.State.Idle(MarksOf(ike)),
                };
        }

        private static ulong PeerOf(IkeSa ike) => StateDigest.Of('P').With(ike.Peer).Value;

        private static MessageIdSync.Marks MarksOf(IkeSa ike) => new(
            ike.SyncSent == 0 ? null : ike.SyncSent, ike.SyncSeen == 0 ? null : ike.SyncSeen);

        private static MessageIds.Facts FactsOf(IkeSa ike) => new(
            ike.NextRequest, ike.SendWindow, [.. ike.Requests.Select(Known)], ike.NextExpected,
            [.. ike.Responses.Select(Known)]);

        private static MessageIds.Response Known(SealedMessage message) =>
            new(message.Id, message.Octets);
    }
}
