using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Sync;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using static Holdfast.Tests.Examples.StateMachines.WireRow;

namespace Holdfast.Tests.Examples.StateMachines;

/// <content>Members of a cluster: the sync channel, and what never leaves a member.</content>
internal static partial class WireRows
{
    private static readonly Term Reign = new(new(7, 1), new(8));
    private static readonly Position Last = new(Reign, 9);
    private static readonly IkeSaId Id = new(new(1), new(2));
    private static readonly SealedMessage Sealed =
        new(3, [Octets.FromHex("0102"), Octets.FromHex("03")], new(4));
    private static readonly IkeSa Ike = new(
        Id, new(5), Octets.FromHex("aa"), Octets.FromHex("bb"), IkeTraits.ReplayCounterSync, 6, 7,
        8, 9, [], [], 10, 11, [], default, default);
    private static readonly ChildSa Child = new(
        new(0x301), new(0x401), Id, new(11), Octets.FromHex("cc"), ChildTraits.ImplicitIv, 12, 13,
        14, 15, default);

    /// <summary>A change of each kind.</summary>
    public static Items<Change> Changes =>
    [
        new Change.EpochBegan(Reign, 4), new Change.MemberJoined(1, new(2), 3, 4),
        new Change.IkeUp(Ike), new Change.IkeDown(Id), new Change.IkeRekeyed(Id, Ike),
        new Change.RequestSent(Id, Sealed), new Change.RequestAnswered(Id, 1),
        new Change.ResponseSent(Id, Sealed), new Change.SyncSent(Id, 2),
        new Change.MessageIdsSynced(Id, 3, 4, 5), new Change.ChildUp(Child),
        new Change.IkeDescribed(Id, new([1, 2])), new Change.ChildDown(new(5)),
        new Change.Leased(new(6), 7, 8),
        new Change.FloorRaised(new(9), 10), new Change.FloorLowered(new(9), 8),
        new Change.Unknown(4_711, Octets.FromHex("dd")),
    ];

    /// <summary>A message of each kind.</summary>
    public static Items<SyncMessage> Messages =>
    [
        new SyncMessage.Hello(new(new(1), 2, new(3, 1), StoreCondition.Missing), Reign),
        new SyncMessage.Heartbeat(Reign, new(1), 2, 3, 4, true, 5, 6),
        new SyncMessage.Acknowledgement(
            Reign, new(1), 2, Last, StandingKind.Synced, TimeSpan.FromSeconds(1), 3, 4),
        new SyncMessage.Fact(Reign, Term.None, new(Last, Changes)),
        new SyncMessage.SnapshotBegin(Reign, 1, new([new(Reign, 1)]), 2, 3, 4),
        new SyncMessage.SnapshotPart(Reign, 1, 0,
        [
            Ike with
            {
                Requests = [Sealed], Responses = [Sealed], Children = [new(0x301)], Born = Last,
                Touched = Last,
            },
            Child with { Born = Last }, new MemberRecord(1, new(2), 3),
            new KeptChange(4, 5, Octets.FromHex("ee")),
        ]),
        new SyncMessage.SnapshotEnd(Reign, 1, StateDigest.Of('x')),
        new SyncMessage.DigestReport(Reign, 1, StateDigest.Of('x')),
        new SyncMessage.RepairAfter(Reign, Last), new SyncMessage.RepairPart(Reign, 1, 2),
        new SyncMessage.RepairAll(Reign), new SyncMessage.Fence(Reign),
        new SyncMessage.Release(Reign, 1),
        new SyncMessage.Orphans(Reign, [new(Id, 9)], [new(0x301)]),
    ];

    /// <summary>Replication, and machines whose outputs stay with the member.</summary>
    public static Items<WireRow> OfMembers =>
    [
        .. OfReplication, .. OfComposition,
        Does<LinkSelection.Output.Reroute>("a route"),
        Does<LinkSelection.Output.UseSaOf>("traffic goes through another SA"),
        Does<LinkSelection.Output.Lost>("a word to the member"),
        Does<LinkSelection.Output.Regained>("a word to the member"),
        Does<AsymmetricTraffic.Output.Process>("the packet is processed"),
        Does<AsymmetricTraffic.Output.ProcessExposed>("the packet is processed"),
        Does<AsymmetricTraffic.Output.Forward>("the packet goes on as it came"),
        Does<AsymmetricTraffic.Output.Drop>("the packet goes nowhere"),
        Does<AsymmetricTraffic.Output.Disagreement>("a line in the log"),
        Does<MemberDrain.Output.CloseDoors>("new peers are not taken"),
        Does<MemberDrain.Output.OpenDoors>("new peers are taken"),
        Does<MemberDrain.Output.RedirectPeers>("RedirectGateway says it to each"),
        Does<MemberDrain.Output.StopRedirects>("RedirectGateway stops"),
        Does<MemberDrain.Output.PushState>("SaReplication says it"),
        Does<MemberDrain.Output.Yield>("HsrpPair resigns"),
        Does<MemberDrain.Output.TakeBack>("a word to the member"),
        Does<PacedWork.Output.Begin>("a wish for an exchange of IKE"),
        Does<PacedWork.Output.GiveUp>("a word to the member"),
        Does<ReverseRouteInjection.Output.Guard>("a route or a policy"),
        Does<ReverseRouteInjection.Output.Unguard>("a route or a policy"),
        Does<ReverseRouteInjection.Output.Add>("a route"),
        Does<ReverseRouteInjection.Output.Replace>("a route"),
        Does<ReverseRouteInjection.Output.Withdraw>("a route"),
        Does<ReverseRouteInjection.Output.Conflict>("a line in the log"),
        Does<ReverseRouteInjection.Output.ConflictEnded>("a line in the log"),
        Does<ReverseRouteInjection.Output.Release>("the SA may be deleted"),
        Does<ReverseRouteInjection.Output.Yield>("HsrpPair resigns"),
        Does<ReverseRouteInjection.Output.Refused>("a word to whoever asked"),
    ];

    private static Items<WireRow> OfReplication =>
    [
        Sends<SaReplication.Output.Send>(
            [.. Messages.Select(message => (Func<(object?, object?)>)(() => Synced(message)))]),
        Does<SaReplication.Output.Transmit>("octets that were sealed before, as they are"),
        Does<SaReplication.Output.Seal>("whoever proposed the message has written it"),
        Does<SaReplication.Output.PersistEpoch>("the store writes"),
        Does<SaReplication.Output.SendThrough>("the data path may go on"),
        Does<SaReplication.Output.AcceptThrough>("the data path may go on"),
        Does<SaReplication.Output.ChildEnded>("the data path takes what waits, and is gone"),
        Does<SaReplication.Output.Committed>("a word to whoever proposed"),
        Does<SaReplication.Output.Refused>("a word to whoever proposed"),
        Does<SaReplication.Output.Forget>("keys are zeroed"),
        Does<SaReplication.Output.Reign>("a word to the member"),
        Does<SaReplication.Output.Resume>("a word to the member"),
        Does<SaReplication.Output.Stop>("a word to the member"),
        Does<SaReplication.Output.Stands>("a word to the first hop"),
        Does<SaReplication.Output.Solo>("a word to the member"),
        Does<SaReplication.Output.DeleteAtPeer>("an exchange of IKE deletes the SA"),
        Does<SaReplication.Output.Contested>("MessageIdSync asks, or the SA is made anew"),
        Does<SaReplication.Output.Diverged>("a line in the log"),
        Does<SaReplication.Output.CannotFollow>("a line in the log, and a count"),
        Does<SaReplication.Output.StoreDoubted>("a line in the log"),
    ];

    private static Items<WireRow> OfComposition =>
    [
        Sends<ClusterMember.Output.SealCheck>(() => (
            new LivenessCheck.Input.Asked(7),
            LivenessCheck.Classify(
                Travel(LivenessCheck.ToMessage(new LivenessCheck.Output.Seal(), Ours, new(7))),
                new InnerPayloadsValue(), Theirs, LivenessCheck.Protection.Fresh))),
        Does<ClusterMember.Output.SealCounters>("MessageIdSync.AskCounters, with a message ID"),
        Does<ClusterMember.Output.OpenTraffic>("traffic passes"),
        Does<ClusterMember.Output.CloseTraffic>("traffic stops"),
        Does<ClusterMember.Output.AskAgain>("the input comes again"),
        Does<ClusterMember.Output.BeginWork>("a wish for an exchange of IKE"),
        Does<ClusterMember.Output.WorkGivenUp>("a line in the log"),
        .. new[]
        {
            typeof(ClusterMember.Output.OfFirstHop), typeof(ClusterMember.Output.OfLinks),
            typeof(ClusterMember.Output.OfReplication), typeof(ClusterMember.Output.OfDrain),
            typeof(ClusterMember.Output.OfLiveness), typeof(ClusterMember.Output.OfDpd),
            typeof(ClusterMember.Output.OfMessageIds),
            typeof(ClusterMember.Output.OfMessageIdSync),
            typeof(ClusterMember.Output.OfTokenMaker), typeof(ClusterMember.Output.OfTokenTaker),
            typeof(ClusterMember.Output.OfRedirection), typeof(ClusterMember.Output.OfHub),
            typeof(ClusterMember.Output.OfRegistration),
            typeof(ClusterMember.Output.OfShortcut), typeof(ClusterMember.Output.OfRoutes),
            typeof(ClusterMember.Output.OfForeign),
        }.Select(output => new WireRow(output, "what a machine says: its own rows", null)),
    ];

    private static (object? Meant, object? Taken) Synced(SyncMessage message)
    {
        var octets = SyncBorder.ToRecord(message).ToArray();
        Assert.True(SyncRecordValue.TryParse(octets, out var record, out var error), $"{error}");
        return (message, SyncBorder.Classify(record));
    }
}
