using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>Routers that are suspended, and go on with the timers that they had (docs/adr/0054,
/// docs/adr/0062).</summary>
public sealed class SleepsOfRouters
{
    private const int Runs = 200;

    /// <summary>I10: of one router alone, too.</summary>
    [Fact]
    public void After_sleeps_exactly_one_router_is_active_again() => ForAll.Cases(
        Runs,
        choices => choices,
        choices =>
        {
            var routers = new HsrpRouters(
                choices, choices.Below(3) + 1, Dialect.Repaired, choices.Chance(50));
            for (var sleeps = choices.Below(6); sleeps >= 0; sleeps--)
            {
                routers.Run(TimeSpan.FromSeconds(choices.Below(40)));
                var router = choices.Below(routers.States.Length);
                routers.FallAsleep(router);
                routers.Run(TimeSpan.FromSeconds(choices.Below(25)));
                if (choices.Chance(70))
                {
                    routers.Wake(router);
                }
            }

            for (var router = 0; router < routers.States.Length; router++)
            {
                routers.Wake(router);
            }

            routers.Run(4 * HsrpRouters.Hold);
            Assert.Equal(1, routers.Active);
            var active = Array.FindIndex(routers.States, state => state.Phase == Phase.Active);
            routers.Run(6 * HsrpRouters.Hold, () =>
                Assert.Equal(Phase.Active, routers.States[active].Phase));
        });

    [Fact]
    public void Who_was_elected_while_another_one_slept_stays_active_where_nobody_preempts() =>
        ForAll.Cases(
            Runs,
            choices => choices,
            choices =>
            {
                var routers = new HsrpRouters(
                    choices, choices.Below(2) + 2, Dialect.Repaired, preempts: false);
                routers.Run(6 * HsrpRouters.Hold);
                var slept = Array.FindIndex(routers.States, state => state.Phase == Phase.Active);
                routers.FallAsleep(slept);
                routers.Run(HsrpRouters.Hold + TimeSpan.FromSeconds(choices.Below(25)));
                var elected = Array.FindIndex(
                    routers.States,
                    state => state.Phase == Phase.Active && state != routers.States[slept]);
                Assert.True(elected >= 0 && elected != slept);

                routers.Wake(slept);
                routers.Run(6 * HsrpRouters.Hold, () =>
                    Assert.Equal(Phase.Active, routers.States[elected].Phase));
                Assert.Equal(1, routers.Active);
            });
}
