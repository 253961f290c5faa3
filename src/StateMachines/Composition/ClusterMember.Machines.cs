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

namespace Holdfast.StateMachines.Composition;

/// <content>The steps that it is made of.</content>
public static partial class ClusterMember
{
    /// <summary>A step of a machine.</summary>
    public delegate Next<TState, TOutput> PartStep<TConfig, TState, TInput, TOutput>(
        TConfig config, TState state, Instant now, TInput input);

    /// <summary>
    /// The steps of the machines, each a pure function. Whoever explores may put one that remembers
    /// in its place, whoever tests a checker one that is wrong on purpose.
    /// </summary>
    public sealed record Machines
    {
        /// <summary>The machines as they are shipped.</summary>
        public static Machines Shipped { get; } = new();

        /// <summary>Access links.</summary>
        public PartStep<LinkSelection.Config, LinkSelection.State, LinkSelection.Input,
            LinkSelection.Output> Links
        { get; init; } = LinkSelection.Step;

        /// <summary>The first hop.</summary>
        public PartStep<HsrpPair.Config, HsrpPair.State, HsrpPair.Input, HsrpPair.Output> FirstHop
        { get; init; } = HsrpPair.Step;

        /// <summary>SA replication.</summary>
        public PartStep<SaReplication.Config, SaReplication.State, SaReplication.Input,
            SaReplication.Output> Replication
        { get; init; } = SaReplication.Step;

        /// <summary>Leaving on purpose.</summary>
        public PartStep<MemberDrain.Config, MemberDrain.State, MemberDrain.Input,
            MemberDrain.Output> Drain
        { get; init; } = MemberDrain.Step;

        /// <summary>Liveness over IKEv2.</summary>
        public PartStep<LivenessCheck.Config, LivenessCheck.State, LivenessCheck.Input,
            LivenessCheck.Output> Liveness
        { get; init; } = LivenessCheck.Step;

        /// <summary>Liveness over IKEv1.</summary>
        public PartStep<DeadPeerDetection.Config, DeadPeerDetection.State,
            DeadPeerDetection.Input, DeadPeerDetection.Output> Dpd
        { get; init; } = DeadPeerDetection.Step;

        /// <summary>Message IDs.</summary>
        public PartStep<MessageIds.Config, MessageIds.State, MessageIds.Input,
            MessageIds.Output> MessageIds
        { get; init; } = Ike.MessageIds.Step;

        /// <summary>Synchronisation of message IDs.</summary>
        public PartStep<MessageIdSync.Config, MessageIdSync.State, MessageIdSync.Input,
            MessageIdSync.Output> MessageIdSync
        { get; init; } = Ike.MessageIdSync.Step;

        /// <summary>Paced work.</summary>
        public PartStep<PacedWork.Config, PacedWork.State, PacedWork.Input, PacedWork.Output> Work
        { get; init; } = PacedWork.Step;

        /// <summary>Packets of other members.</summary>
        public PartStep<AsymmetricTraffic.Config, AsymmetricTraffic.State,
            AsymmetricTraffic.Input, AsymmetricTraffic.Output> Foreign
        { get; init; } = AsymmetricTraffic.Step;

        /// <summary>Clients that are sent elsewhere.</summary>
        public PartStep<RedirectGateway.Config, RedirectGateway.State, RedirectGateway.Input,
            RedirectGateway.Output> Redirection
        { get; init; } = RedirectGateway.Step;

        /// <summary>Tokens of peers.</summary>
        public PartStep<TokenTaker.Config, TokenTaker.State, TokenTaker.Input,
            TokenTaker.Output> TokenTaker
        { get; init; } = Qcd.TokenTaker.Step;

        /// <summary>Tokens for peers.</summary>
        public PartStep<TokenMaker.Config, TokenMaker.State, TokenMaker.Input,
            TokenMaker.Output> TokenMaker
        { get; init; } = Qcd.TokenMaker.Step;

        /// <summary>The hub's side of NHRP.</summary>
        public PartStep<NhrpServer.Config, NhrpServer.State, NhrpServer.Input,
            NhrpServer.Output> NhrpServer
        { get; init; } = Nhrp.NhrpServer.Step;

        /// <summary>Registration at a hub.</summary>
        public PartStep<NhrpRegistration.Config, NhrpRegistration.State,
            NhrpRegistration.Input, NhrpRegistration.Output> NhrpRegistration
        { get; init; } = Nhrp.NhrpRegistration.Step;

        /// <summary>Ways past a hub.</summary>
        public PartStep<NhrpShortcut.Config, NhrpShortcut.State, NhrpShortcut.Input,
            NhrpShortcut.Output> NhrpShortcut
        { get; init; } = Nhrp.NhrpShortcut.Step;

        /// <summary>
        /// The border to the descriptions of CHILD SAs: what is behind the peer, and where it is.
        /// </summary>
        public Func<ClusterMemberConfig, IkeSa, ChildSa, ChildRoutes> RoutesOf
        { get; init; } = ChildRoutes.Of;
    }
}
