using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;

namespace Holdfast.Tests.Examples.Simulation.Simulator.Ikev1;

/// <summary>Checkers that look at IKE see what is wrong in IKEv1 too.</summary>
public sealed class OldCheckersBite
{
    [Theory]
    [InlineData("I1b", "NumbersAnew")]
    [InlineData("I6", "RequestSealedAnew")]
    [InlineData("I19", "StandbySends")]
    [InlineData("I23", "SpiAgain")]
    [InlineData("I24", "DeafToDeletes, OldChildKept")]
    [InlineData("I30", "DeafToDeletes, OldChildKept")]
    [InlineData("I32", "Unpaced")]
    public void A_shell_that_is_wrong_on_purpose_is_seen(string invariant, string mischief)
    {
        var wrong = Enum.Parse<Mischief>(mischief);
        var world = PeersOfIkev1.Pair;

        // RFC 2408 §2.5.3: a cookie is chosen for each Main Mode.
        var faults = PlayedWorlds.Of(
            (30, new Fault.Rekey("carol", RekeyOf.Children, ByPeer: true)),
            (31, new Fault.Rekey("carol", RekeyOf.Ike, ByPeer: true)),
            (34, new Fault.Reroute("carol", "moon")),
            (35, new Fault.Reroute("carol", null)),
            (45, new Fault.Crash("alice")),
            (55, new Fault.Restart("alice")));
        if (wrong == Mischief.Unpaced)
        {
            faults = FaultPlan.None;
            world = world with
            {
                Sas = [world.Sas[0] with { Count = 40, RekeyAfter = TimeSpan.FromSeconds(35) }],
                Policy = world.Policy with { PacePerSecond = 5 },
            };
        }

        var shipped = PlayedWorlds.Play(world, faults);
        var canary = PlayedWorlds.Play(world, faults, options: new() { Mischief = wrong });

        Assert.Equal("", PlayedWorlds.Broken(shipped));
        Assert.Contains(
            invariant, PlayedWorlds.Broken(canary).Split(' '), StringComparer.Ordinal);
    }
}
