using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Balance.PacedWork;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Balance;

/// <summary>I32: many SAs within a stated time, and never beyond the budget.</summary>
public sealed class Pacing
{
    private const int Runs = 150;

    [Fact]
    public void Rate_burst_and_number_at_once_are_never_exceeded_whatever_happens() =>
        ForAll.Cases(
            Runs,
            choices => (
                Config: choices.Of(BalanceRuns.Budgets),
                History: Moment.DrawMany(choices, Machine.Alphabet.Count)),
            drawn =>
            {
                var (config, history) = drawn;
                List<Instant> begun = [];
                foreach (var visit in Machine.Walk(config, history))
                {
                    foreach (var output in visit.Next.Outputs)
                    {
                        if (output is Output.Begin)
                        {
                            begun.Add(visit.Now);
                        }
                    }

                    Assert.True(visit.Next.State.Running <= config.AtOnceMax);
                    Assert.Equal(
                        visit.Next.State.Running,
                        visit.Next.State.Places.Count(visit.Next.State.IsRunning));
                    Assert.Equal(
                        visit.Next.State.Waiting,
                        visit.Next.State.Places.Count(place => !visit.Next.State.IsRunning(place)));
                }

                for (var first = 0; first < begun.Count; first++)
                {
                    for (var last = first; last < begun.Count; last++)
                    {
                        Assert.True(
                            last - first + 1 <= config.BegunWithin(begun[last] - begun[first]));
                    }
                }
            });

    [Fact]
    public void All_that_ask_at_once_are_served_within_the_time_that_was_said() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(BalanceRuns.Budgets),
            Lasts: Enumerable.Range(0, choices.Below(80) + 1)
                .Select(_ => TimeSpan.FromMilliseconds(choices.Below(300))).ToArray()),
        drawn =>
        {
            var (config, lasts) = drawn;
            var order = Serve(config, lasts, Urgency.Owed, out var end);

            Assert.Equal(lasts.Length, order.Count);
            Assert.Equal(order.Order(), order);
            Assert.True(end - Instant.Zero <= config.TimeFor(lasts.Length, lasts.Max()));
        });

    [Fact]
    public void A_hundred_thousand_SAs_are_begun_at_the_rate_and_none_before()
    {
        var config = BalanceRuns.Checked(
            new PacedWork.Settings { PerSecond = 2_000, Burst = 100, AtOnceMax = 1_000 });
        var lasts = new TimeSpan[100_000];
        Array.Fill(lasts, TimeSpan.FromMilliseconds(200));
        var order = Serve(config, lasts, Urgency.Owed, out var end);

        Assert.Equal(lasts.Length, order.Count);
        var even = (lasts.Length - config.Burst) * config.Every;
        Assert.Equal(even + lasts[0], end - Instant.Zero);
        Assert.True(end - Instant.Zero <= config.TimeFor(lasts.Length, lasts[0]));
    }

    [Fact]
    public void Whoever_has_traffic_waiting_goes_before_all_that_is_only_owed()
    {
        var config = BalanceRuns.Checked(new PacedWork.Settings { PerSecond = 10, Burst = 1 });
        var state = Empty;
        for (var sa = 1UL; sa <= 50; sa++)
        {
            state = Take(config, state, new Input.Wanted(sa, Work.RekeyIkeSa, Urgency.Owed)).State;
        }

        state = Take(
            config, state, new Input.Wanted(49, Work.Reestablish, Urgency.Wanted)).State;
        var due = Deadline(config, state)!.Value;
        Assert.Equal(
            [new Output.Begin(49, Work.Reestablish)],
            Step(config, state, due, new Input.Tick()).Outputs.AsEnumerable());
    }

    [Fact]
    public void Work_that_fails_is_begun_again_behind_the_others_and_given_up_at_last()
    {
        var config = BalanceRuns.Checked(
            new PacedWork.Settings { Burst = 10, AtOnceMax = 1, TriesMax = 2 });
        var state = Take(
            config, Empty, new Input.Wanted(1, Work.RekeyChildSa, Urgency.Idle)).State;
        state = Take(
            config, state, new Input.Wanted(2, Work.RekeyChildSa, Urgency.Idle)).State;

        var next = Take(config, state, new Input.Failed(1));
        Assert.Equal(
            [new Output.Begin(2, Work.RekeyChildSa)], next.Outputs.AsEnumerable());
        next = Take(config, next.State, new Input.Done(2));
        Assert.Equal(
            [new Output.Begin(1, Work.RekeyChildSa)], next.Outputs.AsEnumerable());
        next = Take(config, next.State, new Input.Failed(1));
        Assert.Equal(
            [new Output.GiveUp(1, Work.RekeyChildSa)], next.Outputs.AsEnumerable());
        Assert.Equal((0, 0), (next.State.Waiting, next.State.Running));
    }

    [Fact]
    public void A_standby_begins_nothing_and_the_flow_is_not_forgotten()
    {
        var config = BalanceRuns.Checked(new PacedWork.Settings { PerSecond = 1, Burst = 1 });
        var state = Take(config, Empty, new Input.Wanted(1, Work.RekeyIkeSa, Urgency.Owed)).State;
        state = Take(config, state, new Input.Demoted()).State;
        Assert.Null(Deadline(config, state));
        var again = Take(config, state, new Input.Wanted(2, Work.RekeyIkeSa, Urgency.Owed));
        Assert.Empty(again.Outputs);
        Assert.Equal(Instant.Zero + config.Every, Deadline(config, again.State));
    }

    private static Next<State, Output> Take(Config config, State state, Input input) =>
        Step(config, state, Instant.Zero, input);

    /// <summary>All ask at once; the n-th exchange lasts as said. In which order they begin.
    /// </summary>
    private static List<ulong> Serve(
        Config config, TimeSpan[] lasts, Urgency urgency, out Instant end)
    {
        var state = Empty;
        var now = Instant.Zero;
        List<ulong> order = [];
        var ends = new PriorityQueue<ulong, Instant>();
        for (var sa = 0UL; sa < (ulong)lasts.Length; sa++)
        {
            Go(new Input.Wanted(sa, Work.RekeyIkeSa, urgency));
        }

        while (state.Places.Count > 0)
        {
            ends.TryPeek(out _, out var first);
            var ended = ends.Count > 0 ? first : (Instant?)null;
            now = Instant.Latest(now, Instant.Earliest(ended, Deadline(config, state))!.Value);
            if (ended <= now)
            {
                Go(new Input.Done(ends.Dequeue()));
            }
            else
            {
                Go(new Input.Tick());
            }
        }

        end = now;
        return order;

        void Go(Input input)
        {
            var next = Step(config, state, now, input);
            state = next.State;
            foreach (var output in next.Outputs)
            {
                var sa = (ulong)((Output.Begin)output).Sa;
                order.Add(sa);
                ends.Enqueue(sa, now + lasts[sa]);
            }
        }
    }
}
