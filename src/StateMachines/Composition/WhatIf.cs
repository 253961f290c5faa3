using Holdfast.Codec;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// What would happen now if something died: who takes over, in which time, and what is lost at
/// most. Law: it asks the functions that would decide, so its bounds are those of the takeover.
/// </summary>
public static partial class WhatIf
{
    /// <summary>What dies.</summary>
    public abstract record Failure
    {
        private Failure()
        {
        }

        /// <summary>A member: power, kernel, process.</summary>
        public sealed record OfMember(byte Member) : Failure;

        /// <summary>An access link of this member, by its place.</summary>
        public sealed record OfLink(int Link) : Failure;

        /// <summary>The interface of this member on one side.</summary>
        public sealed record OfSide(HsrpPair.Side Side) : Failure;

        /// <summary>The path beyond the access link in use to a peer, by its place.</summary>
        public sealed record OfPath(int Peer) : Failure;

        /// <summary>The channel between the members, and nothing else.</summary>
        public sealed record OfSyncChannel : Failure;
    }

    /// <summary>What becomes of the traffic.</summary>
    public enum Outcome
    {
        /// <summary>It goes on as before.</summary>
        GoesOn,

        /// <summary>It goes over another access link, through the same SAs.</summary>
        Rerouted,

        /// <summary>Another member serves.</summary>
        TakenOver,

        /// <summary>Another member serves, once a fence proves the active one off.</summary>
        TakenOverOnceFenced,

        /// <summary>
        /// Another member serves if its priority is higher then, or if it still knows everything,
        /// which is not known here.
        /// </summary>
        MayMove,

        /// <summary>Traffic of one peer ends until its path is back or another peer link serves.
        /// </summary>
        PeerCutOff,

        /// <summary>All traffic ends: nobody can serve.</summary>
        Outage,
    }

    /// <summary>What takes time.</summary>
    public enum Phase
    {
        /// <summary>Until the failure is noticed.</summary>
        Detection,

        /// <summary>From there to SAs, routes and addresses on the new member.</summary>
        Promotion,

        /// <summary>Until routes lead another way.</summary>
        Routing,

        /// <summary>Until message IDs and counters are synchronised, RFC 6311.</summary>
        Synchronisation,

        /// <summary>Until the last SA that has to be is rekeyed.</summary>
        Rekeying,

        /// <summary>Until the last SA that has to be is established anew.</summary>
        Reestablishment,

        /// <summary>Until new facts take effect without the member that is gone.</summary>
        Solo,

        /// <summary>Until the SAs with a peer are given up.</summary>
        GivingUp,
    }

    /// <summary>How long something takes at most.</summary>
    /// <param name="Phase">What.</param>
    /// <param name="AtMost">How long; null: that is not known, or there is no end.</param>
    public readonly record struct PhaseTime(Phase Phase, TimeSpan? AtMost);

    /// <summary>What is lost at most, over all SAs.</summary>
    /// <param name="IkeSas">IKE SAs that are concerned.</param>
    /// <param name="ChildSas">CHILD SAs that are concerned.</param>
    /// <param name="Synchronised">IKE SAs whose message IDs are synchronised first.</param>
    /// <param name="Reestablished">IKE SAs that are established anew.</param>
    /// <param name="Rekeyed">CHILD SAs that are rekeyed.</param>
    /// <param name="WaitingForPeer">CHILD SAs on which nothing is received before the peer has
    /// answered.</param>
    /// <param name="SequenceSkipped">Outbound numbers that are never sent.</param>
    /// <param name="AcceptedTwice">Inbound packets that may be accepted twice.</param>
    /// <param name="InboundLost">Inbound packets that are refused though they are new.</param>
    public readonly record struct Loss(
        int IkeSas, int ChildSas, int Synchronised, int Reestablished, int Rekeyed,
        int WaitingForPeer, ulong SequenceSkipped, ulong AcceptedTwice, ulong InboundLost)
    {
        /// <summary>Nothing is.</summary>
        public static Loss None => default;
    }

    /// <summary>What would happen.</summary>
    /// <param name="Failure">What dies.</param>
    /// <param name="Outcome">What becomes of the traffic.</param>
    /// <param name="To">Members that may serve then, those that know most first.</param>
    /// <param name="Standing">What the first of them knows; null: nobody takes over.</param>
    /// <param name="Times">How long it takes, in order.</param>
    /// <param name="TrafficStopsFor">How long traffic stops at most; null: that is not known, or
    /// there is no end.</param>
    /// <param name="Loss">What is lost.</param>
    /// <param name="PeersAtRisk">
    /// Peers, by their places, that may give up before another member serves them.
    /// </param>
    /// <param name="SyncedLeft">Members besides the active one that know everything then.</param>
    /// <param name="Reason">By which rule.</param>
    public sealed record Prediction(
        Failure Failure, Outcome Outcome, Items<byte> To, StandingKind? Standing,
        Items<PhaseTime> Times, TimeSpan? TrafficStopsFor, Loss Loss, Items<int> PeersAtRisk,
        int SyncedLeft, Reason Reason);

    /// <summary>Everything that may die: members, links, sides, the sync channel, paths to peers.
    /// </summary>
    public static IEnumerable<Failure> Failures(ClusterMemberConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return [
            .. config.Set.Members.Select(member => new Failure.OfMember(member.Number)),
            .. Enumerable.Range(0, config.Links.Links).Select(link => new Failure.OfLink(link)),
            new Failure.OfSide(HsrpPair.Side.Front), new Failure.OfSide(HsrpPair.Side.Back),
            new Failure.OfSyncChannel(),
            .. Enumerable.Range(0, config.Peers.Count).Select(peer => new Failure.OfPath(peer)),
        ];
    }

    /// <summary>What would happen if each of them died, one at a time.</summary>
    public static IEnumerable<Prediction> All(ClusterMemberConfig config, Situation now) =>
        Failures(config).Select(failure => Of(config, now, failure));

    /// <summary>What would happen.</summary>
    /// <param name="config">The configuration of the member that is asked.</param>
    /// <param name="now">What is so now.</param>
    /// <param name="failure">What dies.</param>
    public static Prediction Of(ClusterMemberConfig config, Situation now, Failure failure)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(now);
        if (now.Active is null)
        {
            return GoesOn(failure, SyncedOf(now.Candidates), [], Why.NobodyReigns);
        }

        return failure switch
        {
            Failure.OfMember(var member) => now.Active == member
                ? ActiveDies(config, now, failure)
                : StandbyDies(config, now, failure, member),
            Failure.OfLink(var link) => LinkDies(config, now, failure, link),
            Failure.OfSide(var side) => SideDies(config, now, failure, side),
            Failure.OfPath(var peer) => PathDies(config, now, failure, peer),
            Failure.OfSyncChannel => ChannelDies(config, now, failure),
        };
    }
}
