using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.StateMachines.Ikev1;

/// <summary>What configurations of IKEv1 refuse, and in which words and order.</summary>
public sealed class IsakmpSettings
{
    private static readonly IsakmpSuite Good = IsakmpSuiteChoices.Default[0];

    public static TheoryData<PhaseOneResponder.Settings, string> Wrong => new()
    {
        {
            new() { Suites = [] },
            "Suites.Count is 0: it must be at least 1; raise Suites.Count to 1"
        },
        {
            new() { Suites = [.. Enumerable.Repeat(Good, 65)] },
            "Suites.Count is 65: it must be at most 64; lower Suites.Count to 64"
        },
        {
            new() { Suites = [Good, Good with { Authentication = new(4) }] },
            $"Suites[1].Authentication is {new PhaseOneAuthMethod(4)}: it must be "
            + $"{PhaseOneAuthMethod.PreSharedKey} or {PhaseOneAuthMethod.RsaSignatures}, by "
            + "themselves or with XAUTH; no other method is spoken yet"
        },
        {
            new() { HalfOpenFor = TimeSpan.Zero },
            "HalfOpenFor is 0 s: it must be at least 0.1 us; raise HalfOpenFor to 0.1 us"
        },
        {
            new() { HalfOpenFor = TimeSpan.FromMinutes(11) },
            "HalfOpenFor is 660 s: it must be at most 600 s; lower HalfOpenFor to 600 s"
        },
        {
            new() { Retries = new() { After = TimeSpan.FromHours(2) } },
            "Retries.After is 7200 s: it must be at most 3600 s; lower Retries.After to 3600 s"
        },
        {
            new() { Retries = new() { BackoffPercent = 100 } },
            "Retries.BackoffPercent is 100: it must be at least 101; "
            + "raise Retries.BackoffPercent to 101"
        },
        {
            new() { Retries = new() { Max = TimeSpan.FromSeconds(3) } },
            "Retries.Max is 3 s: it must be at least 4 s; raise Retries.Max to 4 s"
        },
        {
            new() { Retries = new() { SendsMax = 101 } },
            "Retries.SendsMax is 101: it must be at most 100; lower Retries.SendsMax to 100"
        },
        {
            new() { Authorities = [.. Enumerable.Repeat(Octets.FromHex("30"), 33)] },
            "Authorities.Count is 33: it must be at most 32; lower Authorities.Count to 32"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_error_says_which_setting_to_change_and_to_what(
        PhaseOneResponder.Settings settings, string says)
    {
        Assert.False(PhaseOneResponder.Config.TryCreate(settings, out var config, out var error));
        Assert.Null(config);
        Assert.Equal(says, error.ToString());
    }

    /// <summary>3DES is decoded, and nobody offers it by the policy of today.</summary>
    [Fact]
    public void A_suite_that_the_policy_refuses_says_so_and_stands_with_another_policy()
    {
        var old = Good with
        {
            Encryption = EncryptionSpecs.Find(EncryptionAlgorithm.TripleDes, 192)!,
        };
        Assert.False(PhaseOneInitiator.Config.TryCreate(
            new() { Suites = [Good, old] }, out _, out var error));
        Assert.Equal(
            ("Suites[1]", "a suite of an ISAKMP SA that the policy allows",
                "name other algorithms, or another policy"),
            (error.Name, error.Bound, error.Change));
        Assert.NotEmpty(error.Given);
        Assert.True(PhaseOneInitiator.Config.TryCreate(
            new() { Suites = [Good, old], Policy = AlgorithmPolicy.DecodeOnly }, out _, out _));
    }

    /// <summary>All of them are wrong at first; who puts right what it is told is told the next.
    /// </summary>
    [Fact]
    public void Of_several_wrong_settings_the_first_is_told_and_then_the_next()
    {
        var retries = new IsakmpRetries
        {
            After = TimeSpan.Zero,
            BackoffPercent = 0,
            Max = TimeSpan.FromDays(1),
            SendsMax = 0,
        };
        var settings = new PhaseOneResponder.Settings
        {
            Suites = [],
            HalfOpenFor = TimeSpan.Zero,
            Retries = retries,
            Authorities = [.. Enumerable.Repeat(Octets.FromHex("30"), 33)],
        };
        var told = new List<string>();
        while (!PhaseOneResponder.Config.TryCreate(settings, out _, out var error))
        {
            told.Add(error.Name);
            settings = error.Name switch
            {
                "Suites.Count" => settings with { Suites = [Good] },
                "HalfOpenFor" => settings with { HalfOpenFor = TimeSpan.FromSeconds(1) },
                "Authorities.Count" => settings with { Authorities = [] },
                _ => settings with { Retries = Mended(settings.Retries, error.Name) },
            };
        }

        string[] ofRetries =
        [
            "Retries.After", "Retries.BackoffPercent", "Retries.Max", "Retries.SendsMax",
        ];
        Assert.Equal(
            ["Suites.Count", "HalfOpenFor", .. ofRetries, "Authorities.Count"], told);

        told.Clear();
        var ours = new PhaseOneInitiator.Settings { Suites = [], Retries = retries };
        while (!PhaseOneInitiator.Config.TryCreate(ours, out _, out var error))
        {
            told.Add(error.Name);
            ours = error.Name == "Suites.Count"
                ? ours with { Suites = [Good] }
                : ours with { Retries = Mended(ours.Retries, error.Name) };
        }

        Assert.Equal(["Suites.Count", .. ofRetries], told);
    }

    /// <summary>Each machine that sends something again checks when.</summary>
    [Fact]
    public void Times_of_retries_are_checked_wherever_they_are_set()
    {
        var wrong = new IsakmpRetries { SendsMax = 0 };
        Assert.False(QuickInitiator.Config.TryCreate(
            new() { Retries = wrong }, out var initiator, out _));
        Assert.False(QuickResponder.Config.TryCreate(
            new() { Retries = wrong }, out var responder, out _));
        Assert.False(TransactionInitiator.Config.TryCreate(
            new() { Retries = wrong }, out var transaction, out _));

        // What is wrong is no configuration, whatever becomes of the answer.
        Assert.Equal((null, null, null), (initiator, responder, transaction));
    }

    private static IsakmpRetries Mended(IsakmpRetries retries, string name) => name switch
    {
        "Retries.After" => retries with { After = TimeSpan.FromSeconds(4) },
        "Retries.BackoffPercent" => retries with { BackoffPercent = 101 },
        "Retries.Max" => retries with { Max = TimeSpan.FromHours(1) },
        "Retries.SendsMax" => retries with { SendsMax = 100 },
        _ => throw new InvalidOperationException(name),
    };
}
