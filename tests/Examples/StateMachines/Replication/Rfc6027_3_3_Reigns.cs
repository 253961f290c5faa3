using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Replication;
using static Holdfast.Tests.Properties.StateMachines.Replication.MemberGroup;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// RFC 6027 §3.3: no reign is begun twice, whatever a member has forgotten of its own
/// (docs/adr/0031).
/// </summary>
public sealed class Rfc6027_3_3_Reigns
{
    /// <summary>Up to where moon hears the log before she wants to reign.</summary>
    private const ulong Heard = 40;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Moon reigns unseen, dies, and comes back without its store. It is told the beginning of a
    /// long log, which does not say that it joined; the rest comes once it has claimed a reign.
    /// </summary>
    [Fact]
    public void A_member_learns_while_it_is_promoted_that_its_reigns_go_on_beyond()
    {
        var group = BackFromReigningUnseen(2, out var reigns, message => message);
        group.Run(5 * Second);

        Assert.Equal("Active", group.PhaseOf(1));
        Assert.Equal(2, reigns.Count);
        Assert.True(reigns[1].Epoch.Reign > reigns[0].Epoch.Reign, string.Join(", ", reigns));
        Assert.InRange(group.Known(1), 7_900UL, ulong.MaxValue);
    }

    /// <summary>
    /// Dave knows everything when moon claims her first reign. He follows that claim, and says to
    /// the next one that he may lack something.
    /// </summary>
    [Fact]
    public void What_another_one_knew_at_the_first_claim_is_known_at_the_next_one()
    {
        var group = BackFromReigningUnseen(3, out var reigns, message => message);
        group.Run(5 * Second);

        Assert.Equal("Active", group.PhaseOf(1));
        Assert.Equal((18U, StandingKind.Synced), (reigns[^1].Epoch.Reign, reigns[^1].Standing));
        Assert.Equal(7_900UL, group.Known(1));
    }

    /// <summary>The rest of the log comes late: what dave knew is older by so much.</summary>
    [Fact]
    public void What_another_one_knew_at_the_first_claim_grows_old()
    {
        var late = TimeSpan.FromMilliseconds(200);
        Assert.Equal(ReignWithTheRest(TimeSpan.Zero).Age + late, ReignWithTheRest(late).Age);
    }

    private static Takeover ReignWithTheRest(TimeSpan late)
    {
        List<SyncMessage.Fact> held = [];
        var group = BackFromReigningUnseen(3, out var reigns, message =>
        {
            if (message is SyncMessage.Fact { Entry.Position.Index: > Heard } fact)
            {
                held.Add(fact);
                return null;
            }

            return message;
        });
        group.Run(late);
        Assert.Equal("Promoting", group.PhaseOf(1));
        held.ForEach(fact => group.Do(1, new Input.Received(1, fact)));
        group.Settle();
        Assert.Equal(18U, reigns[^1].Epoch.Reign);
        return reigns[^1];
    }

    [Fact]
    public void Where_none_is_left_beyond_it_stands_by()
    {
        var hasClaimed = false;
        var group = BackFromReigningUnseen(2, out var reigns, message =>
            message is SyncMessage.Fact
            {
                Entry: { Changes: [Change.MemberJoined joined], Position.Index: > Heard } entry,
            } fact
                ? fact with
                {
                    Entry = entry with
                    {
                        Changes = [joined with { ReignBase = uint.MaxValue }],
                    },
                }
                : message);
        group.OnStep += at =>
            hasClaimed |= at == 1 && group.PhaseOf(1) == "Promoting";
        group.Run(5 * Second);

        Assert.Equal(uint.MaxValue, group[1]!.Replica.Sas.ReignBase);
        Assert.True(hasClaimed);
        Assert.Equal("Stale", group.PhaseOf(1));
        Assert.Single(reigns);
    }

    private static MemberGroup BackFromReigningUnseen(
        int members, out List<Takeover> reigns, Func<SyncMessage, SyncMessage?> reads)
    {
        var group = Reigning(members, _ => Fast(CommitRule.All));
        for (var ticket = 2UL; ticket < 80; ticket++)
        {
            group.Propose(0, ticket, Lease(100 * ticket));
        }

        group.Settle();
        List<Takeover> begun = [];
        group.OnOutput += (at, output) =>
        {
            if (at == 1 && output is Output.Reign reign)
            {
                begun.Add(reign.Takeover);
            }
        };
        reigns = begun;

        group.Part(at => at == 1);
        group.Do(1, new Input.Authority(true));
        group.Run(3 * Second);
        group.Crash(1);
        group.Run(3 * Second);

        group.Reads = (to, message) =>
            to == 1 && group.PhaseOf(1) != "Promoting"
                && message is SyncMessage.Fact { Entry.Position.Index: > Heard }
                ? null
                : reads(message);
        group.Rejoin(1, Epoch.None);

        // What all have of that beginning, moon's start before had: it grants this one nothing.
        group.Run(TimeSpan.FromMilliseconds(100));
        Assert.Equal((Heard, 0U), (group[1]!.Replica.Index, group[1]!.ReignBound));
        group.Do(1, new Input.Authority(true));
        group.Do(0, new Input.Authority(false));
        return group;
    }
}
