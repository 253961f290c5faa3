using Holdfast.Gateway.Leasing;
using Holdfast.Gateway.Running;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Examples.Cli;

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

    [Fact]
    public void Who_asks_whether_it_still_reigns_has_its_addresses_for_no_longer()
    {
        var text = File.ReadAllBytes(ToolRun.File("samples/clusters/alice.json"));
        Assert.True(ClusterMemberJson.TryRead(text, out var member, out _));
        var state = Rehearsal.Play(member, Instant.FromMilliseconds(1));
        Assert.True(state.IsOpen);
        var due = ClusterMember.Deadline(member, state)!.Value;
        Assert.True(AddressLease.IsDeserved(member, state, due - TimeSpan.FromTicks(1)));

        // A Hello that is late may be one that the others miss.
        Assert.False(AddressLease.IsDeserved(member, state, due));

        // It sleeps for longer than the others wait, and asks them before anything else.
        var now = due + TimeSpan.FromMinutes(1);
        state = Tick(member, state, now);
        var proving = Assert.IsType<SaReplication.Role.Proving>(state.Replication.Role);
        for (; now < proving.Until; now += (proving.Until - now) / 2 + TimeSpan.FromTicks(1))
        {
            Assert.False(AddressLease.IsDeserved(member, state, now));
        }

        // Nobody has answered: it does not reign any more, and owes nothing.
        state = Tick(member, state, now);
        Assert.IsNotType<SaReplication.Role.Proving>(state.Replication.Role);
        var next = ClusterMember.Deadline(member, state)!.Value;
        Assert.True(AddressLease.IsDeserved(member, state, next - TimeSpan.FromTicks(1)));
    }

    private static ClusterMember.State Tick(
        ClusterMemberConfig member, ClusterMember.State state, Instant now) =>
        ClusterMember.Step(
            member, state, now, new ClusterMember.Input.Tick(
                ClusterMember.Part.Replication, Timer: new HsrpGroup.Input.Tick(0))).State;

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
