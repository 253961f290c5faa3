using Holdfast.StateMachines.Bfd;
using static Holdfast.StateMachines.Bfd.BfdSession;

namespace Holdfast.Tests.Examples.StateMachines.Bfd;

/// <summary>What the configuration refuses, and in which words.</summary>
public sealed class BfdSettings
{
    private static readonly Settings Plain = new() { Discriminator = 7 };

    public static TheoryData<Settings, string> Wrong => new()
    {
        {
            new Settings(),
            "Discriminator is 0: it must be at least 1; raise Discriminator to 1"
        },
        {
            Plain with { DesiredMinTx = TimeSpan.Zero },
            "DesiredMinTx is 0 s: it must be at least 1 us; raise DesiredMinTx to 1 us"
        },
        {
            Plain with { DesiredMinTx = TimeSpan.FromTicks(25) },
            "DesiredMinTx is 2.5 us: it must be a whole number of microseconds; set DesiredMinTx "
            + "to 2 us"
        },
        {
            Plain with { RequiredMinRx = TimeSpan.FromHours(2) },
            "RequiredMinRx is 7200 s: it must be at most 3600 s; lower RequiredMinRx to 3600 s"
        },
        {
            Plain with { DetectMultiplier = 0 },
            "DetectMultiplier is 0: it must be at least 1; raise DetectMultiplier to 1"
        },
        {
            Plain with { DetectMultiplier = 256 },
            "DetectMultiplier is 256: it must be at most 255; lower DetectMultiplier to 255"
        },
        {
            Plain with { SlowTx = TimeSpan.FromMilliseconds(999) },
            "SlowTx is 999 ms: it must be at least 1 s; raise SlowTx to 1 s"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    [Requirement("RFC5880-6.8.1-c")]
    [Requirement("RFC5880-6.8.1-d")]
    [Requirement("RFC5880-6.8.3-c")]
    public void An_error_says_which_setting_to_change_and_to_what(Settings settings, string says)
    {
        Assert.False(Config.TryCreate(settings, out var config, out var error));
        Assert.Null(config);
        Assert.Equal(says, error.ToString());
    }

    [Fact]
    public void A_discriminator_is_all_that_is_needed()
    {
        Assert.True(Config.TryCreate(Plain, out var config, out _));
        Assert.Equal(TimeSpan.FromMilliseconds(900), config.DetectionTime);
        Assert.True(Config.TryCreate(Plain, out var again, out _));
        Assert.Equal(config, again);
    }

    [Fact]
    public void A_session_that_is_not_up_sends_no_more_often_than_one_that_is()
    {
        Assert.True(Config.TryCreate(
            Plain with { DesiredMinTx = TimeSpan.FromSeconds(5) }, out var config, out _));
        Assert.Equal(TimeSpan.FromSeconds(5), config.SlowTx);
    }

    [Fact]
    public void The_page_of_the_machine_is_up_to_date()
    {
        MachinePage.IsUpToDate(
            "BfdSession",
            """
            Whether packets go both ways between two ends of a hop, RFC 5880: once the session is up one packet in a unit of time, before that one in two units, and
            down after the silence of two intervals of the neighbour. It feeds `LinkSelection`, and its Detection Time is `RoutingDetection` of `TimingBudget`.
            """);
    }
}
