using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>A front-end and a back-end group that move together, scenario by scenario (I13).
/// </summary>
public sealed class HsrpPairScenarios
{
    private const int Alice = 0;
    private const int Moon = 1;

    [Fact]
    public void The_better_member_opens_once_both_sides_are_claimed()
    {
        var members = new HsrpPairMembers().Start(Alice, Moon);
        members.Run(60);
        Assert.Equal("Open Following", members.Places);
        Assert.Equal("alice claims Front, alice claims Back, alice opens", members.ReadLog());
        Assert.Equal(HsrpGroup.Phase.Standby, members.PhaseOf(Moon, Side.Front));
        Assert.Equal(HsrpGroup.Phase.Standby, members.PhaseOf(Moon, Side.Back));
    }

    [Fact]
    public void The_front_is_lost_and_the_back_goes_with_it()
    {
        var members = Running();
        members.Lose(Alice, Side.Front);
        Assert.Equal("alice closes, alice gives up Front, alice gives up Back", members.ReadLog());

        // The other member has to miss Hellos on the front: no Resign left the lost interface.
        members.Run(11);
        Assert.Equal("moon claims Front, moon claims Back, moon opens", members.ReadLog());
        Assert.Equal("Down Open", members.Places);
    }

    [Fact]
    public void The_back_is_lost_and_the_front_goes_with_it()
    {
        var members = Running();
        members.Lose(Alice, Side.Back);
        Assert.Equal(
            "alice closes, alice gives up Back, alice gives up Front, moon claims Front",
            members.ReadLog());
        Assert.Equal("Down Leading", members.Places);

        members.Run(11);
        Assert.Equal("moon claims Back, moon opens", members.ReadLog());
    }

    [Fact]
    public void Both_are_lost_and_the_other_member_takes_both()
    {
        var members = Running();
        members.Crash(Alice);
        members.Run(21);
        Assert.Equal("moon claims Front, moon claims Back, moon opens", members.ReadLog());
    }

    [Fact]
    public void A_side_that_comes_back_alone_stays_quiet_until_the_other_one_is_there()
    {
        var members = Running();
        members.Crash(Alice);
        members.Run(30);
        members.ReadLog();

        members.Mend(Alice, Side.Front);
        members.Run(60);
        Assert.Equal("", members.ReadLog());
        Assert.Equal(HsrpGroup.Phase.Listen, members.PhaseOf(Alice, Side.Front));

        members.Mend(Alice, Side.Back);
        members.Run(60);
        Assert.Equal("Open Following", members.Places);
        Assert.Equal(
            "moon closes, moon gives up Front, moon gives up Back, alice claims Back, "
                + "alice opens",
            members.ReadLog().Replace("alice claims Front, ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void A_tracked_link_counts_on_both_sides_and_moves_both()
    {
        var members = Running();
        members.Link(Alice, isUp: false);
        members.Run(30);
        Assert.Equal("Following Open", members.Places);

        members.Link(Alice, isUp: true);
        members.Run(30);
        Assert.Equal("Open Following", members.Places);
    }

    [Fact]
    public void Preemption_of_the_back_waits_for_the_front_so_that_nothing_crosses()
    {
        // Equal priorities, and moon has the higher address on both sides: it preempts.
        var members = new HsrpPairMembers(alice: 100).Start(Alice);
        members.Run(60);
        members.Cuts.Add(Side.Front);
        members.Start(Moon);
        members.Run(60);

        // Moon's front is active alone, behind the cut; its back stands by and does not preempt.
        Assert.Equal(HsrpGroup.Phase.Active, members.PhaseOf(Moon, Side.Front));
        Assert.Equal("Leading Open", members.Places);
        members.Cuts.Clear();
        members.Run(60);
        Assert.Equal("Following Open", members.Places);
    }

    [Fact]
    public void One_side_is_split_and_one_member_alone_lets_traffic_pass()
    {
        var members = Running();
        members.Cuts.Add(Side.Front);
        members.Run(60);
        Assert.Equal(HsrpGroup.Phase.Active, members.PhaseOf(Moon, Side.Front));
        Assert.Equal("Open Leading", members.Places);

        members.Cuts.Clear();
        members.Cuts.Add(Side.Back);
        members.Run(60);
        Assert.Equal("Open Following", members.Places);
        Assert.NotEqual(HsrpGroup.Phase.Active, members.PhaseOf(Moon, Side.Back));
    }

    [Fact]
    public void Both_sides_are_split_and_one_member_remains_after_the_heal()
    {
        var members = Running();
        members.Cuts.UnionWith([Side.Front, Side.Back]);
        members.Run(60);
        Assert.Equal("Open Open", members.Places);

        members.Cuts.Clear();
        members.Run(60);
        Assert.Equal("Open Following", members.Places);
    }

    [Theory]
    [InlineData(110, true, "Back.Priority is 100: it must be that of Front, 110")]
    [InlineData(100, false, "Back.Preempt is True: it must be that of Front, False")]
    public void What_decides_an_election_is_the_same_on_both_sides(
        int priority, bool preempts, string says)
    {
        var back = new HsrpGroup.Settings
        {
            Address = HostAddress.Parse("10.0.0.1"),
            VirtualAddress = HostAddress.Parse("10.0.0.254"),
            Preempt = true,
        };
        var front = back with { Priority = priority, Preempt = preempts };
        Assert.False(Config.TryCreate(new(front, back), out _, out var error));
        Assert.StartsWith(says, error.ToString(), StringComparison.Ordinal);

        Assert.False(Config.TryCreate(
            new(back with { Group = 256 }, back), out _, out error));
        Assert.Equal("Front.Group", error.Name);
        Assert.True(Config.TryCreate(new(back, back), out _, out _));
    }

    [Fact]
    public void The_page_of_the_machine_is_up_to_date()
    {
        MachinePage.IsUpToDate(
            "HsrpPair",
            """
            A front-end and a back-end group of one member, bound together: hello 1 unit, hold 2, the letters that move the one by the other. `Down`: a side does not
            run, and the other listens. `Following`: both run, and the front is not active. `Leading`: the front is active, the back not yet, and nothing passes.
            `Open`: both are active.
            """);
    }

    [Fact]
    public void A_member_that_resigns_gives_both_sides_up_and_the_other_one_has_them_at_once()
    {
        var members = Running(preempts: false);
        members.Take(Alice, new Input.Resign());

        Assert.Equal("Following Open", members.Places);
        Assert.Equal(
            "alice closes, alice gives up Front, moon claims Front, alice gives up Back, "
            + "moon claims Back, moon opens",
            members.ReadLog());
    }

    // Whoever does not know who has the place would take it at a Resign (docs/adr/0054).
    [Fact]
    public void A_member_that_was_replaced_gives_both_sides_up_and_says_nothing_of_that()
    {
        var members = Running(preempts: false);
        members.Take(Alice, new Input.Resign(IsSaid: false));

        Assert.Equal("Following Following", members.Places);
        Assert.Equal("alice closes, alice gives up Front, alice gives up Back", members.ReadLog());
    }

    [Fact]
    public void A_member_that_is_withheld_keeps_what_it_has_until_it_resigns_and_stays_away_then()
    {
        var members = Running();
        members.Take(Alice, new Input.Withhold(true));
        members.Run(60);
        Assert.Equal("Open Following", members.Places);

        members.Take(Alice, new Input.Resign());
        members.Run(60);
        Assert.Equal("Following Open", members.Places);

        members.Crash(Moon);
        members.Run(60);
        Assert.Equal(HsrpGroup.Phase.Listen, members.PhaseOf(Alice, Side.Front));

        members.Take(Alice, new Input.Withhold(false));
        members.Run(60);
        Assert.Equal("Open Down", members.Places);
    }

    // As a standby router of the same priority or a better one it would never let the other one
    // past: RFC 2281 §5.7, event k.
    [Fact]
    public void A_member_that_is_withheld_does_not_stand_in_the_way_of_one_that_comes_back()
    {
        var members = Running();
        members.Take(Alice, new Input.Withhold(true));
        members.Take(Alice, new Input.Resign());
        members.Run(60);
        members.Crash(Moon);
        members.Run(60);
        members.Start(Moon);
        members.Run(60);
        Assert.Equal("Following Open", members.Places);
    }

    [Fact]
    public void What_a_member_does_not_hold_on_both_sides_it_cannot_give_up()
    {
        var members = Running();
        members.Take(Moon, new Input.Resign());

        Assert.Equal("Open Following", members.Places);
        Assert.Equal("", members.ReadLog());
    }

    private static HsrpPairMembers Running(bool preempts = true)
    {
        var members = new HsrpPairMembers(preempts: preempts).Start(Alice, Moon);
        members.Run(60);
        Assert.Equal("Open Following", members.Places);
        members.ReadLog();
        return members;
    }
}
