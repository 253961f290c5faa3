using System.Globalization;
using Holdfast.Simulation.Explorer;

namespace Holdfast.Simulation.Trace;

/// <summary>Lets a counter-example happen once more, and looks whether it is one.</summary>
internal static class Reenacting
{
    private const int NamesMax = 8;

    /// <summary>Lets it happen, up to the first event that goes another way.</summary>
    public static Reenactment Run(SuccessorRules rules, SavedTrace saved)
    {
        var walk = new Walk(rules);
        var judge = new Judge(rules, saved.Property);
        var start = (Shown: rules.Show(walk.Slots), walk.Digest);
        List<TraceEvent> events = [];
        var divergence = judge.KnowsProperty
            ? Compare(0, "the beginning", saved.StartDigest, walk.Digest)
            : new Divergence(0, $"nothing here is called {saved.Property}");
        foreach (var (wanted, digest) in saved.Events)
        {
            if (divergence is not null)
            {
                break;
            }

            if (events.Count == saved.CycleFrom)
            {
                judge.BeginCycle(walk);
            }

            judge.Before(walk, wanted);
            if (!walk.TryTake(wanted, out var taken, out var served))
            {
                divergence = Missing(events.Count + 1, wanted, walk);
                break;
            }

            judge.After(served);
            events.Add(taken!);
            divergence = Compare(events.Count, wanted.ToString(), digest, taken!.Digest);
        }

        var stem = Math.Min(events.Count, saved.CycleFrom ?? events.Count);
        return new(
            new(
                rules.Columns, rules.Unit, start.Shown, start.Digest, [.. events.Take(stem)],
                [.. events.Skip(stem)]),
            divergence,
            divergence is null && judge.IsBroken(walk));
    }

    private static Divergence? Compare(int at, string what, ulong before, ulong now) =>
        before == now
            ? null
            : new(at, string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: the state has digest {now:x16}, and had {before:x16}"));

    private static Divergence Missing(int at, WorldEvent wanted, Walk walk)
    {
        var events = walk.Events();
        var names = string.Join("; ", events.Take(NamesMax));
        var more = events.Count > NamesMax ? $"; and {events.Count - NamesMax} more" : "";
        return new(at, $"{wanted}: it cannot happen now; what can: {names}{more}");
    }
}
