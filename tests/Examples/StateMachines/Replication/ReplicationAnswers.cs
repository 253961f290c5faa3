using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>What a member says to one message or one fence, in each role, and what it does not.
/// </summary>
public sealed class ReplicationAnswers
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_tick_says_whether_something_was_due()
    {
        var pair = MemberPair.Reigning();
        Assert.Equal("nothing is due", pair.Rule(0, new Input.Tick()));
        Assert.Equal("nothing is due", pair.Rule(1, new Input.Tick()));

        pair.Sleep(pair.Config.Settings.Heartbeat);
        Assert.Equal("tells that it lives", pair.Rule(0, new Input.Tick()));
        Assert.Equal("nothing is due", pair.Rule(1, new Input.Tick()));

        pair.Run(Second);
        pair.Crash(0);
        pair.Sleep(pair.Config.Settings.SyncedFor);
        Assert.Equal("time is up", pair.Rule(1, new Input.Tick()));
        Assert.Equal(
            "has the authority, and nobody reigns", pair.Rule(1, new Input.Authority(true)));
    }

    [Fact]
    public void The_active_member_notes_at_the_tick_that_a_standby_must_have_left()
    {
        var pair = MemberPair.Reigning();
        pair.Crash(1);
        pair.Run(pair.Config.SoloAfter - Second, isCut: true);
        Assert.Equal("Active", pair.PhaseOf(0));
        var rules = new HashSet<string>();
        while (pair.PhaseOf(0) == "Active")
        {
            pair.Sleep(SaReplication.Deadline(pair.Config, pair[0])!.Value - pair.Now);
            rules.Add(pair.Rule(0, new Input.Tick()));
            pair.Do(0, new Input.Tick());
        }

        Assert.Equal(
            ["a standby must have called itself stale", "tells that it lives"], rules.Order());
        Assert.Equal([true], pair.Outputs[0].OfType<Output.Solo>().Select(solo => solo.IsSolo));
    }

    /// <summary>Messages become facts in the order in which they were proposed, whichever is sealed
    /// first, and each has its own octets.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_sealed_is_the_message_of_its_ticket(ulong first)
    {
        var pair = MemberPair.Reigning();
        NotifyPayloadValue message = new()
        {
            Data = new NotifyPayloadData.MobikeSupported(new()),
        };
        var (id, sent) = (MemberPair.Sa.Id, new SealedMessage(2, [], KeyHandle.None));
        pair.Do(0, new Input.Propose(2, [new Change.RequestSent(id, sent)], message, new(11)));
        pair.Do(0, new Input.Propose(3, [new Change.ResponseSent(id, sent)], message, new(11)));
        var before = pair[0].Replica.Index;
        Seal(first);
        Assert.Equal(before + (first == 2 ? 1UL : 0), pair[0].Replica.Index);
        Seal(first);
        Assert.Equal(before + (first == 2 ? 1UL : 0), pair[0].Replica.Index);
        Seal(5 - first);
        Assert.Equal(before + 2, pair[0].Replica.Index);

        var ike = pair[0].Replica.Sas.Ikes.Find(id.Key)!;
        Assert.Equal([OctetsOf(2)], Assert.Single(ike.Requests).Octets);
        Assert.Equal([OctetsOf(3)], Assert.Single(ike.Responses).Octets);

        void Seal(ulong ticket) => pair.Do(0, new Input.Sealed(ticket, [OctetsOf(ticket)]));
        static Octets OctetsOf(ulong ticket) => Octets.FromHex($"{ticket:x4}");
    }

    [Fact]
    public void Who_proves_its_reign_and_has_the_authority_once_more_has_it()
    {
        var pair = MemberPair.Reigning();
        pair.Sleep(60 * Second);
        pair.Do(0, new Input.Tick());
        Assert.IsType<SaReplication.Role.Proving>(pair[0].Role);
        pair.Do(0, new Input.Authority(true));
        Assert.IsType<SaReplication.Role.Proving>(pair[0].Role);
        Assert.True(pair[0].HasAuthority);

        pair.Do(0, new Input.Authority(false));
        Assert.IsType<SaReplication.Role.Standby>(pair[0].Role);
        Assert.False(pair[0].HasAuthority);
    }

    /// <summary>Whoever began the reign is known by it, before the log says that it did.</summary>
    [Fact]
    public void A_fence_has_to_name_the_start_that_began_the_reign_that_is_followed()
    {
        var pair = MemberPair.Reigning();
        Assert.Equal(new BootId(1), SaReplication.StartOf(pair[1], 1));
        var again = new Term(new(pair[0].Seen.Epoch.Reign + 1, 1), new(77));
        pair.Hear(1, new SyncMessage.Fence(again));
        Assert.Equal(new BootId(77), SaReplication.StartOf(pair[1], 1));

        pair.Do(1, new Input.Authority(true));
        foreach (var (boot, rule) in new[]
        {
            (1UL, "the fence of another start of that member: refused"),
            (77UL, "has the authority, and nobody reigns"),
        })
        {
            Assert.Equal(rule, pair.Rule(1, new Input.FenceConfirmed(1, new(boot))));
        }

        Assert.Equal(
            "no member of this cluster", pair.Rule(1, new Input.FenceConfirmed(9, new(77))));
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(100, 0, true)]
    [InlineData(0, 50, true)]
    [InlineData(100, 50, true)]
    public void A_child_that_is_made_with_numbers_is_granted_them_with_the_fact(
        ulong through, ulong floor, bool isGranted)
    {
        var pair = MemberPair.Reigning();
        var made = MemberPair.Child with
        {
            Inbound = new(0x0100_0302),
            SentThrough = through,
            OctetsThrough = 7 * through,
            Floor = floor,
        };
        pair.Propose(2, new Change.ChildUp(made));
        Assert.Empty(pair.Outputs[0].OfType<Output.SendThrough>());
        pair.Settle();
        Output[] granted =
        [
            new Output.SendThrough(made.Inbound, through, 7 * through),
            new Output.AcceptThrough(made.Inbound, floor),
        ];
        Assert.Equal(
            (isGranted ? granted : []).Append(new Output.Committed(2)),
            pair.Outputs[0].Where(output => output is not Output.Send));
    }

    /// <summary>RFC 6027 §3.6: what an older reign says counts for nothing, in a promotion too.
    /// </summary>
    [Fact]
    public void Who_is_promoted_takes_no_answer_and_no_fact_of_an_older_epoch()
    {
        var pair = MemberPair.Reigning(new() { Solo = SoloPolicy.SafetyFirst });
        var before = pair[1].Seen;
        pair.Crash(0);
        pair.Run(Second);
        pair.Do(1, new Input.Authority(true));
        Assert.Equal("Promoting", pair.PhaseOf(1));
        pair.Clear();

        var last = pair[1].Replica.Last;
        var answer = new SyncMessage.Acknowledgement(
            before, new(1), 1, last, StandingKind.Stale, TimeSpan.Zero, 1, 1);
        var fact = new SyncMessage.Fact(
            before, last.Term, new(new(before, last.Index + 1), [new Change.Unknown(9, default)]));
        foreach (var message in new SyncMessage[] { answer, fact })
        {
            Output[] told = message == fact
                ? [new Output.Send(1, new SyncMessage.Fence(pair[1].Seen))]
                : [];
            Assert.Equal(
                "of an older epoch: refused", pair.Rule(1, new Input.Received(1, message)));
            pair.Hear(1, message);
            Assert.Equal(("Promoting", last), (pair.PhaseOf(1), pair[1].Replica.Last));
            Assert.Equal(told, pair.Outputs[1]);
            pair.Clear();
        }

        // In its own epoch the same answer is what it waits for.
        pair.Hear(1, answer with { Reign = pair[1].Seen });
        Assert.Single(pair.Outputs[1].OfType<Output.Reign>());
    }

    [Fact]
    public void A_standby_says_once_that_it_takes_a_snapshot_and_asks_for_part_behind_part()
    {
        var pair = MemberPair.Reigning(new() { PartMax = 1 });
        var begin = Begin(pair);
        Assert.Equal(4U, begin.Parts);
        pair.Hear(1, begin);
        Assert.Equal(StandingKind.Joining, Assert.Single(Stands(pair)).Standing);

        // Who has half of it has nothing to go on from: it says so, whoever asks.
        pair.Clear();
        pair.Hear(1, new SyncMessage.Fence(new(pair[0].Seen.Epoch, pair[0].Seen.Boot)));
        Assert.All(
            pair.Outputs[1].OfType<Output.Send>().Select(send => send.Message)
                .OfType<SyncMessage.Acknowledgement>(),
            told => Assert.Equal(Position.None, told.Last));

        // The same again asks for what comes next; another one begins anew, and tells nobody.
        pair.Clear();
        pair.Hear(1, begin);
        Assert.Equal(0U, Asked(pair).Part);
        pair.Clear();
        pair.Hear(1, begin with { Index = begin.Index + 1 });
        Assert.Empty(pair.Outputs[1]);
        pair.Hear(1, begin);

        for (var part = 0U; part < begin.Parts; part++)
        {
            pair.Clear();
            pair.Do(0, new Input.Received(
                2, new SyncMessage.RepairPart(begin.Reign, begin.Index, part)));
            var sent = pair.Outputs[0].OfType<Output.Send>().Select(send => send.Message).ToArray();
            Assert.Single(((SyncMessage.SnapshotPart)sent[0]).Rows);
            Assert.Equal(
                part == begin.Parts - 1, sent.OfType<SyncMessage.SnapshotEnd>().Any());
            pair.Hear(1, sent[0]);
            uint[] next = part + 1 < begin.Parts ? [part + 1] : [];
            Assert.Equal(
                next,
                pair.Outputs[1].OfType<Output.Send>().Select(send => send.Message)
                    .OfType<SyncMessage.RepairPart>().Select(asked => asked.Part));

            // A part that it has already changes nothing.
            var known = pair[1];
            Assert.Equal("nobody waits for it", pair.Rule(1, new Input.Received(1, sent[0])));
            pair.Hear(1, sent[0]);
            Assert.Equal(known, pair[1]);
            pair.Hear(1, sent[^1]);
        }

        Assert.Equal(pair[0].Replica.Sas, pair[1].Replica.Sas);
        Assert.Equal(StandingKind.Stale, Assert.Single(Stands(pair)).Standing);
    }

    /// <summary>Nothing goes back: a snapshot of what is known came late.</summary>
    [Fact]
    public void A_snapshot_of_what_a_synced_standby_knows_is_not_taken()
    {
        var pair = MemberPair.Reigning();
        var begin = Begin(pair);
        foreach (var (index, rule) in new[]
        {
            (begin.Index - 2, "knows it already"), (begin.Index - 1, "knows it already"),
            (begin.Index, "a snapshot begins"),
        })
        {
            Assert.Equal(
                rule, pair.Rule(1, new Input.Received(1, begin with { Index = index })));
        }
    }

    /// <summary>RFC 6311 §5: the peer's counters are to move on, before a sleep and after it.
    /// </summary>
    [Fact]
    public void Who_proves_its_epoch_after_a_sleep_still_awaits_the_counters_of_peers()
    {
        var traits = IkeTraits.MessageIdSync | IkeTraits.ReplayCounterSync;
        var group = MemberGroup.Reigning(
            2, _ => MemberGroup.Fast(CommitRule.All) with { Replay = ReplayPolicy.PeerSync },
            traits);
        Takeover? taken = null;
        var resumed = new List<Output.Resume>();
        group.OnOutput += (at, output) =>
        {
            taken = at == 1 && output is Output.Reign reign ? reign.Takeover : taken;
            if (output is Output.Resume resume)
            {
                resumed.Add(resume);
            }
        };
        group.Do(0, new Input.Authority(false));
        group.Settle();
        group.Do(1, new Input.Authority(true));
        group.Run(Second);
        Assert.Equal(("Synced", "Active"), (group.PhaseOf(0), group.PhaseOf(1)));
        Assert.NotNull(taken);
        var delta = taken.Ikes[0].ReplayDelta;
        Assert.True(delta > 0);
        Assert.Equal(ChildTakeover.AwaitPeerSync, taken.Children[0].Action);
        Assert.Equal(delta, taken.Children[0].Floor.Bottom);

        group.Sleep(group.ConfigOf(1).Settings.HoldTime + Second);
        group.Do(1, new Input.Tick());
        Assert.Equal("Proving", group.PhaseOf(1));
        group.Settle();
        var goesOn = Assert.Single(resumed);
        Assert.Equal(delta, goesOn.Ikes[0].ReplayDelta);
        Assert.Equal(
            [new ChildUse(MemberGroup.Child.Inbound, ChildTakeover.AwaitPeerSync, delta)],
            goesOn.Children);
    }

    /// <summary>
    /// RFC 6027 §3.7: what a member made alone under an SA that all know is told to whoever reigns,
    /// once; what was made before they lost each other is not.
    /// </summary>
    [Fact]
    public void Children_that_a_member_made_alone_are_told_when_it_is_back()
    {
        var alone = MemberGroup.Child with { Inbound = new(0x0100_0777), Keys = new(99) };
        var group = MemberGroup.Reigning(2, _ => MemberGroup.Fast(CommitRule.All));
        group.Part(at => at == 1);
        group.Run(2 * Second);
        group.Propose(0, 2, new Change.ChildUp(alone));
        Assert.Contains(2UL, group.Committed);
        group.Do(1, new Input.Authority(true));
        group.Run(Second);
        group.Do(0, new Input.Authority(false));

        var told = new List<SyncMessage.Orphans>();
        group.OnOutput += (at, output) =>
        {
            if (output is Output.Send { Message: SyncMessage.Orphans orphans })
            {
                Assert.Equal(0, at);
                told.Add(orphans);
            }
        };
        group.Heal();
        group.Run(2 * Second);
        Assert.Equal("Synced", group.PhaseOf(0));
        var orphans = Assert.Single(told);
        Assert.Equal([alone.Inbound], orphans.Children);
        Assert.Equal(MemberGroup.Sa.Id, Assert.Single(orphans.Contested).Ike);
    }

    /// <summary>A snapshot with one fact more than moon knows.</summary>
    private static SyncMessage.SnapshotBegin Begin(MemberPair pair)
    {
        pair.Propose(2, new Change.Leased(MemberPair.Child.Inbound, 100, 100));
        pair.Do(0, new Input.Received(2, new SyncMessage.RepairAll(pair[0].Seen)));
        var begin = pair.OnTheWay.Select(said => said.Message)
            .OfType<SyncMessage.SnapshotBegin>().Single();
        pair.OnTheWay.Clear();
        pair.Clear();
        return begin;
    }

    private static IEnumerable<Output.Stands> Stands(MemberPair pair) =>
        pair.Outputs[1].OfType<Output.Stands>();

    private static SyncMessage.RepairPart Asked(MemberPair pair) => Assert.Single(
        pair.Outputs[1].OfType<Output.Send>().Select(send => send.Message)
            .OfType<SyncMessage.RepairPart>());
}
