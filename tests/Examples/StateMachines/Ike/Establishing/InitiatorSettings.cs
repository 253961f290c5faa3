using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using static Holdfast.StateMachines.Ike.IkeInitiator;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Establishing;

/// <summary>What the configuration of who begins refuses, and in which words.</summary>
public sealed class InitiatorSettings
{
    public static TheoryData<Settings, string> Wrong => new()
    {
        {
            new Settings { Suites = [] },
            "Suites.Count is 0: it must be at least 1; raise Suites.Count to 1"
        },
        {
            new Settings { Suites = [.. Enumerable.Repeat(HandshakeSuites.Default[0], 65)] },
            "Suites.Count is 65: it must be at most 64; lower Suites.Count to 64"
        },
        {
            new Settings
            {
                Suites =
                [
                    HandshakeSuites.Default[0],
                    HandshakeSuites.Default[1] with
                    {
                        Additional = [.. Enumerable.Repeat(KeyExchangeMethod.MlKem768, 8)],
                    },
                ],
            },
            "Suites[1].Additional.Count is 8: it must be at most 7; "
                + "lower Suites[1].Additional.Count to 7"
        },
        {
            new Settings
            {
                Suites =
                [
                    HandshakeSuites.Default[1] with { Additional = [KeyExchangeMethod.Ecp256] },
                ],
            },
            "Suites[0] is Malformed: 256-bit random ECP group twice: it must be a suite of an IKE "
                + "SA that the policy allows; name other algorithms, or another policy"
        },
        {
            new Settings { RetryAfter = TimeSpan.Zero },
            "RetryAfter is 0 s: it must be at least 0.1 us; raise RetryAfter to 0.1 us"
        },
        {
            new Settings { RetryAfter = TimeSpan.FromMinutes(61) },
            "RetryAfter is 3660 s: it must be at most 3600 s; lower RetryAfter to 3600 s"
        },
        {
            new Settings { BackoffPercent = 100 },
            "BackoffPercent is 100: it must be at least 101; raise BackoffPercent to 101"
        },
        {
            new Settings { BackoffPercent = 1_001 },
            "BackoffPercent is 1001: it must be at most 1000; lower BackoffPercent to 1000"
        },
        {
            new Settings { RetryMax = TimeSpan.FromSeconds(3) },
            "RetryMax is 3 s: it must be at least 4 s; raise RetryMax to 4 s"
        },
        {
            new Settings { RetryMax = TimeSpan.FromMinutes(61) },
            "RetryMax is 3660 s: it must be at most 3600 s; lower RetryMax to 3600 s"
        },
        {
            new Settings { SendsMax = 0 },
            "SendsMax is 0: it must be at least 1; raise SendsMax to 1"
        },
        {
            new Settings { SendsMax = 101 },
            "SendsMax is 101: it must be at most 100; lower SendsMax to 100"
        },
        {
            new Settings { ChangesMax = -1 },
            "ChangesMax is -1: it must be at least 0; raise ChangesMax to 0"
        },
        {
            new Settings { ChangesMax = 101 },
            "ChangesMax is 101: it must be at most 100; lower ChangesMax to 100"
        },
    };

    public static TheoryData<Settings> AtBounds =>
    [
        new Settings(),
        new Settings { Suites = [.. Enumerable.Repeat(HandshakeSuites.Default[0], 64)] },
        new Settings { RetryAfter = TimeSpan.FromTicks(1), RetryMax = TimeSpan.FromTicks(1) },
        new Settings { RetryAfter = TimeSpan.FromHours(1), RetryMax = TimeSpan.FromHours(1) },
        new Settings { BackoffPercent = 101, SendsMax = 1, ChangesMax = 0 },
        new Settings { BackoffPercent = 1_000, SendsMax = 100, ChangesMax = 100 },
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_error_says_which_setting_to_change_and_to_what(Settings settings, string says)
    {
        Assert.False(Config.TryCreate(settings, out var config, out var error));
        Assert.Null(config);
        Assert.Equal(says, error.ToString());
    }

    [Theory]
    [MemberData(nameof(AtBounds))]
    public void A_setting_at_its_bound_stands(Settings settings)
    {
        Assert.True(Config.TryCreate(settings, out var config, out var error), $"{error}");
        Assert.Equal(settings.RetryAfter, config.RetryAfter);
        Assert.Equal(settings.SendsMax, config.SendsMax);
        Assert.Equal(settings.ChangesMax, config.ChangesMax);
    }

    [Fact]
    public void Of_several_wrong_settings_the_first_is_told_and_then_the_next()
    {
        var settings = new Settings
        {
            RetryAfter = TimeSpan.Zero,
            BackoffPercent = 0,
            RetryMax = TimeSpan.FromDays(1),
            SendsMax = 0,
            ChangesMax = -1,
        };
        var told = new List<string>();
        while (!Config.TryCreate(settings, out _, out var error))
        {
            told.Add(error.Name);
            settings = error.Name switch
            {
                "RetryAfter" => settings with { RetryAfter = TimeSpan.FromSeconds(4) },
                "BackoffPercent" => settings with { BackoffPercent = 180 },
                "RetryMax" => settings with { RetryMax = TimeSpan.FromMinutes(2) },
                "SendsMax" => settings with { SendsMax = 6 },
                _ => settings with { ChangesMax = 5 },
            };
        }

        Assert.Equal(["RetryAfter", "BackoffPercent", "RetryMax", "SendsMax", "ChangesMax"], told);
    }
}
