using Holdfast.Codec;

namespace Holdfast.Simulation.Models;

/// <summary>A machine that runs in a world.</summary>
/// <param name="Name">What traces call it.</param>
/// <param name="Config">Its configuration; members of equal ones share what is remembered.</param>
/// <typeparam name="TConfig">The configuration of the machine.</typeparam>
public sealed record Member<TConfig>(string Name, TConfig Config);
