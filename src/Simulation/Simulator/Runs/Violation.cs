using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>Something that must never happen, and did.</summary>
/// <param name="Invariant">Its name, such as "I1a".</param>
/// <param name="At">When it was seen.</param>
/// <param name="Says">What was seen, in a line for people.</param>
public sealed record Violation(string Invariant, Instant At, string Says);
