using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Balance.MemberDrain;

namespace Holdfast.Tests.Properties.StateMachines.Balance;

/// <summary>What a planned leave never does.</summary>
public sealed class Draining
{
    private const int Runs = 300;

    [Fact]
    public void The_place_is_given_up_only_when_the_successor_has_the_last_state() =>
        ForAll.Cases(Runs, Draw, drawn =>
        {
            // Since the push began; where traffic settles it is part of the last state.
            var isSettled = false;
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                isSettled = visit.State is State.Pushing
                    && (isSettled || visit.Input is Input.Settled || !drawn.Config.SettlesTraffic);
                if (visit.Next.Outputs.AsEnumerable().Any(output => output is Output.Yield))
                {
                    Assert.IsType<State.Pushing>(visit.State);
                    Assert.IsType<Input.Acknowledged>(visit.Input);
                    Assert.True(isSettled);
                }
            }
        });

    [Fact]
    public void Doors_are_closed_while_it_leaves_and_open_when_it_serves() => ForAll.Cases(
        Runs, Draw, drawn =>
        {
            var (areOpen, redirects) = (true, false);
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                foreach (var output in visit.Next.Outputs)
                {
                    areOpen = output is Output.OpenDoors
                        || (areOpen && output is not Output.CloseDoors);
                    redirects = output is Output.RedirectPeers
                        || (redirects && output is not Output.StopRedirects);
                }

                Assert.Equal(visit.Next.State is State.Serving, areOpen);
                Assert.True(!redirects || visit.Next.State is State.Finishing);
            }
        });

    [Fact]
    public void A_drain_ends_or_is_undone_in_time() => ForAll.Cases(
        Runs, Draw, drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                var (state, now) = (visit.Next.State, visit.Now);
                while (Deadline(drawn.Config, state) is { } due)
                {
                    now = Holdfast.StateMachines.Instant.Latest(now, due);
                    state = Step(drawn.Config, state, now, new Input.Tick()).State;
                }

                Assert.True(state is State.Serving or State.Drained);
                Assert.True(now - visit.Now <= drawn.Config.DrainedOrUndoneWithin);
            }
        });

    private static (Config Config, Moment[] History) Draw(Choices choices) =>
        (choices.Of(BalanceRuns.Drains), Moment.DrawMany(choices, Machine.Alphabet.Count));
}
