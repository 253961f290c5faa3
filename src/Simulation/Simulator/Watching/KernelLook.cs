using Holdfast.StateMachines.Rri;

namespace Holdfast.Simulation.Simulator;

/// <summary>What packets for a prefix meet at a member between two things that it does.</summary>
/// <param name="Who">The member.</param>
/// <param name="Prefix">The prefix.</param>
/// <param name="IsRouted">Whether a route leads it to a peer.</param>
/// <param name="HasSa">Whether there is an SA that carries what is led there.</param>
/// <param name="IsCalledFor">Whether there is to be a route: an SA stands that can carry it.
/// </param>
internal readonly record struct KernelLook(
    string Who, Prefix Prefix, bool IsRouted, bool HasSa, bool IsCalledFor);
