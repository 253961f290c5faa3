using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// The situations that a member knows: the first state of each phase and of each case of the state
/// of each of its machines, in which it is found. Histories of two members come first, then what
/// single inputs and time make of the situations that these have shown.
/// </summary>
internal static partial class ClusterSituations
{
    private static readonly Lazy<IReadOnlyList<Situation>> Found = new(Find);

    /// <summary>A situation; now is the origin.</summary>
    /// <param name="Shows">What is seen in it first.</param>
    /// <param name="Config">Of the member.</param>
    /// <param name="State">The member.</param>
    internal sealed record Situation(string Shows, ClusterMemberConfig Config, State State);

    /// <summary>All of them, always in the same order.</summary>
    public static IReadOnlyList<Situation> All => Found.Value;

    /// <summary>What a state shows: its phase, and the state of each machine.</summary>
    public static IEnumerable<string> ShownBy(State state)
    {
        yield return PhaseOf(state);
        yield return Case(Part.Links, state.Links);
        yield return Case(Part.Drain, state.Drain);
        yield return Case(Part.Foreign, state.Foreign);
        yield return $"{Part.Routes}.{state.Routes.Role}";
        foreach (var part in ((Part, object?)[])
            [
                (Part.TokenMaker, state.Tokens?.Maker),
                .. state.Nhrp?.Registrations.Select(one => (Part.NhrpRegistration, (object?)one))
                    ?? [],
                .. state.Nhrp?.Shortcuts.Select(way => (Part.NhrpShortcut, (object?)way.State))
                    ?? [],
                .. state.Sas.SelectMany(sa => ((Part, object?)[])
                    [
                        (Part.Liveness, sa.Liveness), (Part.Dpd, sa.Dpd),
                        (Part.MessageIds, sa.MessageIds), (Part.MessageIdSync, sa.Sync),
                        (Part.Redirection, sa.Client), (Part.TokenTaker, sa.Taker),
                    ]),
            ])
        {
            if (part.Item2 is { } one)
            {
                yield return Case(part.Item1, one);
            }
        }

        foreach (var (part, work) in ((Part, PacedWork.State)[])
            [
                (Part.Rekeys, state.Rekeys), (Part.Reestablishments, state.Reestablishments),
                (Part.Redirects, state.Redirects),
            ])
        {
            if (work.Places.Count > 0)
            {
                yield return $"{part}: {(work.Places.Any(work.IsRunning) ? "running" : "waiting")}";
            }
        }

        if (state.Nhrp?.Hub is { Spokes.Count: > 0 })
        {
            yield return $"{Part.NhrpServer}: a spoke";
        }

        if (state.Tokens is { Barrier: not null })
        {
            yield return "a question waits";
        }

        if (state.Held.Count > 0)
        {
            yield return "a fact of its own waits";
        }
    }

    private static string Case(Part part, object state) => $"{part}.{state.GetType().Name}";

    private static List<Situation> Find()
    {
        const int statesMax = 600;
        var found = new List<Situation>();
        var shown = new HashSet<string>();
        var known = new Dictionary<ClusterMemberConfig, HashSet<State>>(
            ReferenceEqualityComparer.Instance);
        var queue = new Queue<(ClusterMemberConfig Config, State State)>();
        foreach (var (_, play) in Histories())
        {
            play((world, host, _, _) => Look(host.Config, host.State, world.Now));
        }

        // From what the histories have shown first on, breadth first.
        queue.Clear();
        foreach (var situation in found)
        {
            queue.Enqueue((situation.Config, situation.State));
        }

        for (var at = 0; at < statesMax && queue.TryDequeue(out var one); at++)
        {
            foreach (var letter in Machine.Alphabet)
            {
                Try(one, letter.Make(one.Config, one.State), Instant.Zero);
            }

            if (Deadline(one.Config, one.State) is { } due)
            {
                Try(one, new Input.Tick(), Instant.Latest(due, Instant.Zero));
            }
        }

        return found;

        void Try((ClusterMemberConfig Config, State State) one, Input input, Instant now) =>
            Look(one.Config, Step(one.Config, one.State, now, input).State, now);

        void Look(ClusterMemberConfig config, State state, Instant now)
        {
            var canonical = Normalize(config, Rebase(state, Instant.Zero - now));
            if (!known.TryGetValue(config, out var states))
            {
                known.Add(config, states = []);
            }

            if (!states.Add(canonical))
            {
                return;
            }

            queue.Enqueue((config, canonical));
            var news = ShownBy(canonical).Where(shown.Add).Distinct().ToList();
            if (news.Count > 0)
            {
                found.Add(new(string.Join(", ", news), config, canonical));
            }
        }
    }
}
