using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>RFC 2281 §5.1 as a table: what a listener learns from a Hello of the active router,
/// whatever is configured, was learned before and is said.</summary>
public sealed class HsrpLearned
{
    private static readonly HostAddress Four = HostAddress.Parse("10.0.0.254");
    private static readonly HostAddress Six = HostAddress.Parse("fe80::fe");
    private static readonly HostAddress?[] Addresses = [null, Four, Six];

    private static readonly (int Hello, int Hold)[] Times =
        [(0, 0), (0, 10), (3, 0), (3, 2), (3, 3), (3, 4), (5, 15)];

    [Fact]
    [Requirement("RFC2281-5.1-i")]
    public void Only_what_is_not_configured_is_learned_and_the_times_only_together()
    {
        var seen = 0;
        foreach (var (own, shared, hasTimes) in
            from own in (string[])["10.0.0.1", "fe80::1"]
            from isSet in (bool[])[false, true]
            from hasTimes in (bool[])[false, true]
            select (HostAddress.Parse(own), isSet, hasTimes))
        {
            var config = Of(own, shared, hasTimes);
            foreach (var before in Befores(own))
            {
                foreach (var said in Addresses)
                {
                    foreach (var (hello, hold) in Times)
                    {
                        seen++;
                        Assert.Equal(
                            Expected(own, shared, hasTimes, before, said, hello, hold),
                            Heard(config, before, said, hello, hold));
                    }
                }
            }
        }

        Assert.Equal(2 * 2 * 2 * 3 * 3 * 7, seen);
    }

    private static Learned?[] Befores(HostAddress own) =>
    [
        null,
        new(own with { Value = own.Value + 7 }, null, null),
        new(null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15)),
    ];

    private static Learned? Expected(
        HostAddress own, bool isSet, bool hasTimes, Learned? before, HostAddress? said, int hello,
        int hold)
    {
        var address = !isSet && said is { } told && told.IsIpv6 == own.IsIpv6
            ? said
            : before?.VirtualAddress;
        var isTimed = !hasTimes && hello > 0 && hold > hello;
        TimeSpan? helloTime = isTimed ? TimeSpan.FromSeconds(hello) : before?.HelloTime;
        TimeSpan? holdTime = isTimed ? TimeSpan.FromSeconds(hold) : before?.HoldTime;
        return address is null && helloTime is null ? null : new(address, helloTime, holdTime);
    }

    private static Learned? Heard(
        Config config, Learned? before, HostAddress? said, int hello, int hold)
    {
        var state = Initial(config, default) with { Phase = Phase.Listen, Learned = before };
        return Step(config, state, default, new Input.Hello(new(
            new(config.Address with { Value = config.Address.Value + 1 }, 200), Phase.Active,
            TimeSpan.FromSeconds(hello), TimeSpan.FromSeconds(hold), said))).State.Learned;
    }

    private static Config Of(HostAddress own, bool isSet, bool hasTimes) => Config.TryCreate(
        new()
        {
            Version = HsrpVersion.V2,
            Address = own,
            VirtualAddress = !isSet ? null : own.IsIpv6 ? Six : Four,
            HelloTime = hasTimes ? TimeSpan.FromSeconds(1) : null,
            HoldTime = hasTimes ? TimeSpan.FromSeconds(3) : null,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
