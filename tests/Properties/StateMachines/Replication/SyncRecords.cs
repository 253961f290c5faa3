using Holdfast.Codec;
using Holdfast.Protocol.Sync;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>What members say, through octets and back, over histories of a member.</summary>
public sealed class SyncRecords
{
    private static readonly SaReplication.Config Config =
        SaReplication.Config.Create(new() { DigestEvery = 1, PartMax = 2 });

    [Fact]
    public void Each_message_is_read_as_it_was_said() => ForAll.Cases(
        200,
        choices => Moment.DrawMany(choices, SaReplication.Machine.Alphabet.Count),
        history =>
        {
            foreach (var visit in SaReplication.Machine.Walk(Config, history))
            {
                foreach (var output in visit.Next.Outputs)
                {
                    if (output is SaReplication.Output.Send send)
                    {
                        Survives(send.Message);
                    }
                }

                if (visit.Input is SaReplication.Input.Received received)
                {
                    Survives(received.Message);
                }
            }
        });

    [Fact]
    public void Each_change_is_read_as_it_was_decided()
    {
        IkeSaId id = new(new(1), new(2));
        SealedMessage message = new(3, [Octets.FromHex("0102"), Octets.FromHex("03")], new(4));
        IkeSa ike = new(
            id, new(5), Octets.FromHex("aa"), Octets.FromHex("bb"), IkeTraits.ReplayCounterSync,
            6, 7, 8, 9, [], [], 10, 11, [], default, default);
        ChildSa child = new(
            new(0x301), new(0x401), id, new(11), Octets.FromHex("cc"), ChildTraits.ImplicitIv, 12,
            13, 14, 15, default);
        Items<Change> changes =
        [
            new Change.EpochBegan(new(new(1, 2), new(3)), 4),
            new Change.MemberJoined(1, new(2), 3, 4), new Change.IkeUp(ike),
            new Change.IkeDown(id), new Change.IkeRekeyed(id, ike),
            new Change.RequestSent(id, message), new Change.RequestAnswered(id, 1),
            new Change.ResponseSent(id, message), new Change.SyncSent(id, 2),
            new Change.MessageIdsSynced(id, 3, 4, 5), new Change.ChildUp(child),
            new Change.IkeDescribed(id, new([1, 2])), new Change.ChildDown(new(5)),
            new Change.Leased(new(6), 7, 8),
            new Change.FloorRaised(new(9), 10), new Change.FloorLowered(new(9), 8),
            new Change.Unknown(4_711, Octets.FromHex("dd")),
        ];
        Term term = new(new(7, 1), new(8));
        Survives(new SyncMessage.Fact(term, Term.None, new(new(term, 1), changes)));
        Survives(new SyncMessage.SnapshotPart(term, 1, 0,
        [
            ike with
            {
                Requests = [message], Responses = [message], Children = [new(0x301)],
                Born = new(term, 1), Touched = new(term, 2),
            },
            child with { Born = new(term, 3) }, new MemberRecord(1, new(2), 3),
            new KeptChange(4, 5, Octets.FromHex("ee")),
        ]));
    }

    private static void Survives(SyncMessage message)
    {
        var octets = SyncBorder.ToRecord(message).ToArray();
        Assert.True(SyncRecordValue.TryParse(octets, out var record, out var error), $"{error}");
        Assert.Equal(message, SyncBorder.Classify(record));
    }
}
