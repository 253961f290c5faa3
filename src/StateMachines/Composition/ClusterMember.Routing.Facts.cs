using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
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
                    Follow(was.Sas, next.Sas, change, fact.Position);
                }
            }
        }

        private void Follow(SaState was, SaState next, Change change, Position at)
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
                    FollowChildUp(was, next, up.Sa.Inbound, at);
                    break;
                case Change.ChildDown down:
                    FollowChildDown(was, next, down.Inbound);
                    break;
                case Change.EpochBegan or Change.MemberJoined or Change.RequestSent
                    or Change.RequestAnswered or Change.ResponseSent or Change.SyncSent
                    or Change.MessageIdsSynced or Change.IkeDescribed or Change.Leased
                    or Change.FloorRaised or Change.FloorLowered or Change.Unknown:
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
                FollowChildUp(was, next, child.Inbound, child.Born);
            }

            foreach (var child in was.Children)
            {
                FollowChildDown(was, next, child.Inbound);
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
                    FollowChildDown(was, next, spi);
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
                Tokens(new TokenMaker.Input.Ended(id));
            }
        }

        /// <summary>A CHILD SA as the last entry made it that did; of several one counts.</summary>
        private void FollowChildUp(SaState was, SaState next, Spi spi, Position at)
        {
            if (!next.Children.TryFind(spi.Value, out var child) || child.Born != at
                || was.Children.Find(spi.Value)?.Born == at)
            {
                return;
            }

            LoseRoutes(spi);
            Claim(next, child);
            if (_isOpen && _nhrp is not null
                && next.Ikes.TryFind(child.Ike.Key, out var ike) && PartsAt(ike) is { } sa)
            {
                foreach (var router in RoutersOf(sa))
                {
                    RouterUp(router);
                }
            }
        }

        private void FollowChildDown(SaState was, SaState next, Spi spi)
        {
            if (next.Children.TryFind(spi.Value, out _)
                || !was.Children.TryFind(spi.Value, out var old))
            {
                return;
            }

            Rekeys(new PacedWork.Input.Withdrawn(spi.Value));
            LoseRoutes(spi);
            if (_nhrp is not null
                && was.Ikes.TryFind(old.Ike.Key, out var ike) && PartsAt(ike) is { } sa)
            {
                foreach (var router in RoutersOf(sa))
                {
                    RouterDown(router, except: null);
                }
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
                Keep(sa);
                if (ike.Traits.HasFlag(IkeTraits.DeadPeerDetection))
                {
                    Dpd(sa.Sa, new DeadPeerDetection.Input.Announced(ike.NextRequest));
                    Dpd(sa.Sa, new DeadPeerDetection.Input.Offered());
                }

                return;
            }

            Keep(sa with
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
            if (PartsAt(ike) is { } sa)
            {
                Client(sa.Sa, new RedirectGateway.Input.Ended());
                Taker(sa.Sa, new TokenTaker.Input.Ended());
                Demote(sa.Sa);
                Drop(sa.Sa);
            }
        }

        /// <summary>The machines of an IKE SA as a standby has them.</summary>
        private readonly IkeSaParts PartsOf(IkeSa ike)
        {
            var peerAt = config.PeerOf(ike.Peer);
            var sa = new IkeSaParts(
                ike.Keys.Value, ike.Id, PeerOf(ike), peerAt, null, null, null, null, null, null,
                null);
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
                    Taker = config.TokenTaker is { } taker ? TokenTaker.Initial(taker, now) : null,
                    Client = ClientOf(ike),
                };
        }

        private static ulong PeerOf(IkeSa ike) => PeerOf(ike.Peer);

        private static ulong PeerOf(Octets identity) => StateDigest.Of('P').With(identity).Value;

        private static MessageIdSync.Marks MarksOf(IkeSa ike) => new(
            ike.SyncSent == 0 ? null : ike.SyncSent, ike.SyncSeen == 0 ? null : ike.SyncSeen);

        private static MessageIds.Facts FactsOf(IkeSa ike) => new(
            ike.NextRequest, ike.SendWindow, [.. ike.Requests.Select(Known)], ike.NextExpected,
            [.. ike.Responses.Select(Known)]);

        private static MessageIds.Response Known(SealedMessage message) =>
            new(message.Id, message.Octets);
    }
}
