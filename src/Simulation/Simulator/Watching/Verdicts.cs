using Holdfast.Codec;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>What watchers have found: of each invariant the first.</summary>
/// <param name="asked">The numbered invariants that are asked; none: all. What has no number, as
/// that packets flow in the end, is asked always.</param>
/// <param name="agenda">The time.</param>
/// <param name="found">Hears of each.</param>
internal sealed class Verdicts(Items<string> asked, Agenda agenda, Action<Violation> found)
{
    private readonly List<Violation> _all = [];

    public Items<Violation> All => [.. _all];

    /// <summary>Something that must not be is.</summary>
    public void Broken(string invariant, string says)
    {
        if ((asked.Count > 0 && !asked.Contains(invariant)
                && !InvariantNames.Always.Contains(invariant))
            || _all.Exists(one => one.Invariant == invariant))
        {
            return;
        }

        var violation = new Violation(invariant, agenda.Now, says);
        _all.Add(violation);
        found(violation);
    }
}
