using Holdfast.Codec;

namespace Holdfast.Simulation.Models;

/// <summary>A machine that runs in a world.</summary>
/// <param name="Name">What traces call it.</param>
/// <param name="Config">Its configuration; members of equal ones share what is remembered.</param>
/// <typeparam name="TConfig">The configuration of the machine.</typeparam>
public sealed record Member<TConfig>(string Name, TConfig Config);

/// <summary>Members of which none can be told from the others: they are folded.</summary>
/// <param name="Members">
/// Their indices. Equal configurations, and neither states nor inputs may name one of them.
/// </param>
public sealed record Alike(Items<int> Members);
