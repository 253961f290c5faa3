using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>
/// Routers of version 2 with IPv6 addresses, two and three of them, with the usual times and with
/// Hellos of 50 ms that are good for 150 ms: all that they say goes as octets.
/// </summary>
public sealed class Ipv6Groups
{
    private const int Runs = 150;

    private static readonly Authentication[] Kinds =
    [
        new Authentication.Password(new("pass"u8)), new Authentication.Md5(HsrpRouters.Key),
    ];

    [Theory]
    [InlineData(2, 3_000, 10_000)]
    [InlineData(3, 3_000, 10_000)]
    [InlineData(2, 50, 150)]
    [InlineData(3, 50, 150)]
    public void One_is_elected_and_when_it_dies_the_next_best_one_is_within_a_hold_time(
        int count, int hello, int hold) => ForAll.Cases(
        Runs,
        choices => choices,
        choices =>
        {
            var holdTime = TimeSpan.FromMilliseconds(hold);
            var preempts = choices.Chance(50);
            var routers = Of(choices, count, hello, hold, preempts);

            // An active router is there after two hold times, who stands by after two more.
            routers.Run(6 * holdTime);
            Assert.Equal(1, routers.Active);
            Assert.Equal(1, routers.States.Count(state => state.Phase == Phase.Standby));
            var active = IndexOf(routers, Phase.Active);
            var standby = IndexOf(routers, Phase.Standby);
            Assert.True(!preempts || active == routers.Best);

            routers.Kill(active);
            routers.Run(holdTime);
            Assert.Equal(Phase.Active, routers.States[standby].Phase);
            Assert.Equal(1, routers.Active);

            // A third one stands by, and is the next.
            if (count == 3)
            {
                routers.Run(4 * holdTime);
                var last = IndexOf(routers, Phase.Standby);
                routers.Kill(standby);
                routers.Run(holdTime);
                Assert.Equal(last, IndexOf(routers, Phase.Active));
            }
        });

    [Theory]
    [InlineData(2, 3_000, 10_000)]
    [InlineData(3, 50, 150)]
    public void After_losses_and_crashes_exactly_one_is_active_again(
        int count, int hello, int hold) => ForAll.Cases(
        Runs,
        choices => choices,
        choices =>
        {
            var holdTime = TimeSpan.FromMilliseconds(hold);
            var preempts = choices.Chance(50);
            var routers = Of(choices, count, hello, hold, preempts);
            routers.LossPercent = choices.Below(90);
            for (var fault = choices.Below(6); fault > 0; fault--)
            {
                routers.Run(TimeSpan.FromMilliseconds(choices.Below(2 * hold)));
                routers.Crash(choices.Below(count));
            }

            routers.LossPercent = 0;
            routers.Run(4 * holdTime);
            Assert.Equal(1, routers.Active);
            Assert.True(!preempts || IndexOf(routers, Phase.Active) == routers.Best);
        });

    [Fact]
    public void Groups_of_two_families_and_of_two_keys_do_not_hear_each_other() => ForAll.Cases(
        20,
        choices => choices,
        choices =>
        {
            var ipv6 = Settings(choices, 1, 50, 150, preempts: true);
            var ipv4 = ipv6 with
            {
                Address = HostAddress.Parse("10.0.0.1"),
                VirtualAddress = HostAddress.Parse("10.0.0.254"),
            };
            var clear = ipv6 with
            {
                Address = HostAddress.Parse("fe80::2"),
                Authentication = ipv6.Authentication == Kinds[0] ? Kinds[1] : Kinds[0],
            };
            var routers = new HsrpRouters(choices, [ipv6, ipv4, clear]);
            routers.Run(TimeSpan.FromSeconds(1));
            Assert.Equal(3, routers.Active);
        });

    private static int IndexOf(HsrpRouters routers, Phase phase) =>
        Array.FindIndex(routers.States, state => state.Phase == phase);

    private static HsrpRouters Of(
        Choices choices, int count, int hello, int hold, bool preempts)
    {
        var first = Settings(choices, 1, hello, hold, preempts);
        return new(
            choices,
            [
                first,
                .. Enumerable.Range(2, count - 1).Select(i =>
                    Settings(choices, i, hello, hold, preempts) with
                    {
                        Authentication = first.Authentication,
                    }),
            ]);
    }

    private static Settings Settings(
        Choices choices, int router, int hello, int hold, bool preempts) => new()
        {
            Version = HsrpVersion.V2,
            Group = 4_095,

            // Low, middle and high bits of an interface differ: the address decides ties.
            Address = HostAddress.Parse(choices.Below(3) switch
            {
                0 => $"fe80::{router}",
                1 => $"fe80::a{router}00:0:0:1",
                _ => $"fe80::1:{router}:ffff",
            }),
            VirtualAddress = HostAddress.Parse("fe80::5:73ff:fea0:fff"),
            HelloTime = TimeSpan.FromMilliseconds(hello),
            HoldTime = TimeSpan.FromMilliseconds(hold),
            Priority = 100 + choices.Below(2),
            Preempt = preempts,
            Authentication = choices.Of(Kinds),
        };
}
