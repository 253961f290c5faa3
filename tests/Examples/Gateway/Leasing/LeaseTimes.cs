using Holdfast.Gateway.Leasing;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Tests.Examples.Gateway.Leasing;

/// <summary>For how long an address is leased.</summary>
public sealed class LeaseTimes
{
    [Theory]
    [InlineData(50, 150, 50, 150, 90)]
    [InlineData(3_000, 10_000, 3_000, 10_000, 6_300)]
    [InlineData(3_000, 10_000, 200, 800, 540)]
    public void It_is_over_before_another_router_may_have_the_address(
        int frontHello, int frontHold, int backHello, int backHold, int lease)
    {
        var pair = Pair(Group(frontHello, frontHold, 1), Group(backHello, backHold, 2));
        var time = AddressLease.TimeOf(pair);
        Assert.Equal(TimeSpan.FromMilliseconds(lease), time);

        // The last renewal is not before the last Hello, but for the turn of a loop.
        Assert.True(time.TotalMilliseconds < Math.Min(frontHold - frontHello, backHold - backHello));
    }

    private static HsrpPair.Config Pair(HsrpGroup.Settings front, HsrpGroup.Settings back) =>
        HsrpPair.Config.TryCreate(
            new(front, back), out var config, out var error)
            ? config
            : throw new InvalidOperationException($"{error}");

    private static HsrpGroup.Settings Group(int hello, int hold, int group) => new()
    {
        Version = HsrpGroup.HsrpVersion.V2,
        Group = group,
        Address = HostAddress.Parse($"192.168.{group}.1"),
        VirtualAddress = HostAddress.Parse($"192.168.{group}.5"),
        HelloTime = TimeSpan.FromMilliseconds(hello),
        HoldTime = TimeSpan.FromMilliseconds(hold),
    };
}
