using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Tests.Examples.StateMachines.Dpd;

/// <summary>What the configuration refuses, and in which words.</summary>
public sealed class DpdSettings
{
    public static TheoryData<Settings, string> Wrong => new()
    {
        {
            new Settings { WorryAfter = TimeSpan.Zero },
            "WorryAfter is 0 s: it must be at least 0.1 us; raise WorryAfter to 0.1 us"
        },
        {
            new Settings { WorryAfter = TimeSpan.FromDays(2) },
            "WorryAfter is 172800 s: it must be at most 86400 s; lower WorryAfter to 86400 s"
        },
        {
            new Settings { RetryAfter = TimeSpan.FromSeconds(-1) },
            "RetryAfter is -1 s: it must be at least 0.1 us; raise RetryAfter to 0.1 us"
        },
        {
            new Settings { BackoffPercent = 99 },
            "BackoffPercent is 99: it must be at least 100; raise BackoffPercent to 100"
        },
        {
            new Settings { RetryMax = TimeSpan.FromMilliseconds(3_900) },
            "RetryMax is 3900 ms: it must be at least 4 s; raise RetryMax to 4 s"
        },
        {
            new Settings { ProbesMax = 0 },
            "ProbesMax is 0: it must be at least 1; raise ProbesMax to 1"
        },
        {
            new Settings { AheadMax = -1 },
            "AheadMax is -1: it must be at least 0; raise AheadMax to 0"
        },
        {
            new Settings { ReanswerAfter = TimeSpan.FromHours(2) },
            "ReanswerAfter is 7200 s: it must be at most 3600 s; lower ReanswerAfter to 3600 s"
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
    public void Of_several_wrong_settings_the_first_is_told_and_then_the_next()
    {
        var settings = new Settings
        {
            WorryAfter = TimeSpan.Zero,
            RetryAfter = TimeSpan.Zero,
            BackoffPercent = 0,
            RetryMax = TimeSpan.FromTicks(-1),
            ProbesMax = 0,
            AheadMax = -1,
            ReanswerAfter = TimeSpan.FromTicks(-1),
        };
        var good = new Settings();
        foreach (var (name, mend) in ((string, Func<Settings, Settings>)[])
            [
                ("WorryAfter", one => one with { WorryAfter = good.WorryAfter }),
                ("RetryAfter", one => one with { RetryAfter = good.RetryAfter }),
                ("BackoffPercent", one => one with { BackoffPercent = good.BackoffPercent }),
                ("RetryMax", one => one with { RetryMax = good.RetryMax }),
                ("ProbesMax", one => one with { ProbesMax = good.ProbesMax }),
                ("AheadMax", one => one with { AheadMax = good.AheadMax }),
                ("ReanswerAfter", one => one with { ReanswerAfter = good.ReanswerAfter }),
            ])
        {
            Assert.False(Config.TryCreate(settings, out _, out var error));
            Assert.StartsWith($"{name} is ", error.ToString(), StringComparison.Ordinal);
            settings = mend(settings);
        }

        Assert.True(Config.TryCreate(settings, out _, out _));
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
            "DeadPeerDetection",
            """
            Whether the peer of an IKEv1 SA lives, RFC 3706: on demand, worried after 2 units of silence, asking 3 times, the waits growing from 1 to 2 units, one
            number ahead allowed, and 2 units between repeated answers.
            """);
    }
}
