using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>RFC 2281 §5.1 and around it: learning, election, preemption, tracked links.</summary>
public sealed class Rfc2281_5_1_Learning
{
    private static readonly HostAddress Shared = HostAddress.Parse("10.0.0.254");
    private static readonly TimeSpan HeardHello = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeardHold = TimeSpan.FromSeconds(15);

    private static readonly Settings Bare = new() { Address = HostAddress.Parse("10.0.0.5") };

    private static readonly Settings Known = Bare with { VirtualAddress = Shared };

    [Fact]
    [Requirement("RFC2281-5.1-i")]
    public void What_is_not_configured_is_learned_from_the_active_router()
    {
        var config = Checked(Bare);
        var learn = Take(config, Initial(config, At(0)), 0, new Input.Enable()).State;
        Assert.Equal(Phase.Learn, learn.Phase);

        var listen = Take(config, learn, 1, Hello(200, Phase.Active)).State;
        Assert.Equal(Phase.Listen, listen.Phase);
        Assert.Equal(new Learned(Shared, HeardHello, HeardHold), listen.Learned);
        Assert.Equal(HeardHello, HelloTimeOf(config, listen));
        Assert.Equal(Shared, VirtualAddressOf(config, listen));
    }

    [Fact]
    [Requirement("RFC2281-5.1-i")]
    public void Nothing_is_learned_from_others_nor_over_a_configuration()
    {
        var config = Checked(Known with
        {
            HelloTime = TimeSpan.FromSeconds(1),
            HoldTime = TimeSpan.FromSeconds(3),
        });
        var listen = Take(config, Initial(config, At(0)), 0, new Input.Enable()).State;
        foreach (var phase in Enum.GetValues<Phase>())
        {
            Assert.Equal(
                default, Take(config, listen, 1, Hello(200, phase)).State.Learned);
        }

        var bare = Checked(Bare);
        var learn = Take(bare, Initial(bare, At(0)), 0, new Input.Enable()).State;
        foreach (var phase in (Phase[])[Phase.Speak, Phase.Standby, Phase.Listen])
        {
            Assert.Equal(default, Take(bare, learn, 1, Hello(200, phase)).State.Learned);
        }

        Assert.Equal(learn, Take(bare, learn, 1, new Input.Refused(Refusal.WrongPassword)).State);
    }

    [Fact]
    [Requirement("RFC2281-5.1-j")]
    public void An_active_router_learns_no_times()
    {
        var config = Checked(Known);
        var active = Running(config, Phase.Active);
        Assert.Equal(default, Take(config, active, 1, Hello(200, Phase.Active)).State.Learned);
        Assert.Equal(default, Take(config, active, 1, Hello(50, Phase.Active)).State.Learned);
    }

    [Fact]
    public void Without_the_virtual_address_in_the_hello_a_router_goes_on_learning()
    {
        var config = Checked(Bare);
        var learn = Take(config, Initial(config, At(0)), 0, new Input.Enable()).State;
        var said = ((Input.Hello)Hello(200, Phase.Active)).Message;
        var next = Take(config, learn, 1, new Input.Hello(said with { VirtualAddress = null }));
        Assert.Equal(learn, next.State);
        Assert.Equal("RFC 2281 §5.3", next.Reason.Section);
    }

    /// <summary>RFC 2281 §5.4; a Hello that says nothing of it is good for our own hold time.
    /// </summary>
    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 1)]
    [InlineData(10, 10)]
    [InlineData(20, 20)]
    public void A_Hello_is_good_for_as_long_as_it_says(int holdSeconds, int goodForSeconds)
    {
        var config = Checked(Known);
        var listen = Running(config, Phase.Listen);
        var said = ((Input.Hello)Hello(200, Phase.Active)).Message with
        {
            HelloTime = TimeSpan.Zero,
            HoldTime = TimeSpan.FromSeconds(holdSeconds),
        };
        var until = At(1 + goodForSeconds);
        Assert.Equal(
            until, Take(config, listen, 1, new Input.Hello(said)).State.Timers.Active);
        Assert.Equal(
            until,
            Take(config, listen, 1, new Input.Hello(said with { Phase = Phase.Standby }))
                .State.Timers.Standby);
    }

    [Theory]
    [InlineData(101u, "10.0.0.1", true)]
    [InlineData(100u, "10.0.0.9", true)]
    [InlineData(100u, "10.0.0.1", false)]
    [InlineData(99u, "10.0.0.9", false)]
    [Requirement("RFC2281-5.1-h")]
    public void The_higher_priority_wins_and_of_equal_ones_the_higher_address(
        uint priority, string address, bool yields)
    {
        var config = Checked(Known);
        var heard = ((Input.Hello)Hello(priority, Phase.Active)).Message with
        {
            From = new(HostAddress.Parse(address), priority),
        };
        var next = Take(config, Running(config, Phase.Active), 1, new Input.Hello(heard));
        Assert.Equal(yields ? Phase.Speak : Phase.Active, next.State.Phase);
    }

    [Fact]
    public void A_preemption_waits_for_its_delay_and_until_the_member_is_synced()
    {
        var config = Checked(Known with
        {
            Preempt = true,
            PreemptDelay = TimeSpan.FromSeconds(60),
            PreemptWhenSynced = true,
        });
        var state = Take(config, Initial(config, At(0)), 0, new Input.Enable()).State;
        Assert.Equal(
            Phase.Listen, Take(config, state, 70, Hello(50, Phase.Active)).State.Phase);

        Assert.Equal(At(60), state.PreemptFrom);
        state = Take(config, state, 1, new Input.Synced(true)).State;
        var early = Take(config, state, 59, Hello(50, Phase.Active)).State;
        Assert.Equal((Phase.Listen, At(60)), (early.Phase, early.PreemptFrom));

        // What is heard meanwhile does not make the delay longer.
        Assert.Equal(
            Phase.Active, Take(config, early, 60, Hello(50, Phase.Active)).State.Phase);
        Assert.Equal(
            Phase.Active, Take(config, state, 60, Hello(50, Phase.Active)).State.Phase);
    }

    [Fact]
    public void A_tracked_link_that_fails_costs_its_decrement_and_is_told_at_once()
    {
        var config = Checked(Known with { Links = [new("uplink", 20), new("other", 200)] });
        var down = Take(
            config, Running(config, Phase.Active), 1, new Input.LinkChanged(0, IsUp: false));
        Assert.Equal(80u, PriorityOf(config, down.State));
        var said = Assert.IsType<Output.SendHello>(Assert.Single(down.Outputs)).Announcement;
        Assert.Equal(80u, said.Priority);

        var both = Take(config, down.State, 2, new Input.LinkChanged(1, IsUp: false)).State;
        Assert.Equal(0u, PriorityOf(config, both));
        var up = Take(config, both, 3, new Input.LinkChanged(1, IsUp: true)).State;
        Assert.Equal(80u, PriorityOf(config, up));
        Assert.Empty(Take(config, up, 4, new Input.LinkChanged(7, IsUp: false)).Outputs);
    }

    [Fact]
    [Requirement("RFC2281-5.5-a")]
    public void A_Resign_counts_only_from_the_active_router()
    {
        var config = Checked(Known);
        var standby = Running(config, Phase.Standby) with
        {
            ActiveRouter = new(HostAddress.Parse("10.0.0.2"), 200),
        };
        var said = ((Input.Hello)Hello(200, Phase.Speak)).Message;
        Assert.Equal(
            Phase.Active, Take(config, standby, 1, new Input.Resign(said)).State.Phase);
        var stranger = said with { From = new(HostAddress.Parse("10.0.0.3"), 200) };
        Assert.Equal(standby, Take(config, standby, 1, new Input.Resign(stranger)).State);
    }

    [Fact]
    public void Repaired_a_Resign_of_whom_another_one_has_replaced_frees_nothing()
    {
        var config = Checked(Known);
        var standby = Running(config, Phase.Standby) with
        {
            ActiveRouter = new(HostAddress.Parse("10.0.0.3"), 210),
        };
        var late = ((Input.Hello)Hello(200, Phase.Active)).Message;
        Assert.Equal(standby, Take(config, standby, 1, new Input.Resign(late)).State);
        Assert.Equal(
            Phase.Active,
            Take(config, standby with { ActiveRouter = null }, 1, new Input.Resign(late))
                .State.Phase);

        var literal = Checked(Known with { Dialect = Dialect.Rfc2281Literal });
        Assert.Equal(
            Phase.Active, Take(literal, standby, 1, new Input.Resign(late)).State.Phase);
    }

    [Fact]
    public void A_message_of_our_own_that_comes_back_is_nothing()
    {
        var config = Checked(Known);
        var active = Running(config, Phase.Active);
        var own = ((Input.Hello)Hello(255, Phase.Active)).Message with
        {
            From = new(config.Address, 255),
        };
        foreach (var input in (Input[])
            [new Input.Hello(own), new Input.Coup(own), new Input.Resign(own)])
        {
            Assert.Equal(active, Take(config, active, 1, input).State);
        }
    }

    private static State Running(Config config, Phase phase) => Initial(config, At(0)) with
    {
        Phase = phase,
        Timers = new(At(9), At(9), At(9)),
    };

    private static Input Hello(uint priority, Phase phase) => new Input.Hello(new(
        new(HostAddress.Parse("10.0.0.2"), priority), phase, HeardHello, HeardHold, Shared));

    private static Next<State, Output> Take(
        Config config, State state, long seconds, Input input) =>
        Step(config, state, At(seconds), input);

    private static Instant At(long seconds) => Instant.FromMilliseconds(1_000 * seconds);

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
