using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Properties.StateMachines.Hsrp;

/// <summary>RFC 2281 §5.3: one active router, transient conditions excluded.</summary>
public sealed class Rfc2281_5_3_ActiveRouters
{
    private const int Runs = 200;

    // Of those, so many times at least, where cases are drawn as often as usual.
    private const int BecameMin = 100;
    private const int ContestedMin = 5;

    /// <summary>I9, I10: after the last fault there is one active router, and it stays.</summary>
    [Fact]
    [Requirement("RFC2281-5.3-a")]
    public void After_losses_and_crashes_exactly_one_router_is_active_again() => ForAll.Cases(
        Runs,
        choices => choices,
        choices =>
        {
            var preempts = choices.Chance(50);
            var routers = new HsrpRouters(
                choices, choices.Below(3) + 1, Dialect.Repaired, preempts)
            {
                LossPercent = choices.Below(90),
            };
            for (var fault = choices.Below(6); fault > 0; fault--)
            {
                routers.Run(TimeSpan.FromSeconds(choices.Below(25)));
                var router = choices.Below(routers.States.Length);
                if (choices.Chance(50))
                {
                    routers.Crash(router);
                }
                else
                {
                    routers.Restart(router);
                }
            }

            routers.LossPercent = 0;
            routers.Run(4 * HsrpRouters.Hold);
            Assert.Equal(1, routers.Active);
            var active = Array.FindIndex(routers.States, state => state.Phase == Phase.Active);
            Assert.True(!preempts || active == routers.Best);

            routers.Run(6 * HsrpRouters.Hold, () =>
                Assert.Equal(Phase.Active, routers.States[active].Phase));
            Assert.Equal(1, routers.Active);
        });

    /// <summary>I10: the canary. To the letter, a group stays without an active router.</summary>
    [Fact]
    public void To_the_letter_of_the_table_a_group_stays_without_an_active_router()
    {
        var stuck = Lone(Dialect.Rfc2281Literal);
        Assert.Equal(Phase.Standby, stuck.Phase);
        Assert.Null(stuck.Timers.Active);

        Assert.Equal(Phase.Active, Lone(Dialect.Repaired).Phase);
    }

    /// <summary>I11.</summary>
    [Fact]
    [Requirement("RFC2281-6.1-a")]
    [Requirement("RFC2281-6.1-b")]
    public void The_virtual_MAC_address_is_taken_and_used_by_an_active_router_alone() =>
        ForAll.Cases(
            Runs,
            HsrpLaws.Draw,
            drawn =>
            {
                var holds = false;
                foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
                {
                    foreach (var output in visit.Next.Outputs)
                    {
                        switch (output)
                        {
                            case Output.ClaimVirtualMac:
                                Assert.False(holds);
                                holds = true;
                                break;
                            case Output.ReleaseVirtualMac:
                                Assert.True(holds);
                                holds = false;
                                break;
                            case Output.SendHello(var said):
                                Assert.Equal(
                                    holds && !drawn.Config.UseBurnedInAddress,
                                    said.FromVirtualMac);
                                Assert.Equal(holds, said.Phase == Phase.Active);
                                break;
                            case Output.SendResign(var said):
                                Assert.False(said.FromVirtualMac);
                                break;
                        }
                    }

                    Assert.Equal(visit.Next.State.Phase == Phase.Active, holds);
                }
            });

    /// <summary>I12. Of a contest the table of the RFC, to the letter, tells nobody.</summary>
    [Fact]
    public void Whoever_becomes_active_or_stays_it_against_another_one_announces_the_address()
    {
        var (became, contested) = (0, 0);
        ForAll.Cases(
            5 * Runs,
            HsrpLaws.Draw,
            drawn =>
            {
                foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
                {
                    var was = visit.State.Phase == Phase.Active;
                    var isNow = visit.Next.State.Phase == Phase.Active;
                    var isContested = was && drawn.Config.Dialect == Dialect.Repaired
                        && visit.Input is Input.Hello { Message.Phase: Phase.Active };
                    became += isNow && !was ? 1 : 0;
                    contested += isNow && isContested ? 1 : 0;
                    Assert.True(
                        !isNow || (was && !isContested) || visit.Next.Outputs.AsEnumerable()
                            .Any(output => output is Output.AnnounceVirtualAddress),
                        $"{visit.State.Phase} {visit.Input}");
                }
            });
        Assert.True(became >= BecameMin * PropertyRuns.Factor, $"{became} became active");
        Assert.True(contested >= ContestedMin * PropertyRuns.Factor, $"{contested} contested");
    }

    [Fact]
    [Requirement("RFC2281-5.2-a")]
    public void A_Coup_is_sent_only_by_a_router_that_beats_the_active_one() => ForAll.Cases(
        Runs,
        HsrpLaws.Draw,
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History)
                .Where(visit => visit.Next.Outputs.AsEnumerable()
                    .Any(output => output is Output.SendCoup)))
            {
                var heard = Assert.IsType<Input.Hello>(visit.Input).Message;
                Assert.Equal(Phase.Active, heard.Phase);
                Assert.True(visit.State.Phase == Phase.Active || drawn.Config.Preempt);
                Assert.True(
                    (PriorityOf(drawn.Config, visit.State), drawn.Config.Address)
                        .CompareTo((heard.From.Priority, heard.From.Address)) > 0);
            }
        });

    [Fact]
    [Requirement("RFC2281-5.4-a")]
    public void Hellos_come_early_by_no_more_than_the_jitter_and_never_late() => ForAll.Cases(
        Runs,
        choices => (ushort)choices.Below(1_500),
        jitter =>
        {
            var config = HsrpLaws.Configs[0];
            var state = Initial(config, Instant.Zero) with
            {
                Phase = Phase.Active,
                Timers = new(null, null, Instant.Zero),
            };
            var next = HsrpGroup.Step(config, state, Instant.Zero, new Input.Tick(jitter));
            var wait = next.State.Timers.Hello!.Value - Instant.Zero;
            Assert.InRange(wait, TimeSpan.FromSeconds(2.7), TimeSpan.FromSeconds(3));
        });

    /// <summary>One router, both timers due at once, the Standby timer served first.</summary>
    private static State Lone(Dialect dialect)
    {
        var config = HsrpRouters.Checked(new()
        {
            Dialect = dialect,
            Address = HostAddress.Parse("10.0.0.1"),
            VirtualAddress = HostAddress.Parse("10.0.0.254"),
        });
        var now = Instant.Zero;
        var state = HsrpGroup.Step(
            config, Initial(config, now), now, new Input.Enable()).State;
        for (var ticks = 0; ticks < 200 && Deadline(config, state) is { } due; ticks++)
        {
            now = due;
            state = HsrpGroup.Step(
                config, state, now, new Input.Tick(0, HsrpTimer.Standby)).State;
        }

        return state;
    }
}
