using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>What decides an election is the same on both sides, setting by setting.</summary>
public sealed class HsrpCoupling
{
    private static readonly HsrpGroup.Settings Front = new()
    {
        Address = HostAddress.Parse("192.0.2.1"),
        VirtualAddress = HostAddress.Parse("192.0.2.254"),
        Priority = 110,
        Preempt = true,
        Links = [new("uplink", 20)],
    };

    /// <summary>All of them differ at first; who puts right what it is told is told the next.
    /// </summary>
    [Fact]
    public void Of_several_that_differ_the_first_is_told_and_then_the_next()
    {
        var back = Front with
        {
            Address = HostAddress.Parse("10.1.0.1"),
            VirtualAddress = HostAddress.Parse("10.1.0.254"),
            Dialect = HsrpGroup.Dialect.Rfc2281Literal,
            Priority = 100,
            Preempt = false,
            PreemptWhenSynced = true,
            Links = [],
        };
        foreach (var (told, change) in
            ((string, Func<HsrpGroup.Settings, HsrpGroup.Settings>)[])
            [
                ("Back.Dialect is Rfc2281Literal: it must be that of Front, Repaired; "
                    + "set Back.Dialect and Front.Dialect to one value",
                    one => one with { Dialect = Front.Dialect }),
                ("Back.Priority is 100: it must be that of Front, 110; "
                    + "set Back.Priority and Front.Priority to one value",
                    one => one with { Priority = 110 }),
                ("Back.Preempt is False: it must be that of Front, True; "
                    + "set Back.Preempt and Front.Preempt to one value",
                    one => one with { Preempt = true, PreemptDelay = TimeSpan.FromSeconds(2) }),
                ("Back.PreemptDelay is 00:00:02: it must be that of Front, 00:00:00; "
                    + "set Back.PreemptDelay and Front.PreemptDelay to one value",
                    one => one with { PreemptDelay = TimeSpan.Zero }),
                ("Back.PreemptWhenSynced is True: it must be that of Front, False; "
                    + "set Back.PreemptWhenSynced and Front.PreemptWhenSynced to one value",
                    one => one with { PreemptWhenSynced = false }),
                ("Back.Links is []: it must be that of Front, [TrackedLink { Name = uplink, "
                    + "Decrement = 20 }]; set Back.Links and Front.Links to one value",
                    one => one with { Links = Front.Links }),
            ])
        {
            Assert.False(Config.TryCreate(new(Front, back), out var none, out var error));
            Assert.Null(none);
            Assert.Equal(told, $"{error}");
            back = change(back);
        }

        Assert.True(Config.TryCreate(new(Front, back), out var config, out var nothing));
        Assert.Equal(default, nothing);
        Assert.Equal((Front, back), (config.Front.Settings, config.Back.Settings));
    }

    [Fact]
    public void What_is_wrong_on_one_side_is_told_with_the_side()
    {
        Assert.False(Config.TryCreate(
            new(Front, Front with { Group = 256 }), out _, out var error));
        Assert.Equal("Back.Group", error.Name);
        Assert.False(Config.TryCreate(
            new(Front with { Group = 256 }, Front with { Group = 257 }), out _, out error));
        Assert.Equal(("Front.Group", "256"), (error.Name, error.Given));
    }
}
