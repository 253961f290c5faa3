using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>Every set of tracked links that are down, and every change of it: priority, delay and
/// what is said.</summary>
public sealed class HsrpTrackedLinks
{
    private static readonly uint[] Costs = [10, 20, 80];
    private static readonly Instant Now = Instant.FromMilliseconds(5_000);

    [Theory]
    [InlineData(Dialect.Repaired)]
    [InlineData(Dialect.Rfc2281Literal)]
    public void Each_link_costs_what_it_costs_and_all_together_no_more_than_there_is(
        Dialect dialect)
    {
        var config = Of(dialect, delaySeconds: 7);
        foreach (var phase in Enum.GetValues<Phase>())
        {
            for (var down = 0u; down < 8; down++)
            {
                var before = Standing(config, phase) with { LinksDown = down };
                Assert.Equal(Priority(down), PriorityOf(config, before));
                for (var link = 0; link < 3; link++)
                {
                    foreach (var isUp in (bool[])[false, true])
                    {
                        IsAsItShouldBe(config, before, link, isUp);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(32)]
    public void A_link_that_nobody_tracks_changes_nothing(int link)
    {
        var config = Of(Dialect.Repaired, delaySeconds: 7);
        var before = Standing(config, Phase.Standby);
        var next = Step(config, before, Now, new Input.LinkChanged(link, IsUp: false));
        Assert.Equal(before, next.State);
        Assert.Empty(next.Outputs);
    }

    /// <summary>As many as there are bits, and each alone: the last one is no first one.</summary>
    [Fact]
    public void Of_32_links_each_costs_its_own()
    {
        uint[] costs = [.. Enumerable.Range(1, 32).Select(cost => (uint)cost)];
        var config = Of(Dialect.Repaired, delaySeconds: 0, costs);
        var all = Standing(config, Phase.Standby);
        for (var link = 0; link < costs.Length; link++)
        {
            var next = Step(config, all, Now, new Input.LinkChanged(link, IsUp: false));
            Assert.Equal(100 - costs[link], PriorityOf(config, next.State));
        }
    }

    /// <summary>Without a delay nothing is waited for.</summary>
    [Fact]
    public void Who_gets_better_waits_only_where_preemption_has_a_delay()
    {
        var config = Of(Dialect.Repaired, delaySeconds: 0);
        var before = Standing(config, Phase.Standby) with { LinksDown = 7 };
        var next = Step(config, before, Now, new Input.LinkChanged(1, IsUp: true));
        Assert.Null(next.State.PreemptFrom);
        Assert.Equal(5u, next.State.LinksDown);
    }

    private static void IsAsItShouldBe(Config config, State before, int link, bool isUp)
    {
        var next = Step(config, before, Now, new Input.LinkChanged(link, isUp));
        var down = isUp ? before.LinksDown & ~(1u << link) : before.LinksDown | (1u << link);
        var (was, has) = (Priority(before.LinksDown), Priority(down));
        Assert.Equal(
            before with
            {
                LinksDown = down,
                PreemptFrom = has > was ? Now + TimeSpan.FromSeconds(7) : null,
            },
            next.State);
        var isSaid = config.Dialect == Dialect.Repaired && has != was
            && before.Phase is Phase.Speak or Phase.Standby or Phase.Active;
        if (!isSaid)
        {
            Assert.Empty(next.Outputs);
            return;
        }

        var said = Assert.IsType<Output.SendHello>(
            Assert.Single(next.Outputs.AsEnumerable())).Announcement;
        Assert.Equal(
            (before.Phase, has, before.Phase == Phase.Active),
            (said.Phase, said.Priority, said.FromVirtualMac));
    }

    /// <summary>Of 100.</summary>
    private static uint Priority(uint down) => down switch
    {
        0 => 100,
        1 => 90,
        2 => 80,
        3 => 70,
        4 => 20,
        5 => 10,
        _ => 0,
    };

    /// <summary>Its next Hello is not due.</summary>
    private static State Standing(Config config, Phase phase) => Initial(config, default) with
    {
        Phase = phase,
        Timers = new(null, null, Now + TimeSpan.FromSeconds(1)),
    };

    private static Config Of(Dialect dialect, int delaySeconds) =>
        Of(dialect, delaySeconds, Costs);

    private static Config Of(Dialect dialect, int delaySeconds, uint[] costs) => Config.TryCreate(
        new()
        {
            Dialect = dialect,
            Address = HostAddress.Parse("10.0.0.1"),
            VirtualAddress = HostAddress.Parse("10.0.0.254"),
            Preempt = true,
            PreemptDelay = TimeSpan.FromSeconds(delaySeconds),
            Links = [.. costs.Select((cost, at) => new TrackedLink($"{at}", cost))],
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
