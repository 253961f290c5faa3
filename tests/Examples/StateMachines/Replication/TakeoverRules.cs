using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3 and RFC 6311: how SAs go on after a takeover, by every replay policy, for all that
/// peers may have agreed to, and by all that whoever takes over may know: 144 takeovers, each
/// against rules that know nothing of how they are planned.
/// </summary>
public sealed class TakeoverRules
{
    private const ulong Leased = 300;
    private const ulong Floor = 200;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly IkeTraits[] OfIke =
    [
        IkeTraits.None, IkeTraits.MessageIdSync,
        IkeTraits.MessageIdSync | IkeTraits.ReplayCounterSync,
    ];

    private static readonly ChildTraits[] OfChild =
        [ChildTraits.None, ChildTraits.ExtendedNumbers, ChildTraits.ImplicitIv];

    /// <summary>What whoever takes over knows.</summary>
    public enum Knows
    {
        /// <summary>All.</summary>
        All,

        /// <summary>All, and that the member before it is off.</summary>
        AllAndFenced,

        /// <summary>What was so some seconds ago.</summary>
        Stale,

        /// <summary>All, and that nobody knows which message IDs were used.</summary>
        InDoubt,
    }

    public static TheoryData<ReplayPolicy, IkeTraits, ChildTraits, Knows> Cases
    {
        get
        {
            var cases = new TheoryData<ReplayPolicy, IkeTraits, ChildTraits, Knows>();
            foreach (var policy in Enum.GetValues<ReplayPolicy>())
            {
                foreach (var (ike, child) in OfIke.SelectMany(_ => OfChild, (a, b) => (a, b)))
                {
                    foreach (var knows in Enum.GetValues<Knows>())
                    {
                        cases.Add(policy, ike, child, knows);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    [Requirement("RFC6027-3.2-a")]
    public void SAs_go_on_as_far_as_no_number_can_be_used_twice(
        ReplayPolicy policy, IkeTraits ike, ChildTraits child, Knows knows)
    {
        var settings = SettingsOf(policy);
        var takeover = After(settings, ike, child, knows);
        var isStale = knows == Knows.Stale;
        Assert.Equal(isStale ? StandingKind.Stale : StandingKind.Synced, takeover.Standing);
        Assert.Equal(takeover.Age > settings.SyncedFor, isStale);

        // Numbers that may have been used since: at the highest rate, by a fast clock.
        var alone = Numbers(settings, settings.SyncedFor);
        var jump = isStale ? Numbers(settings, settings.SyncedFor + takeover.Age) : 0;
        var exposed = policy == ReplayPolicy.Bounded ? (ulong)settings.Exposed : 0;

        // RFC 6311 §5.1: without it no message ID that may have been used can be passed over.
        var action = !isStale && knows != Knows.InDoubt ? IkeTakeover.Resume
            : ike.HasFlag(IkeTraits.MessageIdSync) ? IkeTakeover.Synchronise
            : IkeTakeover.Reestablish;
        var moves = policy == ReplayPolicy.PeerSync && action != IkeTakeover.Reestablish
            && ike.HasFlag(IkeTraits.ReplayCounterSync);
        var delta = !moves ? 0 : isStale ? jump : alone;

        // Request 2 is open and the window is 1; in doubt, 9 was proposed before.
        var proposed = action != IkeTakeover.Synchronise ? 0u : isStale ? 4u : 10u;
        Assert.Equal(
            new IkePlan(MemberGroup.Sa.Id, action, proposed, delta, NonceReign: 1),
            Assert.Single(takeover.Ikes));

        // RFC 8750: where numbers are nonces, a member that is not fenced may have used any.
        var isLost = child.HasFlag(ChildTraits.ImplicitIv) && knows != Knows.AllAndFenced;
        var waits = policy is ReplayPolicy.RekeyFirst or ReplayPolicy.PeerSync && !moves;
        var plan = Assert.Single(takeover.Children);
        Assert.Equal(
            (isLost || waits || isStale ? ChildTakeover.Rekey : 0)
                | (isLost ? ChildTakeover.SendNothing : 0)
                | (waits ? ChildTakeover.ReceiveNothing : 0)
                | (moves ? ChildTakeover.AwaitPeerSync : 0),
            plan.Action);
        Assert.Equal(
            SequenceLease.TakenOver(Leased + jump, child.HasFlag(ChildTraits.ExtendedNumbers)),
            plan.Outbound);
        Assert.Equal(Leased + (65_536 * jump), plan.Octets.Used);
        Assert.Equal(
            InboundFloor.TakenOver(
                Floor + (moves ? delta : isStale ? jump + exposed : 0), exposed),
            plan.Floor);
        Assert.Equal(1U, plan.NonceReign);

        var bounds = TakeoverBounds.Of(settings, takeover.Age, !isStale);
        Assert.Equal(
            new(
                bounds.SequenceSkipped, bounds.AcceptedTwice, bounds.InboundLost,
                action == IkeTakeover.Reestablish ? 1 : 0),
            takeover.Cost);
    }

    private static SaReplication.Settings SettingsOf(ReplayPolicy policy) =>
        MemberGroup.Fast(CommitRule.All) with { Replay = policy, Exposed = 16 };

    private static ulong Numbers(SaReplication.Settings settings, TimeSpan time) =>
        (ulong)((decimal)time.TotalSeconds * settings.PacketsPerSecondMax
            * (1 + (settings.DriftPpm / 1_000_000m))) + 1 + (ulong)settings.LeaseBlock;

    private static Takeover After(
        SaReplication.Settings settings, IkeTraits ike, ChildTraits child, Knows knows)
    {
        var group = MemberGroup.Reigning(2, _ => settings, ike, child);
        group.Propose(
            0, 2, MemberGroup.Lease(Leased),
            new Change.FloorRaised(MemberGroup.Child.Inbound, Floor),
            new Change.RequestSent(MemberGroup.Sa.Id, new(2, [], default)));
        if (knows == Knows.InDoubt)
        {
            group.Propose(0, 3, new Change.SyncSent(MemberGroup.Sa.Id, 9));
        }

        group.Run(Second);
        Takeover? takeover = null;
        group.OnOutput += (at, output) => takeover =
            at == 1 && output is Output.Reign reign ? reign.Takeover : takeover;
        group.Crash(0);
        if (knows == Knows.AllAndFenced)
        {
            group.Do(
                1,
                new Input.FenceConfirmed(1, SaReplication.StartOf(group[1]!, 1), IsOff: true));
        }

        group.Run(knows == Knows.Stale ? 5 * Second : group.ConfigOf(1).Settings.SilentAfter);
        group.Do(1, new Input.Authority(true));
        group.Run(Second);
        Assert.NotNull(takeover);
        return takeover;
    }
}
