using Holdfast.Codec;
using Holdfast.Protocol.Sync;

namespace Holdfast.StateMachines.Replication;

/// <content>Changes and rows.</content>
public static partial class SyncBorder
{
    private static Change Classify(SyncChangeValue change) => change.Body switch
    {
        SyncChangeBody.EpochBegan { Value: var v } =>
            new Change.EpochBegan(TermOf(v.Reign, v.Member, v.Boot), v.Generation),
        SyncChangeBody.MemberJoined { Value: var v } =>
            new Change.MemberJoined(v.Member, new(v.Boot), v.Generation, v.ReignBase),
        SyncChangeBody.IkeUp { Value: var v } => new Change.IkeUp(Classify(v)),
        SyncChangeBody.IkeDown { Value: var v } =>
            new Change.IkeDown(new(v.Initiator, v.Responder)),
        SyncChangeBody.IkeRekeyed { Value: var v } => new Change.IkeRekeyed(
            new(v.OldInitiator, v.OldResponder), Classify(v.New)),
        SyncChangeBody.IkeDescribed { Value: var v } =>
            new Change.IkeDescribed(new(v.Initiator, v.Responder), v.Description),
        SyncChangeBody.RequestSent { Value: var v } =>
            new Change.RequestSent(new(v.Initiator, v.Responder), Classify(v)),
        SyncChangeBody.RequestAnswered { Value: var v } =>
            new Change.RequestAnswered(new(v.Initiator, v.Responder), v.MessageId),
        SyncChangeBody.ResponseSent { Value: var v } =>
            new Change.ResponseSent(new(v.Initiator, v.Responder), Classify(v)),
        SyncChangeBody.SyncSent { Value: var v } =>
            new Change.SyncSent(new(v.Initiator, v.Responder), v.MessageId),
        SyncChangeBody.MessageIdsSynced { Value: var v } => new Change.MessageIdsSynced(
            new(v.Initiator, v.Responder), v.NextRequest, v.NextExpected, v.SyncSeen),
        SyncChangeBody.ChildUp { Value: var v } => new Change.ChildUp(new(
            v.Inbound, v.Outbound, new(v.Initiator, v.Responder), new(v.Keys), v.Description,
            (ChildTraits)v.Traits, v.SentThrough, v.Floor, v.OctetsThrough, v.OctetsLast,
            default)),
        SyncChangeBody.ChildDown { Value: var v } => new Change.ChildDown(v.Inbound),
        SyncChangeBody.Leased { Value: var v } =>
            new Change.Leased(v.Inbound, v.Through, v.OctetsThrough),
        SyncChangeBody.FloorRaised { Value: var v } =>
            new Change.FloorRaised(v.Inbound, v.Floor),
        SyncChangeBody.FloorLowered { Value: var v } =>
            new Change.FloorLowered(v.Inbound, v.Floor),
        SyncChangeBody.Unknown { Tag: var tag, Octets: var octets } =>
            new Change.Unknown(tag.Value, octets),
    };

    private static SyncChangeValue ToChange(Change change) => new()
    {
        Body = change switch
        {
            Change.EpochBegan c => new SyncChangeBody.EpochBegan(new()
            {
                Reign = c.Term.Epoch.Reign,
                Member = c.Term.Epoch.Member,
                Boot = c.Term.Boot.Value,
                Generation = c.Generation,
            }),
            Change.MemberJoined c => new SyncChangeBody.MemberJoined(new()
            {
                Member = c.Member,
                Boot = c.Boot.Value,
                Generation = c.Generation,
                ReignBase = c.ReignBase,
            }),
            Change.IkeUp c => new SyncChangeBody.IkeUp(ToIkeUp(c.Sa)),
            Change.IkeDown c => new SyncChangeBody.IkeDown(new()
            {
                Initiator = c.Ike.Initiator,
                Responder = c.Ike.Responder,
            }),
            Change.IkeRekeyed c => new SyncChangeBody.IkeRekeyed(new()
            {
                OldInitiator = c.Old.Initiator,
                OldResponder = c.Old.Responder,
                New = ToIkeUp(c.New),
            }),
            Change.IkeDescribed c => new SyncChangeBody.IkeDescribed(new()
            {
                Initiator = c.Ike.Initiator,
                Responder = c.Ike.Responder,
                Description = c.Description,
            }),
            Change.RequestSent c => new SyncChangeBody.RequestSent(ToSealed(c.Ike, c.Message)),
            Change.RequestAnswered c =>
                new SyncChangeBody.RequestAnswered(ToId(c.Ike, c.MessageId)),
            Change.ResponseSent c => new SyncChangeBody.ResponseSent(ToSealed(c.Ike, c.Message)),
            Change.SyncSent c => new SyncChangeBody.SyncSent(ToId(c.Ike, c.MessageId)),
            Change.MessageIdsSynced c => new SyncChangeBody.MessageIdsSynced(new()
            {
                Initiator = c.Ike.Initiator,
                Responder = c.Ike.Responder,
                NextRequest = c.NextRequest,
                NextExpected = c.NextExpected,
                SyncSeen = c.Seen,
            }),
            Change.ChildUp { Sa: var sa } => new SyncChangeBody.ChildUp(new()
            {
                Inbound = sa.Inbound,
                Outbound = sa.Outbound,
                Initiator = sa.Ike.Initiator,
                Responder = sa.Ike.Responder,
                Keys = sa.Keys.Value,
                Description = sa.Description,
                Traits = (byte)sa.Traits,
                SentThrough = sa.SentThrough,
                Floor = sa.Floor,
                OctetsThrough = sa.OctetsThrough,
                OctetsLast = sa.OctetsLast,
            }),
            Change.ChildDown c => new SyncChangeBody.ChildDown(new() { Inbound = c.Inbound }),
            Change.Leased c => new SyncChangeBody.Leased(new()
            {
                Inbound = c.Inbound,
                Through = c.Through,
                OctetsThrough = c.OctetsThrough,
            }),
            Change.FloorRaised c => new SyncChangeBody.FloorRaised(new()
            {
                Inbound = c.Inbound,
                Floor = c.Floor,
            }),
            Change.FloorLowered c => new SyncChangeBody.FloorLowered(new()
            {
                Inbound = c.Inbound,
                Floor = c.Floor,
            }),
            Change.Unknown c => new SyncChangeBody.Unknown(new(c.Kind), c.Body),
        },
    };

    private static IkeSa Classify(SyncIkeUpValue v) => new(
        new(v.Initiator, v.Responder), new(v.Keys), v.Peer, v.Description, (IkeTraits)v.Traits,
        v.SendWindow, v.ReceiveWindow, v.NextRequest, v.NextExpected, [], [], v.SyncSent,
        v.SyncSeen, [], default, default);

    private static SyncIkeUpValue ToIkeUp(IkeSa sa) => new()
    {
        Initiator = sa.Id.Initiator,
        Responder = sa.Id.Responder,
        Keys = sa.Keys.Value,
        Peer = sa.Peer,
        Description = sa.Description,
        Traits = (byte)sa.Traits,
        SendWindow = sa.SendWindow,
        ReceiveWindow = sa.ReceiveWindow,
        NextRequest = sa.NextRequest,
        NextExpected = sa.NextExpected,
        SyncSent = sa.SyncSent,
        SyncSeen = sa.SyncSeen,
    };

    private static SealedMessage Classify(SyncSealedValue v) =>
        new(v.MessageId, [.. v.Pieces.Select(piece => piece.Piece)], new(v.Secrets));

    private static SyncSealedValue ToSealed(IkeSaId ike, SealedMessage message) => new()
    {
        Initiator = ike.Initiator,
        Responder = ike.Responder,
        MessageId = message.Id,
        Secrets = message.Secrets.Value,
        Pieces = ToPieces(message),
    };

    private static Items<SyncPieceValue> ToPieces(SealedMessage message) =>
        [.. message.Octets.Select(octets => new SyncPieceValue { Piece = octets })];

    private static SyncMessageIdValue ToId(IkeSaId ike, uint id) => new()
    {
        Initiator = ike.Initiator,
        Responder = ike.Responder,
        MessageId = id,
    };

    private static IRow? Classify(SyncRowValue row) => row.Body switch
    {
        SyncRowBody.Member { Value: var v } =>
            new MemberRecord(v.Member, new(v.Boot), v.Generation),
        SyncRowBody.Ike { Value: var v } => new IkeSa(
            new(v.Initiator, v.Responder), new(v.Keys), v.Peer, v.Description,
            (IkeTraits)v.Traits, v.SendWindow, v.ReceiveWindow, v.NextRequest, v.NextExpected,
            [.. v.Requests.Select(Classify)], [.. v.Responses.Select(Classify)], v.SyncSent,
            v.SyncSeen, [.. v.Children.Select(child => child.Inbound)],
            new(TermOf(v.BornReign, v.BornMember, v.BornBoot), v.BornIndex),
            new(TermOf(v.TouchedReign, v.TouchedMember, v.TouchedBoot), v.TouchedIndex)),
        SyncRowBody.Child { Value: var v } => new ChildSa(
            v.Inbound, v.Outbound, new(v.Initiator, v.Responder), new(v.Keys), v.Description,
            (ChildTraits)v.Traits, v.SentThrough, v.Floor, v.OctetsThrough, v.OctetsLast,
            new(TermOf(v.BornReign, v.BornMember, v.BornBoot), v.BornIndex)),
        SyncRowBody.Kept { Value: var v } => new KeptChange(v.Number, v.Kind.Value, v.Body),
        SyncRowBody.Unknown => null,
    };

    private static SealedMessage Classify(SyncMessageRowValue v) =>
        new(v.MessageId, [.. v.Pieces.Select(piece => piece.Piece)], new(v.Secrets));

    private static SyncMessageRowValue ToMessageRow(SealedMessage message) => new()
    {
        MessageId = message.Id,
        Secrets = message.Secrets.Value,
        Pieces = ToPieces(message),
    };

    private static SyncRowValue ToRow(IRow row) => new()
    {
        Body = row switch
        {
            MemberRecord m => new SyncRowBody.Member(new()
            {
                Member = m.Member,
                Boot = m.Boot.Value,
                Generation = m.Generation,
            }),
            IkeSa sa => new SyncRowBody.Ike(new()
            {
                Initiator = sa.Id.Initiator,
                Responder = sa.Id.Responder,
                Keys = sa.Keys.Value,
                Peer = sa.Peer,
                Description = sa.Description,
                Traits = (byte)sa.Traits,
                SendWindow = sa.SendWindow,
                ReceiveWindow = sa.ReceiveWindow,
                NextRequest = sa.NextRequest,
                NextExpected = sa.NextExpected,
                Requests = [.. sa.Requests.Select(ToMessageRow)],
                Responses = [.. sa.Responses.Select(ToMessageRow)],
                SyncSent = sa.SyncSent,
                SyncSeen = sa.SyncSeen,
                Children = [.. sa.Children.Select(spi => new SyncSpiValue { Inbound = spi })],
                BornReign = sa.Born.Term.Epoch.Reign,
                BornMember = sa.Born.Term.Epoch.Member,
                BornBoot = sa.Born.Term.Boot.Value,
                BornIndex = sa.Born.Index,
                TouchedReign = sa.Touched.Term.Epoch.Reign,
                TouchedMember = sa.Touched.Term.Epoch.Member,
                TouchedBoot = sa.Touched.Term.Boot.Value,
                TouchedIndex = sa.Touched.Index,
            }),
            ChildSa sa => new SyncRowBody.Child(new()
            {
                Inbound = sa.Inbound,
                Outbound = sa.Outbound,
                Initiator = sa.Ike.Initiator,
                Responder = sa.Ike.Responder,
                Keys = sa.Keys.Value,
                Description = sa.Description,
                Traits = (byte)sa.Traits,
                SentThrough = sa.SentThrough,
                Floor = sa.Floor,
                OctetsThrough = sa.OctetsThrough,
                OctetsLast = sa.OctetsLast,
                BornReign = sa.Born.Term.Epoch.Reign,
                BornMember = sa.Born.Term.Epoch.Member,
                BornBoot = sa.Born.Term.Boot.Value,
                BornIndex = sa.Born.Index,
            }),
            KeptChange kept => new SyncRowBody.Kept(new()
            {
                Number = kept.Number,
                Kind = new(kept.Kind),
                Body = kept.Body,
            }),
            _ => throw new System.Diagnostics.UnreachableException($"No such row: {row}"),
        },
    };
}
