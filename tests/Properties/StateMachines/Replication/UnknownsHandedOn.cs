using Holdfast.Codec;
using Holdfast.Protocol.Sync;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// I36: three members that say all they say in octets, of whom none knows what is told; whoever
/// told it dies or gives up the first hop, and starts anew with nothing but its epoch.
/// </summary>
public sealed class UnknownsHandedOn
{
    private const int Members = 3;

    /// <summary>No kind of this version is as high.</summary>
    private const int FirstKind = 0x100;

    private enum Kind
    {
        Tell,
        Yield,
        Die,
    }

    [Fact]
    public void What_a_newer_member_told_is_kept_by_old_ones_and_handed_on() =>
        ForAll.Cases(
            150, choices => (TailMax: choices.Of([2, 4_096, 1, 3]), Acts: Draw(choices)),
            history =>
            {
                var upgrade = new Upgrade(history.TailMax);
                foreach (var act in history.Acts)
                {
                    upgrade.Play(act);
                }

                upgrade.Group.Run(TimeSpan.FromSeconds(3));
                upgrade.Group.ExpectWhole(upgrade.Active);
                Assert.All(upgrade.Group.Alive, upgrade.ExpectTold);
            });

    /// <summary>Facts that nobody keeps any more come as a state.</summary>
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 10)]
    [InlineData(4_096, 0)]
    public void Who_starts_anew_has_it_from_a_snapshot_where_facts_are_few(int tailMax, int rows)
    {
        var upgrade = new Upgrade(tailMax);
        for (var told = 0; told < 10; told++)
        {
            upgrade.Play(new(Kind.Tell, 0, [new((ushort)(FirstKind + told), new([7]))]));
        }

        upgrade.Play(new(Kind.Die, 0, []));
        Assert.Equal(rows, upgrade.InSnapshots);
    }

    private static Items<Act> Draw(Choices choices) =>
    [
        .. Enumerable.Range(0, 1 + choices.Below(9)).Select(_ => new Act(
            choices.Of([Kind.Tell, Kind.Tell, Kind.Tell, Kind.Yield, Kind.Die]),
            choices.Below(Members - 1),
            [
                .. Enumerable.Range(0, 1 + choices.Below(3)).Select(_ => new Change.Unknown(
                    (ushort)(FirstKind + choices.Below(0x10000 - FirstKind)),
                    new([.. Enumerable.Range(0, choices.Below(40))
                        .Select(_ => (byte)choices.Below(256))]))),
            ])),
    ];

    /// <summary>What happens.</summary>
    /// <param name="Kind">What.</param>
    /// <param name="Next">Who takes over, counted from whom was active.</param>
    /// <param name="Told">What is told, in one fact.</param>
    private readonly record struct Act(Kind Kind, int Next, Items<Change.Unknown> Told);

    private sealed class Upgrade
    {
        private readonly List<(ushort, Octets)> _told = [];
        private readonly Epoch[] _stored;
        private ulong _ticket = 100;

        public Upgrade(int tailMax)
        {
            Group = MemberGroup.Reigning(Members, _ => MemberGroup.Fast(CommitRule.All) with
            {
                PartMax = 2,
                OpenMax = Math.Min(tailMax, 2),
                TailMax = tailMax,
            });
            _stored = [.. Enumerable.Range(0, Members).Select(at => Group[at]!.Seen.Epoch)];
            Group.Reads = (_, message) =>
            {
                InSnapshots += message is SyncMessage.SnapshotPart(_, _, _, var rows)
                    ? rows.OfType<KeptChange>().Count() : 0;
                return InOctets(message);
            };
            Group.OnOutput += (at, output) => _stored[at] =
                output is Output.PersistEpoch(var epoch) ? epoch : _stored[at];
        }

        public MemberGroup Group { get; }

        public int Active { get; private set; }

        /// <summary>How much of what was told came as rows of snapshots.</summary>
        public int InSnapshots { get; private set; }

        public void Play(Act act)
        {
            switch (act.Kind)
            {
                case Kind.Tell:
                    Group.Propose(Active, ++_ticket, [.. act.Told]);
                    Group.Run(TimeSpan.FromMilliseconds(200));
                    Assert.Contains(_ticket, Group.Committed);
                    _told.AddRange(act.Told.Select(one => (one.Kind, one.Body)));
                    break;
                case Kind.Yield:
                    Group.Do(Active, new Input.Authority(false));
                    Group.Settle();
                    Move(act.Next);
                    break;
                case Kind.Die:
                    var dead = Active;
                    Group.Crash(dead);
                    Group.Run(TimeSpan.FromMilliseconds(400));
                    Move(act.Next);
                    Group.Restart(dead, _stored[dead]);
                    Group.Run(TimeSpan.FromSeconds(3));
                    ExpectTold(dead);
                    break;
            }

            ExpectTold(Active);
        }

        /// <summary>All that was told, octet by octet, in its order.</summary>
        public void ExpectTold(int at) => Assert.Equal(
            _told,
            Group[at]!.Replica.Sas.Kept.OrderBy(one => one.Number)
                .Select(one => (one.Kind, one.Body)));

        private void Move(int next)
        {
            Active = (Active + 1 + next) % Members;
            Group.Do(Active, new Input.Authority(true));
            Group.Run(TimeSpan.FromSeconds(2));
            Assert.Equal("Active", Group.PhaseOf(Active));
        }

        /// <summary>As a member reads it that knows no change of such a kind.</summary>
        private static SyncMessage? InOctets(SyncMessage message)
        {
            var octets = SyncBorder.ToRecord(message).ToArray();
            Assert.True(
                SyncRecordValue.TryParse(octets, out var record, out var error), $"{error}");
            return SyncBorder.Classify(record);
        }
    }
}
