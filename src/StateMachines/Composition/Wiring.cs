using Holdfast.Codec;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// The order in which outputs of machines become inputs of others, as a table to read. Each output
/// of each machine has a row; rows with one output are carried out from above to below, and a test
/// compares the table with what steps do.
/// </summary>
public static class Wiring
{
    /// <summary>What is read off the state of a machine: the facts that a step has changed.
    /// </summary>
    public const string Facts = "(facts)";

    /// <summary>Read off: another member's term is followed.</summary>
    public const string OtherTerm = "(another reigns)";

    /// <summary>It has slept, and reigns still, or begins to again.</summary>
    public const string NobodyElse = "(nobody else reigns)";

    /// <summary>Read off: how far a successor is.</summary>
    public const string Log = "(log)";

    /// <summary>Read off: which requests are open.</summary>
    public const string Requests = "(requests)";

    /// <summary>Read off: a fact of the composition's own has taken effect, or is none.</summary>
    public const string OwnFact = "(own fact)";

    /// <summary>A row.</summary>
    /// <param name="Stage">
    /// The place in the order of a failover: whatever has a lower number comes first there.
    /// </param>
    /// <param name="From">The machine.</param>
    /// <param name="Output">Its output, or in brackets what is read off its state.</param>
    /// <param name="To">The machine that gets it; null: the border, to the caller.</param>
    /// <param name="Input">The input that it becomes, or the operation of a table.</param>
    /// <param name="Why">Why, and who says so.</param>
    public sealed record Row(
        int Stage, Part From, string Output, Part? To, string Input, Reason Why);

    /// <summary>All rows, in order.</summary>
    public static Items<Row> Rows { get; } =
    [
        .. WiringRows.OfLinks,
        .. WiringRows.OfFirstHop,
        .. WiringRows.OfReplication,
        .. WiringRows.OfIkeSas,
        .. WiringRows.OfRoutesAndWork,
        .. WiringRows.OfPeers,
        .. WiringRows.OfDrain,
    ];
}
