using Holdfast.StateMachines;
using Holdfast.Tests.Properties.Codec.Samples;
using Registration = Holdfast.StateMachines.Nhrp.NhrpRegistration;
using Server = Holdfast.StateMachines.Nhrp.NhrpServer;
using Shortcut = Holdfast.StateMachines.Nhrp.NhrpShortcut;

namespace Holdfast.Tests.Properties.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.2: when there is a shortcut, and who hears of its end.</summary>
public sealed class Rfc2332_5_Shortcuts
{
    private const int Runs = 300;

    /// <summary>I34.</summary>
    [Fact]
    public void A_shortcut_is_installed_only_while_its_SA_is_up() => ForAll.Cases(
        Runs, DrawShortcut, drawn =>
        {
            var (isUp, isInstalled) = (false, false);
            foreach (var visit in Shortcut.Machine.Walk(drawn.Config, drawn.History))
            {
                // The letters' only SA that goes down is that of the nearer router.
                isUp = visit.Input switch
                {
                    Shortcut.Input.SaUp => true,
                    Shortcut.Input.SaDown => false,
                    _ => isUp,
                };
                foreach (var output in visit.Next.Outputs)
                {
                    if (output is Shortcut.Output.Install(var binding))
                    {
                        Assert.False(isInstalled);
                        Assert.Equal(
                            new Shortcut.Input.SaUp(binding.Nbma), visit.Input);
                        isInstalled = true;
                    }

                    if (output is Shortcut.Output.Withdraw)
                    {
                        Assert.True(isInstalled);
                        isInstalled = false;
                    }
                }

                Assert.Equal(
                    isInstalled,
                    visit.Next.State is Shortcut.State.Live or Shortcut.State.Refreshing);
                if (visit.Input is Shortcut.Input.SaDown(var nbma)
                    && BindingOf(visit.State) == nbma)
                {
                    Assert.False(isInstalled);
                }
            }
        });

    [Fact]
    [Requirement("RFC2332-5.2.5-a")]
    public void Whoever_withdraws_a_shortcut_tells_the_other_end_or_was_told_by_it() =>
        ForAll.Cases(Runs, DrawShortcut, drawn =>
        {
            foreach (var visit in Shortcut.Machine.Walk(drawn.Config, drawn.History))
            {
                var outputs = visit.Next.Outputs.AsEnumerable().ToList();
                var withdraws = outputs.Any(output => output is Shortcut.Output.Withdraw);
                var purges = outputs.Any(output => output is Shortcut.Output.SendPurge)
                    && visit.Next.State.Purge is { Sent: 1 };
                Assert.True(!withdraws || purges || visit.Input is Shortcut.Input.Purged);
                Assert.True(!purges || withdraws || visit.State is Shortcut.State.Opening);
                Assert.Equal(
                    visit.Input is Shortcut.Input.Purged,
                    outputs.Any(output => output is Shortcut.Output.AnswerPurge));
            }
        });

    [Fact]
    public void A_hub_that_is_lost_changes_no_shortcut() => ForAll.Cases(
        Runs, DrawShortcut, drawn =>
        {
            foreach (var visit in Shortcut.Machine.Walk(drawn.Config, drawn.History))
            {
                var lost = Shortcut.Step(
                    drawn.Config, visit.State, visit.Now, new Shortcut.Input.HubLost());
                Assert.Equal(visit.State, lost.State);
                Assert.Empty(lost.Outputs);
            }
        });

    [Fact]
    [Requirement("RFC2332-5.2.3-a")]
    public void A_hub_is_usable_from_its_answer_to_the_end_of_the_SA_or_the_holding_time() =>
        ForAll.Cases(
            Runs,
            choices => (
                Config: choices.Of(NhrpRuns.Registrations),
                History: Moment.DrawMany(choices, Registration.Machine.Alphabet.Count)),
            drawn =>
            {
                var isUsable = false;
                foreach (var visit in Registration.Machine.Walk(drawn.Config, drawn.History))
                {
                    foreach (var output in visit.Next.Outputs)
                    {
                        isUsable = output is Registration.Output.HubUsable
                            || (isUsable && output is not Registration.Output.HubLost);
                        Assert.True(
                            output is not Registration.Output.SendRequest
                            || visit.Next.State is not Registration.State.Down);
                    }

                    Assert.Equal(
                        isUsable,
                        visit.Next.State
                            is Registration.State.Registered or Registration.State.Renewing);
                }
            });

    [Fact]
    [Requirement("RFC2332-5.2.5-b")]
    public void Everybody_who_was_told_of_a_spoke_hears_of_its_end() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(NhrpRuns.Servers),
            History: Moment.DrawMany(choices, Server.Machine.Alphabet.Count)),
        drawn =>
        {
            foreach (var visit in Server.Machine.Walk(drawn.Config, drawn.History))
            {
                var purges = visit.Next.Outputs.AsEnumerable()
                    .OfType<Server.Output.SendPurge>()
                    .Select(purge => (purge.To, purge.About)).ToList();
                foreach (var spoke in visit.State.Spokes)
                {
                    var isThere = visit.Next.State.Spokes.Any(
                        next => next.Address == spoke.Address && next.Nbma == spoke.Nbma);
                    if (!isThere)
                    {
                        Assert.All(
                            spoke.Told,
                            told => Assert.Contains((told, spoke.Address), purges));
                    }
                }

                Assert.True(visit.Next.State.Spokes.Count <= drawn.Config.SpokesMax);
            }
        });

    /// <summary>FRR#4845: one end stayed on the shortcut, the other went by the hub.</summary>
    [Fact]
    public void Once_an_SA_is_gone_at_one_end_no_end_has_a_shortcut_over_it() => ForAll.Cases(
        Runs,
        choices => Enumerable.Range(0, choices.Below(40))
            .Select(_ => (What: choices.Below(7), Who: choices.Below(2))).ToArray(),
        steps =>
        {
            var world = new DmvpnWorld();
            foreach (var (what, who) in steps)
            {
                world.Change(what, who);
            }

            world.Settle();
            Assert.True(world.IsSaUp || (!world.IsInstalled(0) && !world.IsInstalled(1)));
        });

    private static HostAddress? BindingOf(Shortcut.State state) => state switch
    {
        Shortcut.State.Live live => live.Binding.Nbma,
        Shortcut.State.Refreshing refreshing => refreshing.Binding.Nbma,
        _ => null,
    };

    private static (Shortcut.Config Config, Moment[] History) DrawShortcut(Choices choices) => (
        choices.Of(NhrpRuns.Shortcuts),
        [
            new Moment(Gap.None, 0, 0),
            new Moment(Gap.None, 0, 1),
            new Moment(Gap.None, 0, 2),
            new Moment(Gap.None, 0, 6),
            .. Moment.DrawMany(choices, Shortcut.Machine.Alphabet.Count),
        ]);
}
