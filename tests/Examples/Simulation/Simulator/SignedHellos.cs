using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Hsrp;

namespace Holdfast.Tests.Examples.Simulation.Simulator;

/// <summary>Groups with MD5: members hear each other, and nobody who has no key.</summary>
public sealed class SignedHellos
{
    private static readonly FaultPlan Forged = PlayedWorlds.Of(
        (40, new Fault.ForgeHsrp("outside", HsrpForgery.Coup, 255, TimeSpan.FromSeconds(2))));

    [Fact]
    public void A_member_that_dies_is_replaced()
    {
        var clear = PlayedWorlds.Play(PlayedWorlds.Pair, PlayedWorlds.Crash);
        var signed = PlayedWorlds.Play(Signed(PlayedWorlds.Pair), PlayedWorlds.Crash);

        Assert.Equal("", PlayedWorlds.Broken(signed));
        Assert.InRange(PlayedWorlds.When(signed, "moon", "is active outside")!.Value, 36, 39);
        Assert.NotNull(PlayedWorlds.When(signed, "moon", "is not active outside"));
        Assert.Equal(Roles(clear), Roles(signed));
    }

    [Fact]
    public void A_forged_coup_takes_the_place_of_who_has_a_password_and_not_of_who_has_a_key()
    {
        var world = PlayedWorlds.WithAttacker;
        var clear = PlayedWorlds.Play(world, Forged);
        var signed = PlayedWorlds.Play(Signed(world), Forged);

        Assert.NotNull(PlayedWorlds.When(clear, "alice", "is not active outside"));
        Assert.Null(PlayedWorlds.When(signed, "alice", "is not active outside"));
        Assert.Equal("", PlayedWorlds.Broken(signed));
    }

    private static IEnumerable<(string Who, string Says)> Roles(RunResult run) =>
        run.Timeline.Where(one => one.Kind == MomentKind.Role).Select(one => (one.Who, one.Says));

    private static WorldPlan Signed(WorldPlan world)
    {
        var addresses = new PlanAddresses(world);
        return world with
        {
            Members = [.. world.Members.Select(member =>
            {
                var settings = MemberSettings.Of(world, addresses, world.Gateways[0], member);
                return member with
                {
                    Settings = settings with
                    {
                        Hsrp = new(With(settings.Hsrp.Front, 7), With(settings.Hsrp.Back, 8)),
                    },
                };
            })],
        };

        static HsrpGroup.Settings With(HsrpGroup.Settings group, uint key) =>
            group with { Authentication = new HsrpGroup.Authentication.Md5(key) };
    }
}
