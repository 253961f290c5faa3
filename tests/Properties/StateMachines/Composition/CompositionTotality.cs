using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// The laws of machines for a member that reigns, over every input that there is: also what
/// machines hear from each other alone, said from outside.
/// </summary>
public sealed class CompositionLawsOverEveryInput()
    : MachineLaws<ClusterMemberConfig, State, Input, Output>(
        ClusterMember.Machine with
        {
            Initial = Reigning.From,
            Alphabet = ClusterInputs.All,
        },
        Reigning.Configs);

/// <summary>Every input in every state that exploration reaches.</summary>
public sealed class CompositionTotality
{
    private const int StatesMax = 300;

    /// <summary>
    /// Breadth first from every situation on: a step never throws, says why, commutes with a shift
    /// in time, and does not see what normalizing takes away.
    /// </summary>
    [Fact]
    public void Every_input_in_every_state_that_is_explored_is_a_step_that_keeps_the_laws()
    {
        var (states, cells) = (new List<(ClusterMemberConfig, State)>(), 0);
        var known = new Dictionary<ClusterMemberConfig, HashSet<State>>(
            ReferenceEqualityComparer.Instance);
        foreach (var situation in ClusterSituations.All)
        {
            Add(situation.Config, situation.State);
        }

        for (var at = 0; at < states.Count; at++)
        {
            var (config, state) = states[at];
            EarlyTicksChangeNothing(config, state);
            foreach (var letter in ClusterInputs.All)
            {
                Add(config, Keeps(config, state, letter.Make(config, state)));
                cells++;
            }

            if (Deadline(config, state) is { } due)
            {
                Add(config, Keeps(
                    config, Rebase(state, Instant.Zero - Instant.Latest(due, Instant.Zero)),
                    Machine.Tick));
            }
        }

        Assert.Equal(StatesMax, states.Count);
        Assert.True(cells > 100_000, $"{cells} cells");

        void Add(ClusterMemberConfig config, State state)
        {
            if (!known.TryGetValue(config, out var all))
            {
                known.Add(config, all = []);
            }

            // One of each kind, with its ages as they are: normalizing is what is tried.
            if (states.Count < StatesMax && all.Add(Normalize(config, state)))
            {
                states.Add((config, state));
            }
        }
    }

    private static void EarlyTicksChangeNothing(ClusterMemberConfig config, State state)
    {
        if (Deadline(config, state) is not { } due || due <= Instant.Zero)
        {
            return;
        }

        foreach (var early in (Instant[])[Instant.Zero, due - TimeSpan.FromTicks(1)])
        {
            var next = Step(config, state, early, Machine.Tick);
            Assert.Equal(state, next.State);
            Assert.Empty(next.Outputs);
        }
    }

    /// <summary>The step of an input at the origin, which keeps the laws.</summary>
    private static State Keeps(ClusterMemberConfig config, State state, Input input)
    {
        var next = Step(config, state, Instant.Zero, input);
        Assert.False(string.IsNullOrEmpty(next.Reason.Section), $"no reason: {input}");
        Assert.False(string.IsNullOrEmpty(next.Reason.Rule), $"no reason: {input}");

        var by = TimeSpan.FromHours(3);
        var later = Step(
            config, Rebase(state, by), Instant.Zero + by, Machine.RebaseInput(input, by));
        Assert.Equal(Rebase(next.State, by), later.State);
        Assert.Equal(
            next.Outputs.Select(output => Machine.RebaseOutput(output, by)), later.Outputs);
        Assert.Equal(next.Reason, later.Reason);

        var normal = Step(config, Normalize(config, state), Instant.Zero, input);
        Assert.Equal(next.Outputs, normal.Outputs);
        Assert.Equal(next.Reason, normal.Reason);
        Assert.Equal(Normalize(config, next.State), Normalize(config, normal.State));
        return next.State;
    }
}
