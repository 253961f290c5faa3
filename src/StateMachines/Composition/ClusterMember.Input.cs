using Holdfast.Codec;
using Holdfast.Protocol;
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

/// <content>What happens to a member.</content>
public static partial class ClusterMember
{
    /// <summary>
    /// What happens to a member: what happens to one of its machines. Inputs that machines get from
    /// each other are refused here.
    /// </summary>
    public abstract record Input
    {
        private Input()
        {
        }

        /// <summary>Time has passed; one machine that is due is served.</summary>
        /// <param name="First">The machine that is served first, where it is due.</param>
        /// <param name="Side">Of the first hop: the side.</param>
        /// <param name="Timer">Of the first hop: jitter and order of its timers.</param>
        public sealed record Tick(
            Part First = Part.Links, HsrpPair.Side Side = HsrpPair.Side.Front,
            HsrpGroup.Input.Tick? Timer = null) : Input;

        /// <summary>Enabled, disabled, a message of HSRP.</summary>
        public sealed record AtFirstHop(HsrpPair.Side Side, HsrpGroup.Input Input) : Input;

        /// <summary>A tracked link that is no access link.</summary>
        /// <param name="Link">Its index in the groups.</param>
        /// <param name="IsUp">Whether it is up now.</param>
        public sealed record LinkChanged(int Link, bool IsUp) : Input;

        /// <summary>Carrier or path of an access link.</summary>
        public sealed record AtLinks(LinkSelection.Input Input) : Input;

        /// <summary>
        /// The sync channel, the store of epochs, fences, votes, and facts that IKE or the data
        /// path propose, with tickets below <see cref="OwnTickets"/>.
        /// </summary>
        public sealed record AtReplication(SaReplication.Input Input) : Input;

        /// <summary>Somebody wants it to leave, or to stay after all.</summary>
        public sealed record AtDrain(MemberDrain.Input Input) : Input;

        /// <summary>Life and death of a peer of IKEv2, but for its answers.</summary>
        public sealed record AtLiveness(IkeSaId Ike, LivenessCheck.Input Input) : Input;

        /// <summary>Life and death of a peer of IKEv1.</summary>
        public sealed record AtDpd(IkeSaId Ike, DeadPeerDetection.Input Input) : Input;

        /// <summary>An authentic request or response of a peer, or the wish to send one.</summary>
        public sealed record AtMessageIds(IkeSaId Ike, MessageIds.Input Input) : Input;

        /// <summary>A nonce that was drawn, or an answer of a peer, RFC 6311 §5.1.</summary>
        public sealed record AtMessageIdSync(IkeSaId Ike, MessageIdSync.Input Input) : Input;

        /// <summary>A peer synchronises message IDs, RFC 6311 §5.1.</summary>
        /// <param name="Ike">The IKE SA.</param>
        /// <param name="Nonce">Its nonce.</param>
        /// <param name="Send">M1: the ID of the peer's next request.</param>
        /// <param name="Receive">P1: the ID that the peer expects of us.</param>
        /// <param name="Delta">By how much our counters are to move.</param>
        public sealed record SyncAsked(
            IkeSaId Ike, uint Nonce, uint Send, uint Receive, MessageIdSync.Delta? Delta) : Input;

        /// <summary>A peer synchronises replay counters alone, RFC 6311 §5.2.</summary>
        public sealed record CountersAsked(IkeSaId Ike, MessageIdSync.Delta Delta) : Input;

        /// <summary>Secrets, tokens that are to be given, messages that deserve no answer.
        /// </summary>
        public sealed record AtTokenMaker(TokenMaker.Input Input) : Input;

        /// <summary>A message came for an SA that is not known here, RFC 6290 §4.5.</summary>
        /// <param name="Question">The message.</param>
        /// <param name="IsHalfOpen">Whether this member has such an IKE SA at this moment whose
        /// peer is not authenticated yet: nobody else can know it.</param>
        /// <param name="Barrier">That of <see cref="Output.AskAgain"/>; null: it comes now.
        /// </param>
        /// <param name="Down">Members that are off or fenced for certain.</param>
        public sealed record UnknownSpi(
            TokenMaker.Question Question, bool IsHalfOpen, LiveSpis.Barrier? Barrier = null,
            Items<byte> Down = default) : Input;

        /// <summary>
        /// A token of a peer: given under protection, or shown in the clear. What the key store
        /// has of a peer is given anew when a reign begins.
        /// </summary>
        public sealed record AtTokenTaker(IkeSaId Ike, TokenTaker.Input Input) : Input;

        /// <summary>IKE_SA_INIT of a client came, RFC 5685 §3.</summary>
        /// <param name="Ike">Its SPIs, for the answer.</param>
        /// <param name="Client">What it says.</param>
        /// <param name="Nonce">Ni.</param>
        /// <param name="To">Where it should be by its load; null: here.</param>
        public sealed record ClientGreets(
            IkeSaId Ike, RedirectGateway.Client Client, Octets Nonce, GatewayName? To) : Input;

        /// <summary>
        /// A response of IKE_AUTH may redirect a client, RFC 5685 §6. One that is redirected is
        /// no IKE SA of the cluster: the caller drops it.
        /// </summary>
        /// <param name="Ike">Its SPIs, for the answer.</param>
        /// <param name="Identity">Its identity, as on the wire.</param>
        /// <param name="Client">What it said in IKE_SA_INIT.</param>
        /// <param name="To">Where it should be by its load; null: here.</param>
        public sealed record ClientProves(
            IkeSaId Ike, Octets Identity, RedirectGateway.Client Client, GatewayName? To) : Input;

        /// <summary>A client whose IKE SA stands should be elsewhere.</summary>
        public sealed record ClientUnwanted(IkeSaId Ike, GatewayName To) : Input;

        /// <summary>Requests of spokes, and packets from one to another.</summary>
        public sealed record AtHub(NhrpServer.Input Input) : Input;

        /// <summary>A hub's reply to a registration.</summary>
        /// <param name="Hub">The hub, as it is configured.</param>
        /// <param name="Input">The reply.</param>
        public sealed record AtRegistration(
            HostAddress Hub, NhrpRegistration.Input Input) : Input;

        /// <summary>Packets for a destination, and what is said of the way to it.</summary>
        public sealed record AtShortcut(
            HostAddress Destination, NhrpShortcut.Input Input) : Input;

        /// <summary>
        /// Where the peer of an IKE SA is, as its datagrams show: that is where the router of NHRP
        /// is, and not where the configuration has it. Of a peer that has no address there it is
        /// said as soon as its SA stands, and anew when a reign begins.
        /// </summary>
        public sealed record PeerSeen(IkeSaId Ike, HostAddress At) : Input;

        /// <summary>A CHILD SA is to be deleted; it may be once it is released.</summary>
        public sealed record ChildEnding(Spi Inbound) : Input;

        /// <summary>Traffic of a CHILD SA goes elsewhere, RFC 4555 or another link.</summary>
        public sealed record ChildMoved(Spi Inbound, NextHop Via) : Input;

        /// <summary>Policy protects a prefix, or does no longer.</summary>
        public sealed record Protected(uint Vrf, Prefix Prefix, bool IsProtected) : Input;

        /// <summary>Work that was begun is done, or came to nothing.</summary>
        /// <param name="Work">The work.</param>
        /// <param name="Ike">The IKE SA.</param>
        /// <param name="Child">The CHILD SA; null: it is for the IKE SA itself.</param>
        /// <param name="IsDone">Whether it is done.</param>
        public sealed record WorkEnded(
            PacedWork.Work Work, IkeSaId Ike, Spi? Child, bool IsDone) : Input;

        /// <summary>
        /// Packets wait for a CHILD SA that may not be used before it is rekeyed, in or out: its
        /// rekey goes before those of others. While they wait it is said again, once in a second
        /// or so, for a rekey may come to be owed meanwhile.
        /// </summary>
        /// <param name="Child">The CHILD SA.</param>
        public sealed record PacketsWait(Spi Child) : Input;

        /// <summary>ESP or AH that no fast path took.</summary>
        /// <param name="Inbound">Its SPI.</param>
        /// <param name="From">The member that handed it on; null: it came from the network.
        /// </param>
        /// <param name="Hops">How often members have handed it on.</param>
        public sealed record Packet(Spi Inbound, byte? From, int Hops) : Input;

        /// <summary>An inner packet that a CHILD SA is to protect, and no fast path took.</summary>
        /// <param name="Child">The CHILD SA that policy chose; null: none fits.</param>
        /// <param name="From">The member that handed it on; null: it came from the network.
        /// </param>
        /// <param name="Hops">How often members have handed it on.</param>
        public sealed record InnerPacket(Spi? Child, byte? From, int Hops) : Input;
    }
}
