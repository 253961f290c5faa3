using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.6: a member that knows something else than the active one is repaired. Where what it
/// reads is not what was said, a repair does not help: it is not synced, and asks ever more rarely.
/// </summary>
public sealed class Rfc6027_3_6_Repair
{
    private const int Runs = 300;

    /// <summary>At one instant, with two members and what a history does at once.</summary>
    private const int MessagesMax = 300;

    private static readonly SaReplication.Settings Settings = MemberGroup.Fast(CommitRule.All) with
    {
        DigestEvery = 4,
        PartMax = 2,
        StaleFor = TimeSpan.FromSeconds(20),
    };

    private static TimeSpan DigestPeriod => Settings.Heartbeat * Settings.DigestEvery;

    [Fact]
    public void Between_two_agreeing_digests_no_more_repairs_are_asked_for_than_the_pauses_allow() =>
        ForAll.Cases(Runs, Draw, history =>
        {
            var watch = new Watch(MemberGroup.Reigning(2, _ => Settings));
            foreach (var act in history)
            {
                watch.Play(act);
            }

            // Whoever reads what was said is repaired after the longest pause.
            watch.Play(new(Kind.Read, 0, default));
            watch.Play(new(Kind.Wait, 25_000, default));
            watch.Group.ExpectWhole(0);
            Assert.Null(watch.Group[1]!.Divergence);
        });

    /// <summary>
    /// A digest each 0.2 s, 10 min: it asks again after 0.2, 0.4, ... 12.8 s and then each 20 s.
    /// </summary>
    [Fact]
    public void A_member_that_drops_what_it_does_not_know_is_not_synced_and_asks_ever_more_rarely()
    {
        var watch = new Watch(MemberGroup.Reigning(2, _ => Settings));
        watch.Play(new(Kind.Read, 0, Wrong.Changes | Wrong.Rows));
        watch.Play(new(Kind.Tell, 0, default));
        watch.Play(new(Kind.Wait, 200, default));
        Assert.Equal("Joining", watch.Group.PhaseOf(1));
        watch.Play(new(Kind.Wait, 599_800, default));

        Assert.Equal("Joining", watch.Group.PhaseOf(1));
        Assert.InRange(watch.Asked.Count, 30, 40);
        Assert.Equal(watch.Asked.Count, watch.Failed.Count);
        Assert.Equal(
            [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 20_000, 20_000],
            watch.Failed.Take(9).Select(failed => failed.RetryIn.TotalMilliseconds));

        // Whoever is promoted with it knows that it does not know everything.
        watch.Group.Crash(0);
        watch.Group.Do(1, new Input.Authority(true));
        watch.Group.Run(TimeSpan.FromSeconds(2));
        Assert.NotEqual(StandingKind.Synced, Assert.Single(watch.Reigns));
    }

    [Fact]
    public void Whoever_was_repaired_is_synced_and_asks_no_more()
    {
        var watch = new Watch(MemberGroup.Reigning(2, _ => Settings));
        watch.Play(new(Kind.Read, 0, Wrong.Changes));
        watch.Play(new(Kind.Tell, 0, default));
        watch.Play(new(Kind.Wait, 2_000, default));

        // Its snapshot had what the fact lacked.
        Assert.Equal(1, watch.AskedEver);
        Assert.Empty(watch.Failed);
        watch.Group.ExpectWhole(0);
    }

    /// <summary>Another reign, another sender: whoever had to be repaired is not taken for right.
    /// </summary>
    [Fact]
    public void Whoever_could_not_be_repaired_is_not_synced_by_a_reign_that_begins()
    {
        var watch = new Watch(MemberGroup.Reigning(3, _ => Settings));
        watch.Play(new(Kind.Read, 0, Wrong.Changes | Wrong.Rows));
        watch.Play(new(Kind.Tell, 0, default));
        watch.Play(new(Kind.Wait, 6_000, default));
        var asked = watch.Asked.Count;
        watch.Group.Crash(0);
        watch.Group.Do(2, new Input.Authority(true));
        for (var i = 0; i < 40; i++)
        {
            watch.Group.Run(Settings.Heartbeat);
            Assert.NotEqual("Synced", watch.Group.PhaseOf(1));
        }

        Assert.Equal("Solo", watch.Group.PhaseOf(2));
        Assert.Equal("Joining", watch.Group.PhaseOf(1));
        Assert.InRange(watch.Asked.Count, asked, asked + 1);
    }

    [Flags]
    internal enum Wrong
    {
        Nothing = 0,
        Changes = 1,
        Rows = 2,
        Begins = 4,
        Parts = 8,
        Ends = 16,
        Facts = 32,
    }

    internal enum Kind
    {
        Read,
        Tell,
        Lease,
        Wait,
        Lose,
        Connect,
    }

    /// <summary>What happens; for a time in milliseconds, or what moon drops from now on.</summary>
    internal readonly record struct Act(Kind Kind, int Time, Wrong Wrong)
    {
        public override string ToString() => $"{Kind} {Time} {Wrong}";
    }

    private static Items<Act> Draw(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(40)).Select(_ => new Act(
            choices.Of(Often), choices.Of(Times), (Wrong)choices.Below(64))),
    ];

    private static readonly Kind[] Often =
    [
        Kind.Read, Kind.Read, Kind.Tell, Kind.Tell, Kind.Tell, Kind.Lease, Kind.Wait, Kind.Wait,
        Kind.Wait, Kind.Lose, Kind.Connect,
    ];

    private static readonly int[] Times = [10, 50, 200, 500, 1_000, 5_000, 30_000];

    /// <summary>An observer of alice, who reigns, and moon, who reads something else.</summary>
    private sealed class Watch
    {
        private Wrong _wrong;
        private Instant _last;
        private int _messages;
        private ushort _told;
        private ulong _ticket = 100;
        private Instant? _differsSince;

        public Watch(MemberGroup group)
        {
            Group = group;
            group.Reads = Read;
            group.OnOutput += See;
            group.OnStep += Note;
        }

        public MemberGroup Group { get; }

        /// <summary>When moon asked for all, since digests agreed last.</summary>
        public List<Instant> Asked { get; } = [];

        public int AskedEver { get; private set; }

        public List<Output.CannotFollow> Failed { get; } = [];

        public List<StandingKind> Reigns { get; } = [];

        public void Play(Act act)
        {
            switch (act.Kind)
            {
                case Kind.Read:
                    _wrong = act.Wrong;
                    break;
                case Kind.Tell:
                    Group.Propose(0, ++_ticket, new Change.Unknown(0xFFF0, new([(byte)++_told])));
                    Group.Settle();
                    break;
                case Kind.Lease:
                    Group.Propose(0, ++_ticket, MemberGroup.Lease(_ticket));
                    Group.Settle();
                    break;
                case Kind.Wait:
                    Group.Run(TimeSpan.FromMilliseconds(act.Time));
                    break;
                case Kind.Lose:
                    Group.Propose(0, ++_ticket, new Change.Unknown(0xFFF0, new([(byte)++_told])));
                    Group.Lose(1);
                    break;
                case Kind.Connect:
                    Group.Connect();
                    break;
            }
        }

        private SyncMessage? Read(int at, SyncMessage message)
        {
            _messages = Group.Now == _last ? _messages + 1 : 0;
            _last = Group.Now;
            Assert.True(_messages < MessagesMax, "they talk without end, and no time passes");
            return at != 1 ? message : message switch
            {
                SyncMessage.Fact when _wrong.HasFlag(Wrong.Facts) => null,
                SyncMessage.SnapshotBegin when _wrong.HasFlag(Wrong.Begins) => null,
                SyncMessage.SnapshotPart when _wrong.HasFlag(Wrong.Parts) => null,
                SyncMessage.SnapshotEnd when _wrong.HasFlag(Wrong.Ends) => null,
                SyncMessage.Fact fact when _wrong.HasFlag(Wrong.Changes) => fact with
                {
                    Entry = fact.Entry with
                    {
                        Changes = [.. fact.Entry.Changes.Where(one => one is not Change.Unknown)],
                    },
                },
                SyncMessage.SnapshotPart part when _wrong.HasFlag(Wrong.Rows) => part with
                {
                    Rows = [.. part.Rows.Where(row => row is not KeptChange)],
                },
                _ => message,
            };
        }

        private void See(int at, Output output)
        {
            switch (output)
            {
                case Output.Send(_, SyncMessage.RepairAll) when at == 1:
                    Ask();
                    break;
                case Output.CannotFollow failed:
                    Failed.Add(failed);
                    break;
                case Output.Reign(var takeover):
                    Reigns.Add(takeover.Standing);
                    break;
                default:
                    break;
            }
        }

        // The n-th one comes no sooner than n - 1 pauses behind the first.
        private void Ask()
        {
            Asked.Add(Group.Now);
            AskedEver++;
            var pauses = TimeSpan.Zero;
            for (var i = 1; i < Asked.Count; i++)
            {
                pauses += SaReplication.RepairPause(Settings, i);
            }

            Assert.True(
                Group.Now - Asked[0] >= pauses,
                $"{Asked.Count} repairs in {Group.Now - Asked[0]}");
        }

        private void Note(int at)
        {
            if (Group[1] is not { } moon)
            {
                return;
            }

            if (moon.Divergence is null)
            {
                Asked.Clear();
            }

            // Synced is nobody who has differed for two periods of digests.
            var isSynced = Group.PhaseOf(1) == "Synced";
            var differs = isSynced && Group[0] is { } alice
                && moon.Replica.Last == alice.Replica.Last && moon.Replica.Sas != alice.Replica.Sas;
            _differsSince = differs ? _differsSince ?? Group.Now : null;
            Assert.False(differs && Group.Now - _differsSince > 2 * DigestPeriod);
        }
    }
}
