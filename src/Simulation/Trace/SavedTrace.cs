using Holdfast.Codec;
using Holdfast.Simulation.Faults;

namespace Holdfast.Simulation.Trace;

/// <summary>A counter-example as a file holds it: enough to let it happen once more.</summary>
/// <param name="Scenario">The name of the scenario.</param>
/// <param name="Faults">Its budgets.</param>
/// <param name="Property">The invariant or goal that it breaks.</param>
/// <param name="StartDigest">The digest of the beginning.</param>
/// <param name="Events">The events.</param>
/// <param name="CycleFrom">From which of them on everything repeats; null: it ends.</param>
public sealed record SavedTrace(
    string Scenario, Items<Budget> Faults, string Property, ulong StartDigest,
    Items<SavedEvent> Events, int? CycleFrom);

/// <summary>An event, and the digest of the state afterwards.</summary>
public sealed record SavedEvent(WorldEvent Event, ulong Digest);

/// <summary>What came of a counter-example that was let happen once more.</summary>
/// <param name="Trace">What happened this time, as far as it came.</param>
/// <param name="Divergence">Where it went another way; null: it went as before.</param>
/// <param name="IsBroken">Whether the property was broken again.</param>
public sealed record Reenactment(
    Counterexample Trace, Divergence? Divergence, bool IsBroken);

/// <summary>The first event that did not happen as before.</summary>
/// <param name="At">Its number from 1; 0: the beginning.</param>
/// <param name="What">What was different.</param>
public sealed record Divergence(int At, string What);
