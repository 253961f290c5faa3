using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Links.TimingBudget.Setting;

namespace Holdfast.StateMachines.Links;

/// <content>Where the figures come from.</content>
public static partial class TimingBudget
{
    public sealed partial record Figures
    {
        /// <summary>Hello, hold and preemption times of a standby group, where configured.
        /// </summary>
        public Figures With(HsrpGroup.Config group) =>
            With(HelloTime, group.HelloTime)
                .With(HoldTime, group.HoldTime)
                .With(
                    PreemptDelay,
                    group.Preempt && !group.PreemptWhenSynced ? group.PreemptDelay : null);

        /// <summary>Our own queries of an IKEv1 peer.</summary>
        public Figures With(DeadPeerDetection.Config own) =>
            With(OwnQueries, own.LastAfterFirstQuery);

        /// <summary>Our own queries of an IKEv2 peer.</summary>
        public Figures With(LivenessCheck.Config own) =>
            With(OwnQueries, own.LastAfterFirstSend);

        /// <summary>
        /// The queries of an IKEv1 peer. Its worry counts for us only if it hears us all the time:
        /// else it may be asking already when the active member dies.
        /// </summary>
        public Figures WithPeer(DeadPeerDetection.Config peer, bool hearsUsSteadily) =>
            With(PeerQueries, peer.DeathAfterFirstQuery)
                .With(PeerLastQuery, peer.LastAfterFirstQuery)
                .With(PeerWorry, hearsUsSteadily ? peer.WorryAfter : TimeSpan.Zero);

        /// <summary>The queries of an IKEv2 peer; as above.</summary>
        public Figures WithPeer(LivenessCheck.Config peer, bool hearsUsSteadily) =>
            With(PeerQueries, peer.FailureAfterFirstSend)
                .With(PeerLastQuery, peer.LastAfterFirstSend)
                .With(PeerWorry, hearsUsSteadily ? peer.IdleAfter : TimeSpan.Zero);

        /// <summary>
        /// How long a standby counts as synced, how soon one may be promoted, and how long one that
        /// is gone is waited for: under <see cref="SoloPolicy.SafetyFirst"/> for a fence, which has
        /// no time.
        /// </summary>
        public Figures With(SaReplication.Config replication) =>
            With(SyncedFor, replication.Settings.SyncedFor)
                .With(SilentAfter, replication.Settings.SilentAfter)
                .With(
                    SoloAfter,
                    replication.Settings.Solo == SoloPolicy.AvailabilityFirst
                        ? replication.SoloAfter
                        : null);

        /// <summary>How long SAs outlive their routes, where they do.</summary>
        public Figures With(ReverseRouteInjection.Config routes) =>
            With(DrainFor, routes.DrainFor > TimeSpan.Zero ? routes.DrainFor : null);

        /// <summary>
        /// When a neighbour notices a failure by BFD: of the same settings, at the latest after its
        /// Detection Time.
        /// </summary>
        public Figures With(BfdSession.Config session) =>
            With(RoutingDetection, session.DetectionTime);

        /// <summary>How long a link that came back is not used, where it is held.</summary>
        public Figures With(LinkSelection.Config links) =>
            With(LinkHoldDown, links.HoldDown > TimeSpan.Zero ? links.HoldDown : null);
    }
}
