using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>
/// Two HSRP routers once more, as plainly as can be: records in a set, every event a function from
/// record to record. It shares the shipped machine with the explorer, and nothing else.
/// </summary>
internal sealed class BruteForceHsrp
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Config[] _configs;
    private readonly int _crashes;
    private readonly int _cuts;

    public BruteForceHsrp(Dialect dialect, bool preempts, int crashes, int cuts)
    {
        _crashes = crashes;
        _cuts = cuts;
        _configs = [.. Enumerable.Range(1, 2).Select(last =>
            Config.TryCreate(
                new()
                {
                    Dialect = dialect,
                    Address = HostAddress.Parse($"10.0.0.{last}"),
                    VirtualAddress = HostAddress.Parse("10.0.0.254"),
                    HelloTime = Second,
                    HoldTime = 3 * Second,
                    JitterPercent = 0,
                    Preempt = preempts,
                },
                out var config, out var error)
                ? config
                : throw new InvalidOperationException(error.ToString()))];
    }

    /// <summary>Two routers, what was heard from whom is lost, and what has broken.</summary>
    /// <param name="First">The state of the first.</param>
    /// <param name="Second">The state of the second.</param>
    /// <param name="IsFirstUp">Whether it runs.</param>
    /// <param name="IsSecondUp">Whether it runs.</param>
    /// <param name="FirstIsHeard">Whether the second hears it.</param>
    /// <param name="SecondIsHeard">Whether the first hears it.</param>
    /// <param name="Crashes">Crashes so far.</param>
    /// <param name="Cuts">Cuts so far.</param>
    public sealed record Pair(
        State First, State Second, bool IsFirstUp, bool IsSecondUp, bool FirstIsHeard,
        bool SecondIsHeard, int Crashes, int Cuts)
    {
        public State Of(int router) => router == 0 ? First : Second;

        public bool IsUp(int router) => router == 0 ? IsFirstUp : IsSecondUp;

        public int Actives => (IsFirstUp && First.Phase == Phase.Active ? 1 : 0)
            + (IsSecondUp && Second.Phase == Phase.Active ? 1 : 0);

        public bool IsGood => (!IsFirstUp && !IsSecondUp) || Actives == 1;

        public bool IsJoined => FirstIsHeard && SecondIsHeard;

        public Pair With(int router, State state) =>
            router == 0 ? this with { First = state } : this with { Second = state };

        public Pair WithUp(int router, bool isUp) =>
            router == 0 ? this with { IsFirstUp = isUp } : this with { IsSecondUp = isUp };
    }

    public Pair Start => new(Blank(0), Blank(1), false, false, true, true, 0, 0);

    /// <summary>Every pair that can be reached, in the order of a breadth-first search.</summary>
    public List<Pair> All()
    {
        var seen = new HashSet<Pair> { Start };
        var found = new List<Pair> { Start };
        for (var at = 0; at < found.Count; at++)
        {
            var pair = found[at];
            foreach (var next in Ordinary(pair).Select(one => one.Next).Concat(Faults(pair)))
            {
                if (seen.Add(next))
                {
                    found.Add(next);
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Every sequence of events that leads to a pair by as few as lead there, gone one by one: how
    /// many lead to each, and by how many events.
    /// </summary>
    public Dictionary<Pair, (long Sequences, int Events)> Permutations()
    {
        var counts = new Dictionary<Pair, (long Sequences, int Events)>();
        foreach (var pair in All())
        {
            counts[pair] = (0, counts.Count == 0 ? 0 : int.MaxValue);
        }

        foreach (var pair in counts.Keys.ToList())
        {
            foreach (var next in Following(pair))
            {
                counts[next] = (0, Math.Min(counts[next].Events, counts[pair].Events + 1));
            }
        }

        Go(Start);
        return counts;

        void Go(Pair pair)
        {
            var (sequences, events) = counts[pair];
            counts[pair] = (sequences + 1, events);
            foreach (var next in Following(pair))
            {
                if (counts[next].Events == events + 1)
                {
                    Go(next);
                }
            }
        }
    }

    // Timers that do the same, whichever is first, are one event.
    private IEnumerable<Pair> Following(Pair pair) =>
        Ordinary(pair).Select(one => one.Next).Distinct().Concat(Faults(pair));

    /// <summary>What happens without a fault, and how many seconds it takes.</summary>
    public List<(Pair Next, int Takes)> Ordinary(Pair pair)
    {
        var events = new List<(Pair, int)>();
        for (var router = 0; router < 2; router++)
        {
            if (pair.IsUp(router)
                && HsrpGroup.Deadline(_configs[router], pair.Of(router)) <= Instant.Zero)
            {
                events.AddRange(Enum.GetValues<HsrpTimer>().Select(first =>
                    (Take(pair, router, new Input.Tick(0, first)), 0)));
            }
        }

        var later = pair;
        for (var router = 0; router < 2; router++)
        {
            later = pair.IsUp(router)
                ? later.With(router, Normal(router, Rebase(pair.Of(router), -Second)))
                : later;
        }

        return events.Count == 0 && later != pair ? [(later, 1)] : events;
    }

    /// <summary>What may break, and be mended.</summary>
    public IEnumerable<Pair> Faults(Pair pair)
    {
        for (var router = 0; router < 2; router++)
        {
            if (!pair.IsUp(router))
            {
                yield return Take(pair.WithUp(router, true), router, new Input.Enable());
            }
            else if (pair.Crashes < _crashes)
            {
                yield return pair.With(router, Blank(router)).WithUp(router, false) with
                {
                    Crashes = pair.Crashes + 1,
                };
            }
        }

        if (!pair.IsJoined)
        {
            yield return pair with { FirstIsHeard = true, SecondIsHeard = true };
        }

        if (pair.Cuts == _cuts)
        {
            yield break;
        }

        if (pair.FirstIsHeard)
        {
            yield return pair with { FirstIsHeard = false, Cuts = pair.Cuts + 1 };
        }

        if (pair.SecondIsHeard)
        {
            yield return pair with { SecondIsHeard = false, Cuts = pair.Cuts + 1 };
        }

        if (pair.IsJoined)
        {
            yield return pair with
            {
                FirstIsHeard = false,
                SecondIsHeard = false,
                Cuts = pair.Cuts + 1,
            };
        }
    }

    private State Blank(int router) =>
        Normal(router, Initial(_configs[router], Instant.Zero));

    private State Normal(int router, State state) => Normalize(_configs[router], state);

    /// <summary>A router takes an input; what it says the other one hears, and so forth.</summary>
    private Pair Take(Pair pair, int router, Input input)
    {
        var next = HsrpGroup.Step(_configs[router], pair.Of(router), Instant.Zero, input);
        pair = pair.With(router, Normal(router, next.State));
        var other = 1 - router;
        var isHeard = router == 0 ? pair.FirstIsHeard : pair.SecondIsHeard;
        return isHeard && pair.IsUp(other)
            ? next.Outputs.AsEnumerable()
                .Select(output => Heard(router, output))
                .OfType<Input>()
                .Aggregate(pair, (now, heard) => Take(now, other, heard))
            : pair;
    }

    private Input? Heard(int from, Output output) => output switch
    {
        Output.SendHello(var said) => new Input.Hello(Said(from, said)),
        Output.SendCoup(var said) => new Input.Coup(Said(from, said)),
        Output.SendResign(var said) => new Input.Resign(Said(from, said)),
        Output.AnnounceVirtualAddress or Output.ClaimVirtualMac or Output.ReleaseVirtualMac => null,
    };

    private Message Said(int from, Announcement said) => new(
        new(_configs[from].Address, said.Priority), said.Phase, said.HelloTime, said.HoldTime,
        said.VirtualAddress);
}
