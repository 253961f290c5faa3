using Holdfast.StateMachines.Liveness;
using static Holdfast.StateMachines.Liveness.LivenessCheck;

namespace Holdfast.Tests.Examples.StateMachines.Liveness;

/// <summary>What the configuration refuses, and in which words.</summary>
public sealed class LivenessSettings
{
    public static TheoryData<Settings, string> Wrong => new()
    {
        {
            new Settings { IdleAfter = TimeSpan.Zero },
            "IdleAfter is 0 s: it must be at least 0.1 us; raise IdleAfter to 0.1 us"
        },
        {
            new Settings { RetryAfter = TimeSpan.FromHours(2) },
            "RetryAfter is 7200 s: it must be at most 3600 s; lower RetryAfter to 3600 s"
        },
        {
            // RFC 7296 §2.4: waits grow.
            new Settings { BackoffPercent = 100 },
            "BackoffPercent is 100: it must be at least 101; raise BackoffPercent to 101"
        },
        {
            new Settings { SendsMax = 0 },
            "SendsMax is 0: it must be at least 1; raise SendsMax to 1"
        },
        {
            // Within a day.
            new Settings { SendsMax = 30 },
            "SendsMax is 30: it must be at most 16; lower SendsMax to 16"
        },
        {
            new Settings { GiveUpAfter = TimeSpan.FromSeconds(1) },
            "GiveUpAfter is 1 s: it must be at least 4 s; raise GiveUpAfter to 4 s"
        },
        {
            new Settings { HintsIgnoredFor = TimeSpan.FromSeconds(31) },
            "HintsIgnoredFor is 31 s: it must be at most 30 s; lower HintsIgnoredFor to 30 s"
        },
        {
            new Settings { HintEvery = TimeSpan.Zero },
            "HintEvery is 0 s: it must be at least 0.1 us; raise HintEvery to 0.1 us"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    [Requirement("RFC7296-2.4-i")]
    public void An_error_says_which_setting_to_change_and_to_what(Settings settings, string says)
    {
        Assert.False(Config.TryCreate(settings, out var config, out var error));
        Assert.Null(config);
        Assert.Equal(says, error.ToString());
    }

    /// <summary>Waits of 1, 2, 4 and 8 s between the sends, and of 16 s behind the last.</summary>
    [Theory]
    [InlineData(null, 15, 31)]
    [InlineData(31, 15, 31)]
    [InlineData(16, 15, 16)]
    [InlineData(15, 7, 15)]
    [InlineData(8, 7, 8)]
    [InlineData(7, 3, 7)]
    [InlineData(3, 1, 3)]
    [InlineData(1, 0, 1)]
    public void The_last_send_is_the_last_one_before_it_is_given_up(
        int? giveUpAfter, int last, int failure)
    {
        var settings = new Settings
        {
            RetryAfter = TimeSpan.FromSeconds(1),
            BackoffPercent = 200,
            SendsMax = 5,
            GiveUpAfter = giveUpAfter is { } most ? TimeSpan.FromSeconds(most) : null,
        };
        Assert.True(Config.TryCreate(settings, out var config, out var error), $"{error}");
        Assert.Equal(TimeSpan.FromSeconds(last), config.LastAfterFirstSend);
        Assert.Equal(TimeSpan.FromSeconds(failure), config.FailureAfterFirstSend);
    }

    [Fact]
    public void A_budget_of_nothing_is_refused()
    {
        Assert.False(CheckSchedule.Config.TryCreate(
            new() { ChecksPerSecond = 0 }, out _, out var error));
        Assert.Equal(
            "ChecksPerSecond is 0: it must be at least 1; raise ChecksPerSecond to 1",
            error.ToString());
        Assert.True(CheckSchedule.Config.TryCreate(new(), out _, out _));
    }

    /// <summary>A second holds so many of them.</summary>
    [Fact]
    public void A_rate_is_the_time_from_one_to_the_next()
    {
        Assert.True(CheckSchedule.Config.TryCreate(
            new()
            {
                ChecksPerSecond = 4,
                Burst = 3,
                AtOnceMax = 5,
                PerPeerMax = 2,
                HintsPerSecond = 8,
                HintBurst = 6,
            },
            out var config, out _));
        Assert.Equal(
            (250, 3, 5, 2, 125, 6),
            (config.CheckEvery.TotalMilliseconds, config.Burst, config.AtOnceMax,
                config.PerPeerMax, config.HintEvery.TotalMilliseconds, config.HintBurst));
    }

    [Fact]
    public void The_defaults_stand()
    {
        Assert.True(Config.TryCreate(new Settings(), out var config, out _));
        Assert.True(Config.TryCreate(new Settings(), out var again, out _));
        Assert.Equal(config, again);
    }

    [Fact]
    public void The_page_of_the_machine_is_up_to_date()
    {
        MachinePage.IsUpToDate(
            "LivenessCheck",
            """
            Whether the peer of an IKEv2 SA lives, RFC 7296 §2.4: on demand, quiet for 2 units, a request sent 3 times at most, the waits growing from 1 to 2 units,
            given up after 4, hints ignored for 1 unit after a proof and for 2 after a hint. Who may check and when is granted by a schedule over all SAs
            (`CheckSchedule`): a rate, a burst, a number at once, a share of each peer, and a budget of hints.
            """);
    }
}
