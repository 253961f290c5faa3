using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Links;
using Holdfast.Tests.Properties.StateMachines.Composition;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>Times that do not fit together are told with the place at which they are set.</summary>
public sealed class WarnedTimes
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Routing takes an hour, and so does whatever else has to be faster.</summary>
    [Fact]
    public void Each_rule_that_is_broken_names_the_setting_that_is_to_be_changed()
    {
        var settings = ClusterSettings.Of(1) with
        {
            Links = new() { HoldDown = TimeSpan.FromSeconds(1) },
            Routes = new() { StaticVia = new(null, 7), DrainFor = TimeSpan.FromSeconds(2) },
            Timing = new()
            {
                SchedulingDelay = Hour,
                RoutingDetection = Hour,
                RoutingConvergence = Hour,
            },
            Peers =
            [
                new()
                {
                    Name = "carol",
                    Version = ClusterMemberConfig.IkeVersion.V1,
                    Identity = new("carol"u8),
                    WatchesUs = new() { Dpd = new() },
                },
                new()
                {
                    Name = "dave",
                    Identity = new("dave"u8),
                    Liveness = new() { IdleAfter = TimeSpan.FromSeconds(78) },
                    WatchesUs = new() { Liveness = new() },
                },
                new()
                {
                    Name = "erin",
                    Version = ClusterMemberConfig.IkeVersion.V1,
                    Identity = new("erin"u8),
                    Dpd = new(),
                },
            ],
        };
        Assert.Equal(
            [
                "DrainOutlastsRouting: Routes.DrainFor",
                "HoldDownOutlastsRouting: Links.HoldDown",
                "HoldOutlastsHellos: Hsrp.Back.HoldTime",
                "HoldOutlastsHellos: Hsrp.Front.HoldTime",
                "OwnQueriesOutlastRouting: Dpd",
                "OwnQueriesOutlastRouting: Liveness",
                "OwnQueriesOutlastRouting: Peers[1].Liveness",
                "OwnQueriesOutlastRouting: Peers[2].Dpd",
                "PeerOutlastsLossOfStandby: Peers[0].WatchesUs",
                "PeerOutlastsLossOfStandby: Peers[1].WatchesUs",
                "PeerQueriesOutlastRouting: Peers[0].WatchesUs",
                "PeerQueriesOutlastRouting: Peers[1].WatchesUs",
                "StandbyIsSyncedAtTakeover: Replication.SyncedFor",
            ],
            Told(settings));
    }

    /// <summary>Only a peer that hears us all the time has its worry before it asks.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_peer_that_hears_us_steadily_gives_the_time_of_its_worry_as_well(
        bool isSteady, bool isEnough)
    {
        var told = Told(ClusterSettings.Of(1) with
        {
            Timing = new() { Promotion = TimeSpan.FromMinutes(10) },
            Peers =
            [
                new()
                {
                    Name = "dave",
                    Identity = new("dave"u8),
                    WatchesUs = new()
                    {
                        Liveness = new() { IdleAfter = Hour },
                        HearsUsSteadily = isSteady,
                    },
                },
            ],
        });
        Assert.Equal(isEnough, !told.Contains($"{TimingBudget.Rule.PeerOutlastsTakeover}: "
            + "Peers[0].WatchesUs"));
    }

    private static IEnumerable<string> Told(ClusterMemberConfig.Settings settings) =>
        ClusterMemberConfig.Of(settings).Warnings.Where(warning => warning.Rule is not null)
            .Select(warning => $"{warning.Rule}: {warning.Error.Name}")
            .Order(StringComparer.Ordinal);
}
