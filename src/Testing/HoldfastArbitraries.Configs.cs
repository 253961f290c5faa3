using FsCheck;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Bfd;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Resumption;
using Holdfast.StateMachines.Rri;
using Holdfast.Testing.Draws;
using Holdfast.Testing.Histories;
using Holdfast.Testing.Worlds;

namespace Holdfast.Testing;

/// <content>Configurations: one line for each machine.</content>
public static partial class HoldfastArbitraries
{
    /// <summary>Configurations of Dead Peer Detection.</summary>
    public static Arbitrary<DeadPeerDetection.Config> Dpd() =>
        Configurations.Generator<DeadPeerDetection.Config>();

    /// <summary>Configurations of the liveness check.</summary>
    public static Arbitrary<LivenessCheck.Config> Liveness() =>
        Configurations.Generator<LivenessCheck.Config>();

    /// <summary>Configurations of an HSRP group.</summary>
    public static Arbitrary<HsrpGroup.Config> Hsrp() =>
        Configurations.Generator<HsrpGroup.Config>();

    /// <summary>Configurations of two HSRP groups that stand for one member.</summary>
    public static Arbitrary<HsrpPair.Config> Pairs() =>
        Draw.Values(choices => WorldDraws.MemberConfig(choices).Hsrp);

    /// <summary>Configurations of a route's injection.</summary>
    public static Arbitrary<ReverseRouteInjection.Config> Rri() =>
        Configurations.Generator<ReverseRouteInjection.Config>();

    /// <summary>Configurations of Message IDs.</summary>
    public static Arbitrary<MessageIds.Config> Ids() =>
        Configurations.Generator<MessageIds.Config>();

    /// <summary>Configurations of RFC 6311.</summary>
    public static Arbitrary<MessageIdSync.Config> IdSync() =>
        Configurations.Generator<MessageIdSync.Config>();

    /// <summary>Configurations of who begins an IKE SA.</summary>
    public static Arbitrary<IkeInitiator.Config> IkeInitiators() =>
        Configurations.Generator<IkeInitiator.Config>();

    /// <summary>Configurations of who answers one.</summary>
    public static Arbitrary<IkeResponder.Config> IkeResponders() =>
        Configurations.Generator<IkeResponder.Config>();

    /// <summary>Configurations of exchanges under an IKE SA.</summary>
    public static Arbitrary<IkeExchanges.Config> IkeExchanges() =>
        Configurations.Generator<IkeExchanges.Config>();

    /// <summary>Configurations of who begins phase 1 of IKEv1.</summary>
    public static Arbitrary<PhaseOneInitiator.Config> PhaseOneInitiators() =>
        Configurations.Generator<PhaseOneInitiator.Config>();

    /// <summary>Configurations of who answers phase 1.</summary>
    public static Arbitrary<PhaseOneResponder.Config> PhaseOneResponders() =>
        Configurations.Generator<PhaseOneResponder.Config>();

    /// <summary>Configurations of who begins quick mode.</summary>
    public static Arbitrary<QuickInitiator.Config> QuickInitiators() =>
        Configurations.Generator<QuickInitiator.Config>();

    /// <summary>Configurations of who answers quick mode.</summary>
    public static Arbitrary<QuickResponder.Config> QuickResponders() =>
        Configurations.Generator<QuickResponder.Config>();

    /// <summary>Configurations of who asks in a transaction exchange.</summary>
    public static Arbitrary<TransactionInitiator.Config> TransactionInitiators() =>
        Configurations.Generator<TransactionInitiator.Config>();

    /// <summary>Configurations of who answers in a transaction exchange.</summary>
    public static Arbitrary<TransactionResponder.Config> TransactionResponders() =>
        Configurations.Generator<TransactionResponder.Config>();

    /// <summary>Configurations of who asks a user to log in.</summary>
    public static Arbitrary<XauthEdge.Config> XauthEdges() =>
        Configurations.Generator<XauthEdge.Config>();

    /// <summary>Configurations of who logs in.</summary>
    public static Arbitrary<XauthHost.Config> XauthHosts() =>
        Configurations.Generator<XauthHost.Config>();

    /// <summary>Configurations of SA replication, a member that is alone among them.</summary>
    public static Arbitrary<SaReplication.Config> Replication() =>
        Configurations.Generator<SaReplication.Config>();

    /// <summary>Configurations of the choice between links.</summary>
    public static Arbitrary<LinkSelection.Config> Links() =>
        Configurations.Generator<LinkSelection.Config>();

    /// <summary>Configurations of BFD sessions.</summary>
    public static Arbitrary<BfdSession.Config> Bfd() =>
        Configurations.Generator<BfdSession.Config>();

    /// <summary>Configurations of traffic that arrives at the other member.</summary>
    public static Arbitrary<AsymmetricTraffic.Config> Asymmetric() =>
        Configurations.Generator<AsymmetricTraffic.Config>();

    /// <summary>Configurations of a drain.</summary>
    public static Arbitrary<MemberDrain.Config> Drains() =>
        Configurations.Generator<MemberDrain.Config>();

    /// <summary>Configurations of paced work.</summary>
    public static Arbitrary<PacedWork.Config> Pacing() =>
        Configurations.Generator<PacedWork.Config>();

    /// <summary>Configurations of the initiator of MOBIKE.</summary>
    public static Arbitrary<MobikeInitiator.Config> MobikeInitiators() =>
        Configurations.Generator<MobikeInitiator.Config>();

    /// <summary>Configurations of the responder of MOBIKE.</summary>
    public static Arbitrary<MobikeResponder.Config> MobikeResponders() =>
        Configurations.Generator<MobikeResponder.Config>();

    /// <summary>Configurations of NHRP registration.</summary>
    public static Arbitrary<NhrpRegistration.Config> Registrations() =>
        Configurations.Generator<NhrpRegistration.Config>();

    /// <summary>Configurations of NHRP servers.</summary>
    public static Arbitrary<NhrpServer.Config> Servers() =>
        Configurations.Generator<NhrpServer.Config>();

    /// <summary>Configurations of NHRP shortcuts.</summary>
    public static Arbitrary<NhrpShortcut.Config> Shortcuts() =>
        Configurations.Generator<NhrpShortcut.Config>();

    /// <summary>Configurations of the maker of QCD tokens.</summary>
    public static Arbitrary<TokenMaker.Config> Makers() =>
        Configurations.Generator<TokenMaker.Config>();

    /// <summary>Configurations of the taker of QCD tokens.</summary>
    public static Arbitrary<TokenTaker.Config> Takers() =>
        Configurations.Generator<TokenTaker.Config>();

    /// <summary>Configurations of a client that is redirected.</summary>
    public static Arbitrary<RedirectedClient.Config> RedirectedClients() =>
        Configurations.Generator<RedirectedClient.Config>();

    /// <summary>Configurations of a gateway that redirects.</summary>
    public static Arbitrary<RedirectGateway.Config> RedirectGateways() =>
        Configurations.Generator<RedirectGateway.Config>();

    /// <summary>Configurations of the schedule of checks.</summary>
    public static Arbitrary<CheckSchedule.Config> Schedules() =>
        Configurations.Generator<CheckSchedule.Config>();

    /// <summary>Configurations of a client that resumes.</summary>
    public static Arbitrary<ResumingClient.Config> ResumingClients() =>
        Configurations.Generator<ResumingClient.Config>();

    /// <summary>Configurations of a gateway that resumes.</summary>
    public static Arbitrary<ResumptionGateway.Config> ResumptionGateways() =>
        Configurations.Generator<ResumptionGateway.Config>();

    /// <summary>Configurations of members of clusters, of any topology.</summary>
    public static Arbitrary<ClusterMemberConfig> Members() =>
        Draw.Values(WorldDraws.MemberConfig);
}
