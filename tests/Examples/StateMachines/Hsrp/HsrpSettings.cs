using Holdfast.Codec;
using Holdfast.Protocol.Encapsulation;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>What the configuration of a group refuses, advises and derives.</summary>
public sealed class HsrpSettings
{
    private static readonly Settings Good = new()
    {
        Address = HostAddress.Parse("10.0.0.1"),
        Identifier = new MacAddress(0x02_00_00_00_00_0A),
        VirtualAddress = HostAddress.Parse("10.0.0.254"),
    };

    public static TheoryData<Settings, string> Wrong => new()
    {
        {
            Good with { Group = 256 },
            "Group is 256: it must be at most 255; lower Group to 255"
        },
        {
            Good with { Group = 4_096, Version = HsrpVersion.V2 },
            "Group is 4096: it must be at most 4095; lower Group to 4095"
        },
        {
            Good with { Group = 3, IsTokenRing = true },
            "Group is 3: it must be at most 2; lower Group to 2"
        },
        {
            Good with { Priority = 256 },
            "Priority is 256: it must be at most 255; lower Priority to 255"
        },
        {
            Good with { Address = HostAddress.Parse("0.0.0.0") },
            "Address is 0.0.0.0: it must be an address of the interface; set it"
        },
        {
            Good with { Address = HostAddress.Parse("fe80::1") },
            "Address is fe80::1: it must be an IPv4 address in version 1; "
            + "set Version to V2 or Address to an IPv4 address"
        },
        {
            Good with { VirtualAddress = Good.Address },
            "VirtualAddress is 10.0.0.1: it must be another address of the family of 10.0.0.1; "
            + "set it to the address that hosts use, or to null to learn it"
        },
        {
            Good with { VirtualAddress = HostAddress.Parse("0.0.0.0") },
            "VirtualAddress is 0.0.0.0: it must be another address of the family of 10.0.0.1; "
            + "set it to the address that hosts use, or to null to learn it"
        },
        {
            Good with { VirtualAddress = HostAddress.Parse("fe80::1") },
            "VirtualAddress is fe80::1: it must be another address of the family of 10.0.0.1; "
            + "set it to the address that hosts use, or to null to learn it"
        },
        {
            Good with { HelloTime = TimeSpan.FromSeconds(3) },
            "HoldTime is not set: it must be set when the other time is; "
            + "set HelloTime and HoldTime, or neither"
        },
        {
            Timed(3_000, 3_000),
            "HoldTime is 3 s: it must be at least 4 s; raise HoldTime to 4 s"
        },
        {
            Timed(3_000, 9_500),
            "HoldTime is 9500 ms: it must be a multiple of 1 s; set HoldTime to 10 s"
        },
        {
            Good with { JitterPercent = 51 },
            "JitterPercent is 51: it must be at most 50; lower JitterPercent to 50"
        },
        {
            Good with { PreemptDelay = TimeSpan.FromSeconds(1) },
            "Preempt is false: it must be true where preemption has a delay; "
            + "set Preempt, or drop PreemptDelay"
        },
        {
            Good with { Links = [new("a", 1), new("a", 2)] },
            "Links[1].Name is a: it must be the name of no other link; rename or remove one of them"
        },
        {
            Good with { Links = [new("a", 0)] },
            "Links[0].Decrement is 0: it must be at least 1; raise Links[0].Decrement to 1"
        },
        {
            Good with { Authentication = new Authentication.Password(new Octets("too long!"u8)) },
            "Authentication.Password.Length is 9: it must be at most 8; "
            + "lower Authentication.Password.Length to 8"
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    [Requirement("RFC2281-5.1-c")]
    [Requirement("RFC2281-5.1-j")]
    public void An_error_says_which_setting_to_change_and_to_what(Settings settings, string says)
    {
        Assert.False(Config.TryCreate(settings, out var config, out var error));
        Assert.Null(config);
        Assert.Equal(says, error.ToString());
    }

    /// <summary>All of them are wrong at first; who puts right what it is told is told the next.
    /// </summary>
    [Fact]
    public void Of_several_wrong_settings_the_first_is_told_and_then_the_next()
    {
        var settings = new Settings
        {
            Group = 256,
            Priority = 256,
            Address = HostAddress.Parse("0.0.0.0"),
            VirtualAddress = HostAddress.Parse("fe80::1"),
            HelloTime = TimeSpan.FromSeconds(1.5),
            JitterPercent = 51,
            PreemptDelay = TimeSpan.FromHours(2),
            Links = [new("a", 0), new("a", 1)],
            Authentication = new Authentication.Password(new Octets("too long!"u8)),
        };
        foreach (var (told, change) in ((string, Func<Settings, Settings>)[])
            [
                ("Group", wrong => wrong with { Group = 1 }),
                ("Priority", wrong => wrong with { Priority = 1 }),
                ("Address", wrong => wrong with { Address = HostAddress.Parse("fe80::2") }),
                ("Address", wrong => wrong with { Address = Good.Address }),
                ("VirtualAddress", wrong => wrong with { VirtualAddress = null }),
                ("HoldTime", wrong => wrong with { HoldTime = TimeSpan.FromHours(1) }),
                ("JitterPercent", wrong => wrong with { JitterPercent = 1 }),
                ("HoldTime", wrong => wrong with { HoldTime = TimeSpan.FromSeconds(3.5) }),
                ("HelloTime", wrong => wrong with { HelloTime = TimeSpan.Zero }),
                ("HelloTime", wrong => wrong with { HelloTime = TimeSpan.FromSeconds(1) }),
                ("HoldTime", wrong => wrong with { HoldTime = TimeSpan.FromSeconds(3) }),
                ("Preempt", wrong => wrong with { Preempt = true }),
                ("PreemptDelay", wrong => wrong with { PreemptDelay = TimeSpan.Zero }),
                ("Links[0].Decrement", wrong => wrong with { Links = [new("a", 1), new("a", 1)] }),
                ("Links[1].Name", wrong => wrong with
                {
                    Links = [.. Enumerable.Range(0, 33).Select(at => new TrackedLink($"{at}", 1))],
                }),
                ("Links.Count", wrong => wrong with { Links = [] }),
                ("Authentication.Password.Length", wrong => wrong with
                {
                    Authentication = Good.Authentication,
                }),
            ])
        {
            Assert.False(Config.TryCreate(settings, out _, out var error));
            Assert.Equal(told, error.Name);
            settings = change(settings);
        }

        Assert.True(Config.TryCreate(settings, out _, out _));
    }

    [Fact]
    [Requirement("RFC2281-5.1-d")]
    public void A_hold_time_under_three_hello_times_can_stand_and_is_advised_against()
    {
        var advice = Assert.Single(Checked(Timed(3_000, 8_000)).Advice);
        Assert.Equal("raise HoldTime to 9 s", advice.Change);
        Assert.Empty(Checked(Timed(3_000, 9_000)).Advice);
    }

    [Fact]
    [Requirement("RFC2281-5.1-k")]
    [Requirement("RFC2281-5.1-e")]
    public void The_defaults_are_three_and_ten_seconds_and_the_password_cisco()
    {
        var config = Checked(Good);
        var state = Initial(config, default);
        Assert.Equal(TimeSpan.FromSeconds(3), HelloTimeOf(config, state));
        Assert.Equal(TimeSpan.FromSeconds(10), HoldTimeOf(config, state));
        Assert.Equal(
            new Authentication.Password(new Octets("cisco"u8)), config.Settings.Authentication);
        Assert.DoesNotContain("cisco", Good.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HsrpVersion.V1, 7, false, "10.0.0.1", "00:00:0c:07:ac:07")]
    [InlineData(HsrpVersion.V2, 0x123, false, "10.0.0.1", "00:00:0c:9f:f1:23")]
    [InlineData(HsrpVersion.V2, 0x123, false, "fe80::1", "00:05:73:a0:01:23")]
    [InlineData(HsrpVersion.V1, 0, true, "10.0.0.1", "c0:00:00:01:00:00")]
    [InlineData(HsrpVersion.V1, 1, true, "10.0.0.1", "c0:00:00:02:00:00")]
    [InlineData(HsrpVersion.V1, 2, true, "10.0.0.1", "c0:00:00:04:00:00")]
    [Requirement("RFC2281-6.1-c")]
    public void The_virtual_MAC_address_comes_from_the_group(
        HsrpVersion version, int group, bool isTokenRing, string address, string mac)
    {
        var settings = Good with
        {
            Version = version,
            Group = group,
            IsTokenRing = isTokenRing,
            Address = HostAddress.Parse(address),
            VirtualAddress = null,
        };
        Assert.Equal(mac, Checked(settings).VirtualMac.ToString());
        Assert.Equal(
            Good.Identifier, Checked(settings with { UseBurnedInAddress = true }).VirtualMac);
    }

    [Theory]
    [InlineData(Dialect.Repaired, "HsrpGroup")]
    [InlineData(Dialect.Rfc2281Literal, "HsrpGroupLiteral")]
    public void The_page_of_the_machine_is_up_to_date(Dialect dialect, string name)
    {
        MachinePage.IsUpToDate(
            name,
            $"""
            One router in one standby group, RFC 2281 in the dialect {dialect}: a hello time of 1 and a hold time of 2 units, no preemption, the virtual address
            configured. Which timer expires first, of several that are due, is part of the letter.

            {HsrpTimersTable.Of(dialect)}
            """);
    }

    private static Settings Timed(int helloMilliseconds, int holdMilliseconds) => Good with
    {
        HelloTime = TimeSpan.FromMilliseconds(helloMilliseconds),
        HoldTime = TimeSpan.FromMilliseconds(holdMilliseconds),
    };

    private static Config Checked(Settings settings) =>
        Config.TryCreate(settings, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
