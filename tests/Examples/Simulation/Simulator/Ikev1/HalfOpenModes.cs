using Holdfast.Simulation.Faults;

namespace Holdfast.Tests.Examples.Simulation.Simulator.Ikev1;

/// <summary>What is half open ages, whoever asks: by IKEv1 nobody shows a cookie.</summary>
public sealed class HalfOpenModes
{
    [Fact]
    public void Modes_that_nobody_proves_are_forgotten_while_others_come()
    {
        var run = PlayedWorlds.Play(
            PeersOfIkev1.Pair with
            {
                HealAt = TimeSpan.FromSeconds(150),
                Duration = TimeSpan.FromSeconds(180),
            },
            PlayedWorlds.Of(
                (19, new Fault.Lose(PlayedWorlds.Some(MessageKind.IkeAuth, 1_000_000)))));

        Assert.Equal("", PlayedWorlds.Broken(run));
        Assert.InRange(run.Measures.HalfOpenMost, 2, 8);
    }
}
