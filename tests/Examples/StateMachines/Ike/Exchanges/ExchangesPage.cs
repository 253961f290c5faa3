using Holdfast.StateMachines;
using Holdfast.StateMachines.Graphs;
using static Holdfast.StateMachines.Ike.IkeExchanges;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Examples.StateMachines.Ike.Exchanges;

/// <summary>
/// docs/machines/IkeExchanges.md. Rekeys follow rekeys without end, so the page shows one state of
/// each kind, and a kind is what its rules look at first.
/// </summary>
public sealed class ExchangesPage
{
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    [Fact]
    public void The_page_of_IkeExchanges_is_what_it_does() => MachinePage.IsUpToDate(
        Explored,
        "What is made, rekeyed and deleted under a standing IKE SA, in both roles, RFC 7296 §1.3 "
        + "and §1.4, and what becomes of it where both sides begin at once (§2.8, §2.25). Each "
        + "side has one exchange under way at most: a phase is the IKE SA, how far ours is, and "
        + "how far the peer's is. Here with two CHILD SAs at most, 1 unit until a refused wish is "
        + "tried again, 2 until a replaced IKE SA goes.",
        $"{Explored.States.Count} kinds of states. Of each kind the first state is shown that its "
        + "inputs and time reach: a kind is the phase, what we want, whom the peer's exchange "
        + "concerns, and whether wishes or requests wait; generated and checked by the tests.");

    [Fact]
    public void Every_phase_has_every_input()
    {
        Assert.Contains("StandingAskingResponding", Explored.DistinctPhases);
        foreach (var phase in Explored.DistinctPhases)
        {
            var letters = Explored.Steps
                .Where(step => step.Letter is not null && Explored.Phases[step.From] == phase)
                .Select(step => step.Letter).Distinct();
            Assert.Superset(
                Machine.Alphabet.Select(letter => letter.Name).ToHashSet(), letters.ToHashSet()!);
        }
    }

    private static LocalGraph<State, Output> Explored { get; } = Explore();

    private static LocalGraph<State, Output> Explore()
    {
        var config = ExchangeCases.Checked(new()
        {
            ChildrenMax = 2,
            WaitingMax = 1,
            HeldMax = 1,
            RetryAfter = Unit,
            RetriesMax = 1,
            LingerFor = 2 * Unit,
        });
        var states = new List<State>();
        var kinds = new Dictionary<object, int>();
        var steps = new List<LocalStep<Output>>();
        Add(Machine.Initial(config, Instant.Zero));
        for (var at = 0; at < states.Count; at++)
        {
            foreach (var letter in Machine.Alphabet)
            {
                Try(at, letter.Name, letter.Make(config, states[at]));
            }

            if (Machine.Deadline(config, states[at]) <= Instant.Zero)
            {
                Try(at, LocalExploration.TickName, Machine.Tick);
            }
            else
            {
                steps.Add(new(at, null, Add(Machine.Rebase(states[at], -Unit)), default, default));
            }
        }

        return new(
            Machine.Name, [.. states], [.. states.Select(Machine.PhaseOf)], [.. steps],
            IsComplete: true);

        void Try(int from, string letter, Input input)
        {
            var next = Machine.Step(config, states[from], Instant.Zero, input);
            steps.Add(new(from, letter, Add(next.State), next.Outputs, next.Reason));
        }

        int Add(State state)
        {
            state = Machine.Normalize(config, state);
            var kind = KindOf(state);
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
    private static object KindOf(State state) => (
        Machine.PhaseOf(state),
        state is State.Standing standing
            ? (
                standing.Sa.IsContested, WishOf(standing.Ours),
                RivalOf(standing.Ours), MadeBy(standing.Theirs), standing.Waiting.Count > 0,
                standing.Held.Count > 0)
            : default);

    private static Type? WishOf(Ours ours) => TaskOf(ours)?.Wish.GetType();

    private static bool RivalOf(Ours ours) => TaskOf(ours)?.Rival is not null;

    private static Holdfast.StateMachines.Ike.ExchangeTask? TaskOf(Ours ours) => ours switch
    {
        Ours.Idle => null,
        Ours.Preparing(var task, _) => task,
        Ours.Asking(var task, _) => task,
        Ours.Completing(var task, _, _) => task,
        Ours.Ready(var task, _, _) => task,
        Ours.Committing(var task, _, _) => task,
        _ => throw new InvalidOperationException(),
    };

    private static Type? MadeBy(Theirs theirs) => theirs switch
    {
        Theirs.Idle => null,
        Theirs.Responding(_, _, var made) => made.GetType(),
        Theirs.Committing(_, var facts) => facts.Count == 0 ? null : facts[0].GetType(),
        _ => throw new InvalidOperationException(),
    };
}
