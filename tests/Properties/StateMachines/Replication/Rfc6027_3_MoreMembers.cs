using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.3 to §3.7 with one active member and several standbys (I1b, I6, I25, I27), under each
/// commit rule: members die and start anew, do not hear each other, and the first hop moves.
/// </summary>
public sealed partial class Rfc6027_3_MoreMembers
{
    private const int Runs = 120;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(CommitRule.All, 3)]
    [InlineData(CommitRule.Majority, 3)]
    [InlineData(CommitRule.One, 3)]
    [InlineData(CommitRule.Majority, 5)]
    [InlineData(CommitRule.One, 4)]
    [Requirement("RFC6027-3.4-a")]
    public void Whoever_takes_over_knows_all_that_took_effect_or_jumps_beyond_it(
        CommitRule commit, int members) => ForAll.Cases(
        Runs, choices => Draw(choices, members), history =>
        {
            var group = MemberGroup.Reigning(members, _ => MemberGroup.Fast(commit));
            var ghost = new Ghost(group);
            foreach (var act in history)
            {
                ghost.Play(act);
            }

            ghost.ComesToRest();
        });

    /// <summary>
    /// A fact took effect when dave had it. Moon, who takes every standby for one that facts wait
    /// for, asks nobody, and sends what may have been sent already.
    /// </summary>
    [Fact]
    public void A_member_that_asks_too_few_is_seen()
    {
        Assert.Throws<Xunit.Sdk.TrueException>(() => DaveAlone(CommitRule.All));
        DaveAlone(CommitRule.One);
    }

    /// <summary>
    /// A fact took effect when moon had it. She dies, and it is her next start that answers, which
    /// has forgotten; dave, who decided the fact, answers a moment later. A search found it.
    /// </summary>
    [Fact]
    public void A_new_start_does_not_tell_what_the_one_before_acknowledged()
    {
        var group = MemberGroup.Reigning(3, _ => MemberGroup.Fast(CommitRule.Majority));
        var ghost = new Ghost(group);
        Act[] acts =
        [
            .. Enumerable.Repeat(new Act(Kind.Lease, 0, 0), 9), new(Kind.Move, 2, 0),
            new(Kind.Lease, 0, 0), new(Kind.Lease, 1, 2), new(Kind.Cut, 0, 2),
            new(Kind.Lease, 2, 0), new(Kind.SplitFirstHop, 2, 0), new(Kind.Move, 0, 0),
            new(Kind.Cut, 0, 0), new(Kind.Cut, 0, 1), new(Kind.Lose, 2, 1),
            new(Kind.Lease, 2, 1), new(Kind.Heal, 0, 2), new(Kind.Request, 2, 0),
            new(Kind.Crash, 1, 2),
        ];
        foreach (var act in acts)
        {
            ghost.Play(act);
        }

        ghost.ComesToRest();
    }

    /// <summary>
    /// Moon is cut off. The first hop leaves alice for a moment, and she reigns anew, with a jump:
    /// she can't know whether somebody reigned meanwhile. Moon, who has not heard of it, knew
    /// everything later than alice thinks that she did. A search found it; what it breaks is
    /// numbers of two lines, and docs/adr/0026 says why no jump mends that.
    /// </summary>
    [Fact]
    public void A_line_that_jumped_unheard_is_not_what_another_one_lands_above()
    {
        var group = MemberGroup.Reigning(3, _ => MemberGroup.Fast(CommitRule.Majority));
        var ghost = new Ghost(group);
        var takeovers = new List<(int At, Takeover Takeover)>();
        group.OnOutput += (at, output) =>
        {
            if (output is Output.Reign(var takeover))
            {
                takeovers.Add((at, takeover));
            }
        };
        Act[] acts =
        [
            new(Kind.Lease, 0, 0), new(Kind.Lease, 0, 0), new(Kind.Cut, 1, 0),
            .. Enumerable.Repeat(new Act(Kind.Lease, 0, 0), 4), new(Kind.Move, 0, 0),
            new(Kind.Cut, 2, 1), .. Enumerable.Repeat(new Act(Kind.Lease, 0, 0), 4),
            new(Kind.Move, 1, 0), .. Enumerable.Repeat(new Act(Kind.Lease, 0, 0), 4),
        ];
        foreach (var act in acts)
        {
            ghost.Play(act);
        }

        Assert.Equal([0, 1], takeovers.Select(one => one.At));
        Assert.All(takeovers, one => Assert.Equal(StandingKind.Stale, one.Takeover.Standing));
        Assert.True(
            takeovers[1].Takeover.Children[0].Outbound.Taken
                < takeovers[0].Takeover.Children[0].Outbound.Taken,
            "then mend docs/adr/0026");
        Assert.True(takeovers[1].Takeover.Epoch > takeovers[0].Takeover.Epoch);
        Assert.True(takeovers[1].Takeover.Children[0].Action.HasFlag(ChildTakeover.Rekey));
        ghost.ComesToRest();
    }

    /// <summary>Moon, cut off, jumps by a rate that is lower than what alice sends at.</summary>
    [Fact]
    public void A_member_that_jumps_too_little_is_seen() =>
        Assert.Throws<Xunit.Sdk.TrueException>(() =>
        {
            var group = MemberGroup.Reigning(3, at => MemberGroup.Fast(CommitRule.Majority) with
            {
                PacketsPerSecondMax = at == 1 ? 1u : 1_000u,
            });
            var ghost = new Ghost(group);
            Act[] acts =
            [
                new(Kind.Cut, 1, 0), new(Kind.Cut, 1, 2),
                .. Enumerable.Repeat(new Act(Kind.Lease, 0, 0), 6), new(Kind.Crash, 0, 0),
                new(Kind.Move, 1, 0), new(Kind.WaitLong, 0, 0),
            ];
            foreach (var act in acts)
            {
                ghost.Play(act);
            }
        });

    /// <summary>What only one standby had is told by it when another one takes over.</summary>
    /// <param name="ofMoon">The commit rule that moon believes in.</param>
    private static void DaveAlone(CommitRule ofMoon)
    {
        var group = MemberGroup.Reigning(
            3, at => MemberGroup.Fast(at == 1 ? ofMoon : CommitRule.One));
        var ghost = new Ghost(group);
        group.Cut(0, 1);
        group.Propose(0, 2, MemberGroup.Lease(100));
        group.Settle();
        Assert.Contains(2UL, group.Committed);
        Assert.Equal((0UL, 100UL), (group.Known(1), group.Known(2)));

        group.Crash(0);
        group.Run(TimeSpan.FromMilliseconds(300));
        Assert.Equal("Synced", group.PhaseOf(1));
        ghost.Play(new(Kind.Move, 1, 0));
        group.Run(TimeSpan.FromMilliseconds(500));
        Assert.Equal("Active", group.PhaseOf(1));
        Assert.Equal(100UL, group.Known(1));
    }

    internal enum Kind
    {
        Lease,
        Request,
        Wait,
        WaitLong,
        Cut,
        Heal,
        Lose,
        Crash,
        Restart,
        Move,
        SplitFirstHop,
    }

    /// <summary>What happens, and to whom.</summary>
    internal readonly record struct Act(Kind Kind, int One, int Other)
    {
        public override string ToString() => $"{Kind} {One} {Other}";
    }

    private static Items<Act> Draw(Choices choices, int members) =>
    [
        .. Enumerable.Range(0, choices.Below(32)).Select(_ => new Act(
            choices.Of(Often), choices.Below(members), choices.Below(members))),
    ];

    private static readonly Kind[] Often =
    [
        Kind.Lease, Kind.Lease, Kind.Lease, Kind.Request, Kind.Request, Kind.Wait, Kind.Wait,
        Kind.WaitLong,
        Kind.Cut, Kind.Cut, Kind.Heal, Kind.Lose, Kind.Crash, Kind.Restart, Kind.Move, Kind.Move,
        Kind.SplitFirstHop,
    ];
}
