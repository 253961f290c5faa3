using Holdfast.Protocol;
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

/// <content>What a member wants done.</content>
public static partial class ClusterMember
{
    /// <summary>
    /// What the caller has to do, in the order in which it stands: outputs of machines that no
    /// other machine takes, and traffic.
    /// </summary>
    public abstract record Output
    {
        private Output()
        {
        }

        /// <summary>From now on let ESP and IKE pass: last of all.</summary>
        public sealed record OpenTraffic : Output;

        /// <summary>From now on send and take neither ESP nor IKE: first of all.</summary>
        public sealed record CloseTraffic : Output;

        /// <summary>Something of the first hop, on the interface of a side.</summary>
        public sealed record OfFirstHop(HsrpPair.Side Side, HsrpGroup.Output Output) : Output;

        /// <summary>Over which access link traffic goes.</summary>
        public sealed record OfLinks(LinkSelection.Output Output) : Output;

        /// <summary>The sync channel, the store, keys, leases, tickets, and who reigns.</summary>
        public sealed record OfReplication(SaReplication.Output Output) : Output;

        /// <summary>Doors, and what is left of a drain.</summary>
        public sealed record OfDrain(MemberDrain.Output Output) : Output;

        /// <summary>A peer of IKEv2 failed, or asks whether we live.</summary>
        public sealed record OfLiveness(IkeSaId Ike, LivenessCheck.Output Output) : Output;

        /// <summary>A peer of IKEv1 is asked, answered or dead.</summary>
        public sealed record OfDpd(IkeSaId Ike, DeadPeerDetection.Output Output) : Output;

        /// <summary>What is to be sent to a peer, sealed for it or read of it.</summary>
        public sealed record OfMessageIds(IkeSaId Ike, MessageIds.Output Output) : Output;

        /// <summary>
        /// Seal an empty INFORMATIONAL request with this ID, RFC 7296 §2.4, and propose it as any
        /// request.
        /// </summary>
        public sealed record SealCheck(IkeSaId Ike, uint MessageId) : Output;

        /// <summary>
        /// Seal an INFORMATIONAL request with this ID that moves the replay counters of the peer
        /// on, RFC 6311 §5.2, and propose it as any request.
        /// </summary>
        public sealed record SealCounters(
            IkeSaId Ike, uint MessageId, MessageIdSync.Delta Delta) : Output;

        /// <summary>A synchronisation of message IDs or counters.</summary>
        public sealed record OfMessageIdSync(IkeSaId Ike, MessageIdSync.Output Output) : Output;

        /// <summary>Secrets, tokens to give, answers in the clear.</summary>
        public sealed record OfTokenMaker(TokenMaker.Output Output) : Output;

        /// <summary>
        /// Say <see cref="Input.UnknownSpi"/> again at once, with this barrier: every other member
        /// may have followed since.
        /// </summary>
        public sealed record AskAgain(
            TokenMaker.Question Question, LiveSpis.Barrier Barrier) : Output;

        /// <summary>A peer that has restarted, and its tokens.</summary>
        public sealed record OfTokenTaker(IkeSaId Ike, TokenTaker.Output Output) : Output;

        /// <summary>A client is redirected, or may go on.</summary>
        public sealed record OfRedirection(IkeSaId Ike, RedirectGateway.Output Output) : Output;

        /// <summary>Answers of a hub, and what it tells its spokes.</summary>
        public sealed record OfHub(NhrpServer.Output Output) : Output;

        /// <summary>A registration at a hub.</summary>
        public sealed record OfRegistration(
            HostAddress Hub, NhrpRegistration.Output Output) : Output;

        /// <summary>The way to a destination past the hub.</summary>
        public sealed record OfShortcut(
            HostAddress Destination, NhrpShortcut.Output Output) : Output;

        /// <summary>Begin work, and say how it ended.</summary>
        /// <param name="Work">The work.</param>
        /// <param name="Ike">The IKE SA.</param>
        /// <param name="Child">The CHILD SA; null: it is for the IKE SA itself.</param>
        public sealed record BeginWork(PacedWork.Work Work, IkeSaId Ike, Spi? Child) : Output;

        /// <summary>Work failed as often as it may.</summary>
        /// <param name="Work">The work.</param>
        /// <param name="Ike">The IKE SA.</param>
        /// <param name="Child">The CHILD SA; null: it is for the IKE SA itself.</param>
        public sealed record WorkGivenUp(PacedWork.Work Work, IkeSaId Ike, Spi? Child) : Output;

        /// <summary>Routes, guards, and SAs that may be deleted now.</summary>
        public sealed record OfRoutes(ReverseRouteInjection.Output Output) : Output;

        /// <summary>What becomes of the packet of the input.</summary>
        public sealed record OfForeign(AsymmetricTraffic.Output Output) : Output;
    }
}
