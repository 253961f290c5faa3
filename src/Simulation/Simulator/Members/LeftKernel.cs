using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <summary>What stays in the kernel of a box when the process of a member dies there.</summary>
/// <param name="Routes">The routes of the member.</param>
/// <param name="Sas">The SAs that carry what is led to them.</param>
internal sealed record LeftKernel(Items<Route> Routes, Items<LeftSa> Sas);

/// <summary>An SA that is there, and what it is for.</summary>
/// <param name="Inbound">Where the member received.</param>
/// <param name="Remote">What is behind the peer.</param>
internal readonly record struct LeftSa(Spi Inbound, Prefix Remote);
