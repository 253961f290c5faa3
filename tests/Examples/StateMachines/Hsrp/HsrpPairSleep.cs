using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>A member whose two groups were active, and that was suspended for their hold time
/// (docs/adr/0062).</summary>
public sealed class HsrpPairSleep
{
    private const int Alice = 0;
    private const int Moon = 1;

    private static readonly Input Tick = new Input.Tick(Side.Front, new());

    [Fact]
    public void Who_wakes_gives_up_both_sides_and_nobody_hears_of_it()
    {
        var members = Asleep(20);
        Assert.Equal("Open Open", members.Places);
        members.Take(Alice, Tick);

        Assert.Equal("Following Open", members.Places);
        Assert.Equal("alice closes, alice gives up Front, alice gives up Back", members.ReadLog());
        Assert.Equal(HsrpGroup.Phase.Listen, members.PhaseOf(Alice, Side.Front));
        Assert.Equal(HsrpGroup.Phase.Listen, members.PhaseOf(Alice, Side.Back));
        members.Run(60);
        Assert.Equal("Following Open", members.Places);
        Assert.Equal("", members.ReadLog());
    }

    [Theory]
    [InlineData(Side.Front)]
    [InlineData(Side.Back)]
    public void It_gives_up_both_sides_before_it_hears_anything(Side side)
    {
        var members = Asleep(20);
        members.Take(Alice, new Input.At(
            side, new HsrpGroup.Input.Refused(HsrpGroup.Refusal.WrongDigest)));

        Assert.Equal("alice closes, alice gives up Front, alice gives up Back", members.ReadLog());
        Assert.Equal("Following Open", members.Places);
    }

    [Fact]
    public void A_back_end_group_that_was_silent_alone_goes_on_with_its_front()
    {
        // Whoever is not active at the front is held back at the back: nobody has this place.
        var config = new HsrpPairMembers(preempts: false).ConfigOf(Alice);
        var state = Initial(config, Instant.Zero);
        foreach (var side in Enum.GetValues<Side>())
        {
            state = Step(
                config, state, Instant.Zero, new Input.At(side, new HsrpGroup.Input.Enable()))
                .State;
        }

        while (!state.IsOpen)
        {
            state = Step(config, state, Deadline(config, state)!.Value, Tick).State;
        }

        var hello = Instant.Latest(state.Front.Timers.Hello!.Value, state.Back.Timers.Hello!.Value);
        var now = hello + HsrpGroup.HoldTimeOf(config.Back, state.Back);
        state = state with
        {
            Front = state.Front with { Timers = new(null, null, now) },
            Back = state.Back with { Timers = new(null, null, hello) },
        };
        var next = Step(config, state, now, new Input.Tick(Side.Back, new()));

        Assert.True(next.State.IsOpen);
        Assert.Equal(
            HsrpGroup.Phase.Active,
            Assert.IsType<HsrpGroup.Output.SendHello>(
                Assert.IsType<Output.At>(Assert.Single(next.Outputs)).Output).Announcement.Phase);
    }

    [Fact]
    public void Who_is_told_that_nobody_has_taken_its_place_goes_on()
    {
        var members = Asleep(6);
        members.Crash(Moon);
        members.Sleep(Alice, 20);
        members.Take(Alice, new Input.GoOn());
        members.Take(Alice, Tick);
        members.Take(Alice, Tick);
        members.Run(60);

        Assert.Equal("Open Down", members.Places);
        Assert.Equal("", members.ReadLog());
    }

    [Fact]
    public void Who_is_alone_has_its_place_again_after_the_usual_timers()
    {
        var members = Asleep(6);
        members.Crash(Moon);
        members.Sleep(Alice, 20);
        members.Take(Alice, Tick);
        members.ReadLog();
        members.Run(40);

        Assert.Equal("Open Down", members.Places);
        Assert.Equal(
            "alice claims Front, alice claims Back, alice opens", members.ReadLog());
    }

    private static HsrpPairMembers Asleep(int seconds)
    {
        var members = new HsrpPairMembers(preempts: false).Start(Alice, Moon);
        members.Run(60);
        Assert.Equal("Open Following", members.Places);
        members.Sleep(Alice, seconds);
        members.ReadLog();
        return members;
    }
}
