using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// With which reign of its nonces a member seals under the keys of each IKE SA (I1a). Keys that it
/// has made begin with reign 0, and what was taken over begins with what the plan says; whatever a
/// plan was once about begins with reign 0 never again, in the reigns without a plan too.
/// </summary>
internal sealed class SealingReigns
{
    private readonly Dictionary<KeyHandle, uint> _planned = [];
    private readonly HashSet<KeyHandle> _made = [];

    /// <summary>The reign for some keys; null: what was used of it nobody knows.</summary>
    public uint? Of(KeyHandle keys) => _planned.TryGetValue(keys, out var reign) ? reign
        : _made.Contains(keys) ? 0
        : null;

    /// <summary>A reign begins: no plan of the one before holds.</summary>
    public void Begin() => _planned.Clear();

    /// <summary>What the plan of this reign says.</summary>
    public void Plan(KeyHandle keys, uint reign)
    {
        _planned[keys] = reign;
        _made.Remove(keys);
    }

    /// <summary>This life has made them: it alone has sealed with them.</summary>
    public void Make(KeyHandle keys) => _made.Add(keys);

    /// <summary>They are gone.</summary>
    public void Forget(KeyHandle keys) => _made.Remove(keys);
}
