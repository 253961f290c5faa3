using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Tests.Examples.StateMachines.Rri;

/// <summary>What the configuration refuses, and in which words.</summary>
public sealed class RriSettings
{
    public static TheoryData<Settings, string> Wrong => new()
    {
        {
            new Settings { Distance = 254 },
            "Distance is 254: it must be at most 253; lower Distance to 253"
        },
        {
            new Settings { DrainFor = TimeSpan.FromHours(1) },
            "DrainFor is 3600 s: it must be at most 600 s; lower DrainFor to 600 s"
        },
        {
            new Settings { ClaimsMax = 0 },
            "ClaimsMax is 0: it must be at least 1; raise ClaimsMax to 1"
        },
        {
            new Settings { Mode = Mode.Static, Guard = GuardBy.Policy },
            "StaticVia is not set: it must be a gateway or an interface of a static route; "
            + "set StaticVia, or Mode to Dynamic"
        },
        {
            new Settings { Mode = Mode.Static, StaticVia = new(null, 3) },
            "Guard is Route: it must be Policy for a static route, which is above every route to "
            + "nowhere; set Guard to Policy"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_error_says_which_setting_to_change_and_to_what(Settings settings, string says)
    {
        Assert.False(Config.TryCreate(settings, out var config, out var error));
        Assert.Null(config);
        Assert.Equal(says, error.ToString());
    }

    [Fact]
    public void Of_several_wrong_settings_the_first_is_told()
    {
        var settings = new Settings
        {
            Distance = 254,
            DrainFor = TimeSpan.FromHours(1),
            ClaimsMax = 0,
            Mode = Mode.Static,
        };
        Assert.Equal("Distance", FirstOf(settings));
        settings = settings with { Distance = 1 };
        Assert.Equal("DrainFor", FirstOf(settings));
        settings = settings with { DrainFor = TimeSpan.Zero };
        Assert.Equal("ClaimsMax", FirstOf(settings));
        Assert.Equal("StaticVia", FirstOf(settings with { ClaimsMax = 1 }));

        static string FirstOf(Settings wrong)
        {
            Assert.False(Config.TryCreate(wrong, out _, out var error));
            return error.Name;
        }
    }

    [Fact]
    public void The_page_of_the_machine_is_up_to_date()
    {
        MachinePage.IsUpToDate(
            "ReverseRouteInjection",
            """
            Whether the route to what is behind a peer exists, for one prefix of one routing table: dynamic, draining for 1 unit, 2 SAs counted at most. SA 1 and SA 2
            are of one peer, SA 3 is of another with another next hop. A table of such machines (`RouteTable`) lets an SA be deleted when all its prefixes have
            released it, decides by the longest prefix, and compares with the routes of the system after a restart. Guards are local: they are never redistributed.
            """);
    }
}
