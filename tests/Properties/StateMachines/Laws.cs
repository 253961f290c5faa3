using Holdfast.StateMachines;

namespace Holdfast.Tests.Properties.StateMachines;

/// <summary>The laws that every machine keeps, each over a history.</summary>
internal static class Laws
{
    /// <summary>A machine that is still due after so many ticks at one instant never rests.
    /// </summary>
    private const int TicksAtOnceMax = 16;

    public static void StepIsTotal<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        Moment[] history)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        foreach (var visit in machine.Walk(config, history))
        {
            var inputs = machine.Alphabet
                .Select(letter => letter.Make(config, visit.State))
                .Append(machine.Tick);
            foreach (var input in inputs)
            {
                StepTakes(machine, config, visit.State, visit.Now, input);
            }
        }
    }

    /// <summary>The next state, whatever the input is.</summary>
    public static TState StepTakes<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config, TState state, Instant now, TInput input)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        var next = machine.Step(config, state, now, input);
        Assert.NotNull((object)next.State);
        Assert.All(next.Outputs, output => Assert.NotNull((object)output));
        Assert.False(string.IsNullOrEmpty(next.Reason.Section), $"no reason: {input}");
        Assert.False(string.IsNullOrEmpty(next.Reason.Rule), $"no reason: {input}");
        _ = machine.Deadline(config, next.State);
        return next.State;
    }

    public static void EarlyTicksChangeNothing<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        Moment[] history)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        foreach (var visit in machine.Walk(config, history))
        {
            if (machine.Deadline(config, visit.State) is { } due && due <= visit.Now)
            {
                continue;
            }

            var next = machine.Step(config, visit.State, visit.Now, machine.Tick);
            Assert.Equal(visit.State, next.State);
            Assert.Empty(next.Outputs);
        }
    }

    public static void AHistoryReplays<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        Moment[] history)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        var once = machine.Walk(config, history).ToList();
        var again = machine.Walk(config, history).ToList();
        Assert.Equal(once, again);
        Assert.Equal(
            once.Select(visit => visit.Next.State.GetHashCode()),
            again.Select(visit => visit.Next.State.GetHashCode()));
    }

    public static void StepsCommuteWithRebase<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        Moment[] history,
        TimeSpan by)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        foreach (var visit in machine.Walk(config, history))
        {
            var moved = machine.Rebase(visit.State, by);
            Assert.Equal(
                machine.Deadline(config, visit.State) + by, machine.Deadline(config, moved));

            var next = machine.Step(
                config, moved, visit.Now + by, machine.RebaseInput(visit.Input, by));
            Assert.Equal(machine.Rebase(visit.Next.State, by), next.State);
            Assert.Equal(
                visit.Next.Outputs.Select(output => machine.RebaseOutput(output, by)),
                next.Outputs);
            Assert.Equal(visit.Next.Reason, next.Reason);
        }
    }

    public static void NormalizeIsNotSeen<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        Moment[] history,
        Moment last)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        foreach (var visit in machine.Walk(config, history))
        {
            var state = machine.Rebase(visit.State, Instant.Zero - visit.Now);
            var normal = machine.Normalize(config, state);
            Assert.Equal(normal, machine.Normalize(config, normal));

            var due = machine.Deadline(config, state);
            Assert.Equal(NotBeforeNow(due), NotBeforeNow(machine.Deadline(config, normal)));

            var now = last.After(Instant.Zero, due);
            var input = last.Letter < machine.Alphabet.Count
                ? machine.Alphabet[last.Letter].Make(config, state)
                : machine.Tick;
            var one = machine.Step(config, state, now, input);
            var other = machine.Step(config, normal, now, input);
            Assert.Equal(one.Outputs, other.Outputs);
            Assert.Equal(one.Reason, other.Reason);
            Assert.Equal(
                machine.Normalize(config, machine.Rebase(one.State, Instant.Zero - now)),
                machine.Normalize(config, machine.Rebase(other.State, Instant.Zero - now)));
        }
    }

    public static void TicksComeToRest<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        Moment[] history)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        foreach (var visit in machine.Walk(config, history))
        {
            var state = visit.Next.State;
            for (var ticks = 0; machine.Deadline(config, state) <= visit.Now; ticks++)
            {
                Assert.True(ticks < TicksAtOnceMax, $"{state} is due for ever");
                state = machine.Step(config, state, visit.Now, machine.Tick).State;
            }
        }
    }

    public static void TerminalStatesAreLeftByNothing<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        Moment[] history)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        foreach (var visit in machine.Walk(config, history)
            .Where(visit => machine.IsTerminal(visit.State)))
        {
            Assert.Null(machine.Deadline(config, visit.State));
            Assert.Equal(visit.State, visit.Next.State);
        }
    }

    public static void LettersDoNotSeeWhereCountersStand<TConfig, TState, TInput, TOutput>(
        Machine<TConfig, TState, TInput, TOutput> machine,
        TConfig config,
        Moment[] history)
        where TState : notnull where TInput : notnull where TOutput : notnull
    {
        foreach (var visit in machine.Walk(config, history))
        {
            var counted = machine.Recount(visit.State);
            Assert.Equal(counted, machine.Recount(counted));
            Assert.Equal(
                machine.Deadline(config, visit.State), machine.Deadline(config, counted));
            foreach (var letter in machine.Alphabet)
            {
                var one = machine.Step(
                    config, visit.State, visit.Now, letter.Make(config, visit.State));
                var other = machine.Step(config, counted, visit.Now, letter.Make(config, counted));
                Assert.Equal(machine.Recount(one.State), machine.Recount(other.State));
                Assert.Equal(one.Reason, other.Reason);
                Assert.Equal(
                    one.Outputs.AsEnumerable().Select(output => output.GetType()),
                    other.Outputs.AsEnumerable().Select(output => output.GetType()));
            }
        }
    }

    private static Instant? NotBeforeNow(Instant? deadline) =>
        deadline is { } due ? Instant.Latest(due, Instant.Zero) : null;
}
