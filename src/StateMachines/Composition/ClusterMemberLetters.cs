using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// The inputs to try in each state: those of the machines that come from outside, for one IKE SA
/// with one CHILD SA.
/// </summary>
internal static partial class ClusterMemberLetters
{
    public static Items<Letter<ClusterMemberConfig, State, Input>> All { get; } =
    [
        .. FromFirstHop, .. FromReplication, .. FromSas, .. FromIds, .. FromElsewhere,
        .. FromTokens, .. FromClients, .. FromNhrp,
    ];

    private static readonly IkeSaId Ike = new(new(0x101), new(0x202));
    private static readonly Spi Child = new(0x301);

    private static IEnumerable<Letter<ClusterMemberConfig, State, Input>> FromFirstHop =>
    [
        Of("replication's timer first", (_, _) => new Input.Tick(Part.Replication)),
        Of("back's timer first", (_, _) => new Input.Tick(
            Part.FirstHop, HsrpPair.Side.Back, new(0, HsrpGroup.HsrpTimer.Standby))),
        .. from letter in HsrpPair.Machine.Alphabet
           where letter.Name.StartsWith("Front", StringComparison.Ordinal)
               || letter.Name.StartsWith("Back", StringComparison.Ordinal)
           select Of(
               letter.Name,
               (config, state) => letter.Make(config.Hsrp, state.FirstHop)
                   is HsrpPair.Input.At(var side, var inner)
                       ? new Input.AtFirstHop(side, inner)
                       : new Input.Tick(Part.FirstHop)),
        Of("tracked link down", (_, _) => new Input.LinkChanged(0, IsUp: false)),
        Of("tracked link up", (_, _) => new Input.LinkChanged(0, IsUp: true)),
        Of("access link up", (_, _) => new Input.AtLinks(
            new LinkSelection.Input.Carrier(0, Works: true))),
        Of("access link down", (_, _) => new Input.AtLinks(
            new LinkSelection.Input.Carrier(0, Works: false))),
    ];

    private static IEnumerable<Letter<ClusterMemberConfig, State, Input>> FromReplication =>
    [
        .. from letter in SaReplication.Machine.Alphabet
           select Of(
               letter.Name,
               (config, state) => new Input.AtReplication(
                   letter.Make(config.Replication, state.Replication))),
        Of("propose a CHILD SA", (_, state) => new Input.AtReplication(
            new SaReplication.Input.Propose(
                state.Replication.Replica.Index + 1,
                [
                    new Change.ChildUp(new(
                        Child, new(0x401), Ike, new(9), SomeSelectors, ChildTraits.None, 8, 8, 8,
                        ulong.MaxValue, default)),
                ],
                null, KeyHandle.None))),
        Of("propose an IKE SA of a client that follows", (config, state) =>
            new Input.AtReplication(new SaReplication.Input.Propose(
                state.Replication.Replica.Index + 1,
                [
                    new Change.IkeUp(new(
                        Ike, new(7), new([config.Set.Self]), default,
                        IkeTraits.MessageIdSync | IkeTraits.FollowsRedirects, 1, 1, 0, 0, [], [],
                        0, 0, [], default, default)),
                ],
                null, KeyHandle.None))),
        Of("propose its end", (_, state) => new Input.AtReplication(
            new SaReplication.Input.Propose(
                state.Replication.Replica.Index + 1, [new Change.ChildDown(Child)], null,
                KeyHandle.None))),
        Of("propose the end of the IKE SA", (_, state) => new Input.AtReplication(
            new SaReplication.Input.Propose(
                state.Replication.Replica.Index + 1, [new Change.IkeDown(Ike)], null,
                KeyHandle.None))),
    ];

    private static IEnumerable<Letter<ClusterMemberConfig, State, Input>> FromSas =>
    [
        AtLiveness("the peer is heard", new LivenessCheck.Input.Heard()),
        AtLiveness("outbound", new LivenessCheck.Input.Outbound()),
        AtLiveness("a hint", new LivenessCheck.Input.Hint(LivenessCheck.Rumour.InvalidIkeSpi)),
        AtLiveness("INITIAL_CONTACT", new LivenessCheck.Input.InitialContact()),
        AtLiveness("the peer's token", new LivenessCheck.Input.TokenShown()),
        Of("an R-U-THERE", (_, _) => new Input.AtDpd(
            Ike, new Dpd.DeadPeerDetection.Input.RUThere(7))),
        AtLiveness("demoted, from outside", new LivenessCheck.Input.Demoted()),
    ];

    private static IEnumerable<Letter<ClusterMemberConfig, State, Input>> FromIds =>
    [
        AtIds("a request is wanted", _ => new MessageIds.Input.Wanted()),
        AtIds("the peer answers", sas => new MessageIds.Input.Answered(
            sas.Ikes.Find(Ike.Key)?.Requests is { Count: > 0 } open ? open[0].Id : 0)),
        AtIds("the peer asks", sas => new MessageIds.Input.Requested(
            sas.Ikes.Find(Ike.Key)?.NextExpected ?? 0)),
        AtIds("the peer asks again", sas => new MessageIds.Input.Requested(
            (sas.Ikes.Find(Ike.Key)?.NextExpected ?? 1) - 1)),
        Of("a nonce is drawn", (_, _) => new Input.AtMessageIdSync(
            Ike, new MessageIdSync.Input.Drawn(7))),
        Of("the peer agrees on IDs", (_, state) => new Input.AtMessageIdSync(
            Ike, new MessageIdSync.Input.Answered(
                7, state.Replication.Replica.Sas.Ikes.Find(Ike.Key)?.NextExpected ?? 0,
                state.Replication.Replica.Sas.Ikes.Find(Ike.Key)?.SyncSent ?? 0))),
        Of("the peer synchronises IDs", (_, state) => new Input.SyncAsked(
            Ike, 5, (state.Replication.Replica.Sas.Ikes.Find(Ike.Key)?.NextExpected ?? 0) + 9,
            3, null)),
        Of("the peer synchronises counters", (_, _) => new Input.CountersAsked(
            Ike, new(9, IsExtended: false))),
    ];

    private static IEnumerable<Letter<ClusterMemberConfig, State, Input>> FromElsewhere =>
    [
        Of("leave", (_, _) => new Input.AtDrain(new MemberDrain.Input.Leave())),
        Of("remain", (_, _) => new Input.AtDrain(new MemberDrain.Input.Remain())),
        Of("replaced, from outside", (_, _) => new Input.AtDrain(
            new MemberDrain.Input.Replaced())),
        Of("the CHILD SA is to end", (_, _) => new Input.ChildEnding(Child)),
        Of("the CHILD SA moves", (_, _) => new Input.ChildMoved(Child, new(null, 9))),
        Of("policy protects", (_, _) => new Input.Protected(
            0, Prefix.Of(HostAddress.From([10, 9, 0, 0]), 24), IsProtected: true)),
        Of("policy ends", (_, _) => new Input.Protected(
            0, Prefix.Of(HostAddress.From([10, 9, 0, 0]), 24), IsProtected: false)),
        Of("rekeyed", (_, _) => new Input.WorkEnded(
            PacedWork.Work.RekeyChildSa, Ike, Child, IsDone: true)),
        Of("not established", (_, _) => new Input.WorkEnded(
            PacedWork.Work.Reestablish, Ike, null, IsDone: false)),
        Of("packets wait for a rekey", (_, _) => new Input.PacketsWait(Child)),
        Of("ESP", (_, _) => new Input.Packet(Child, null, 0)),
        Of("ESP of nobody", (_, _) => new Input.Packet(new(0x0200_0001), null, 0)),
        Of("an inner packet", (_, _) => new Input.InnerPacket(Child, 2, 1)),
    ];

    // Two octets of length, then one selector: IPv4, any protocol and port, 10.9.0.0/24.
    private static Octets SomeSelectors { get; } = Octets.FromHex(
        "0014" + "01000000" + "07000010" + "0000ffff" + "0a090000" + "0a0900ff");

    private static Letter<ClusterMemberConfig, State, Input> Of(
        string name, Func<ClusterMemberConfig, State, Input> make) => new(name, make);

    private static Letter<ClusterMemberConfig, State, Input> AtLiveness(
        string name, LivenessCheck.Input input) =>
        Of(name, (_, _) => new Input.AtLiveness(Ike, input));

    private static Letter<ClusterMemberConfig, State, Input> AtIds(
        string name, Func<SaState, MessageIds.Input> make) => Of(
        name,
        (_, state) => new Input.AtMessageIds(Ike, make(state.Replication.Replica.Sas)));
}
