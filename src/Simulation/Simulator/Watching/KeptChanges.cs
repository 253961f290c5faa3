using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Simulator.Watching;

/// <summary>
/// I36: what a member of the next version has made a fact is there by the end at every member,
/// older ones too: nobody has dropped what it did not know.
/// </summary>
/// <param name="verdicts">Where it is said.</param>
/// <param name="stage">The world.</param>
internal sealed class KeptChanges(Verdicts verdicts, Stage stage)
{
    private readonly List<(string By, Change.Unknown Change)> _facts = [];

    /// <summary>How many there are.</summary>
    public int Count => _facts.Count;

    /// <summary>It became a fact.</summary>
    public void Fact(MemberBox member, Change.Unknown change) => _facts.Add((member.Name, change));

    /// <summary>Looks at every member that runs.</summary>
    public void Look()
    {
        foreach (var box in stage.Members.Values)
        {
            if (box.Life is not { } life)
            {
                continue;
            }

            foreach (var (by, change) in _facts)
            {
                if (!life.State.Replication.Replica.Sas.Kept.Any(
                    kept => kept.Kind == change.Kind && kept.Body == change.Body))
                {
                    verdicts.Broken("I36", $"{box.Name} has lost what {by} told of {change.Body}");
                }
            }
        }
    }
}
