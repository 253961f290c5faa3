using Holdfast.StateMachines.Composition;
using Holdfast.Tests.Properties.StateMachines.Composition;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>A peer with times of its own is watched by these, and everybody else by those of the
/// cluster.</summary>
public sealed class PeersOfTheirOwn
{
    [Fact]
    public void Each_peer_is_watched_as_it_is_configured()
    {
        var config = ClusterMemberConfig.Of(ClusterSettings.Of(1) with
        {
            Peers =
            [
                new()
                {
                    Name = "carol",
                    Version = ClusterMemberConfig.IkeVersion.V1,
                    Identity = new("carol"u8),
                    Dpd = new() { WorryAfter = TimeSpan.FromSeconds(77) },
                },
                new()
                {
                    Name = "dave",
                    Identity = new("dave"u8),
                    Liveness = new() { IdleAfter = TimeSpan.FromSeconds(78) },
                },
            ],
        });
        Assert.Equal((0, 1, null), (
            config.PeerOf(new("carol"u8)), config.PeerOf(new("dave"u8)),
            config.PeerOf(new("erin"u8))));
        Assert.Equal(TimeSpan.FromSeconds(77), config.DpdOf(0).WorryAfter);
        Assert.Equal(TimeSpan.FromSeconds(78), config.LivenessOf(1).IdleAfter);
        Assert.Equal(config.Dpd, config.DpdOf(1));
        Assert.Equal(config.Dpd, config.DpdOf(null));
        Assert.Equal(config.Liveness, config.LivenessOf(0));
        Assert.Equal(config.Liveness, config.LivenessOf(null));
        Assert.NotEqual(config.Dpd, config.DpdOf(0));
        Assert.NotEqual(config.Liveness, config.LivenessOf(1));
    }
}
