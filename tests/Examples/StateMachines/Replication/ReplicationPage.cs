using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Graphs;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>
/// docs/machines/SaReplication.md. Logs, reigns and spells only grow, so the machine has no finite
/// set of states; the page shows one state of each kind, and a kind is what its rules look at.
/// </summary>
public sealed class ReplicationPage
{
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly TimeSpan Nap = TimeSpan.FromTicks(4);

    [Fact]
    public void The_page_of_SaReplication_is_what_it_does() => MachinePage.IsUpToDate(
        Explored,
        "SA replication, RFC 6027 §3: one member reigns and decides facts, the others fold them. "
        + "Here one of two members, with a heartbeat in each unit of time, synced for 6 and stale "
        + "for 9; whoever reigns may sleep longer than it may.",
        $"{Explored.States.Count} kinds of states. Logs, reigns and spells grow without end, so "
        + "of each kind the first state is shown that its inputs and time reach: a kind is the "
        + "role, what it waits for, what it knows of the other one, and when something is due; "
        + "generated and checked by the tests.");

    [Fact]
    public void Every_phase_and_every_input_is_on_the_page()
    {
        Assert.Equal(
            ["Active", "Empty", "Joining", "Promoting", "Proving", "Solo", "Stale", "Synced"],
            Explored.DistinctPhases.Order(StringComparer.Ordinal));
        foreach (var phase in Explored.DistinctPhases)
        {
            var letters = Explored.Steps
                .Where(step => step.Letter is not null && Explored.Phases[step.From] == phase)
                .Select(step => step.Letter).Distinct();
            Assert.Superset(
                Machine.Alphabet.Select(letter => letter.Name).ToHashSet(),
                letters.ToHashSet()!);
        }
    }

    [Fact]
    public void Graphviz_draws_the_same_phases()
    {
        var text = GraphText.Graphviz(Explored);
        Assert.All(
            Explored.DistinctPhases,
            phase => Assert.Contains($" -> {phase} ", text, StringComparison.Ordinal));
    }

    private static LocalGraph<State, Output> Explored { get; } = Explore();

    private static LocalGraph<State, Output> Explore()
    {
        var config = Config.Create(new()
        {
            Heartbeat = Unit,
            SilentAfter = 2 * Unit,
            DetectWithin = Unit,
            SyncedFor = 6 * Unit,
            HoldTime = 2 * Unit,
            StaleFor = 9 * Unit,
            GatherFor = Unit,
            DigestEvery = 1,
        });
        var machine = Machine;
        var states = new List<State>();
        var kinds = new Dictionary<object, int>();
        var steps = new List<LocalStep<Output>>();
        Add(machine.Initial(config, Instant.Zero));
        for (var at = 0; at < states.Count; at++)
        {
            var state = states[at];
            foreach (var letter in machine.Alphabet)
            {
                Try(at, letter.Name, letter.Make(config, state));
            }

            if (machine.Deadline(config, state) <= Instant.Zero)
            {
                Try(at, LocalExploration.TickName, machine.Tick);
            }
            else
            {
                steps.Add(new(at, null, Add(machine.Rebase(state, -Unit)), default, default));
            }

            // Whoever reigns may sleep over what is due: it asks before it goes on.
            if (state.Role is Role.Active)
            {
                steps.Add(new(at, null, Add(machine.Rebase(state, -Nap)), default, default));
            }
        }

        return new(
            machine.Name, [.. states], [.. states.Select(machine.PhaseOf)], [.. steps],
            IsComplete: true);

        void Try(int from, string letter, Input input)
        {
            var next = machine.Step(config, states[from], Instant.Zero, input);
            steps.Add(new(from, letter, Add(next.State), next.Outputs, next.Reason));
        }

        int Add(State state)
        {
            state = machine.Normalize(config, state);
            var kind = KindOf(config, state);
            if (!kinds.TryGetValue(kind, out var number))
            {
                number = states.Count;
                kinds.Add(kind, number);
                states.Add(state);
            }

            return number;
        }
    }

    /// <summary>What tells states apart on the page.</summary>
    private static object KindOf(Config config, State state) => (
        PhaseOf(state),
        state.HasAuthority,
        state.Seen.IsSome && state.Seen.Epoch.Member == config.Settings.Member,
        Math.Min(state.Replica.Index, 2),
        state.Replica.Sas.HasNoSa,
        Deadline(config, state)?.Ticks,
        state.Role switch
        {
            Role.Standby standby => (object)(
                standby.Reign.IsSome, standby.IsOver, standby.Fenced.Count,
                AgeOf(standby.Standing)),
            Role.Promoting promoting => (
                promoting.IsPersisted, promoting.Answers.Count, promoting.Fetch is null,
                promoting.Before.IsOver, AgeOf(promoting.Before.Standing)),
            Role.Active active => (
                ViewOf(active.Views[0], state.Replica), Math.Min(active.Proposals.Count, 2),
                Math.Min(active.Tickets.Count, 1)),
            Role.Proving proving => (
                proving.Proved.Count, ViewOf(proving.Paused.Views[0], state.Replica)),
        });

    private static object AgeOf(Standing standing) => standing switch
    {
        Standing.Empty => 0,
        Standing.Joining joining => (joining.Transfer?.Next, joining.Since?.Ticks),
        Standing.Stale stale => stale.Since?.Ticks ?? long.MinValue,
        Standing.Synced synced => synced.From.Ticks,
    };

    private static object ViewOf(StandbyView view, Replica replica) => (
        view.Place, view.Match == replica.Index, view.Follows, view.Holds, view.AckedAt.Ticks,
        view.Snapshot is null);
}
