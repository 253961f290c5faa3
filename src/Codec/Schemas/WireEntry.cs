using System.Buffers;

namespace Holdfast.Codec.Schemas;

/// <summary>What a wire type must be told from outside.</summary>
/// <param name="Tag">Its tag, for a type with a <see cref="TagAttribute"/> or a sum of
/// links.</param>
/// <param name="Context">
/// Its context, a boxed struct of type <see cref="WireEntry.Context"/>; null where it has none.
/// </param>
public readonly record struct WireFacts(ulong Tag = 0, object? Context = null);

/// <summary>What a probe of a view saw.</summary>
/// <param name="Octets">Octets that the view covers.</param>
/// <param name="Elements">
/// Elements met by going once through every list, chain and list of blocks of the view itself.
/// </param>
public readonly record struct WireProbe(int Octets, int Elements);

/// <summary>Reads a whole value, its bodies opened.</summary>
/// <param name="source">Octets; what the value does not cover is left over.</param>
/// <param name="facts">What the type must be told.</param>
/// <param name="fidelity">How faithful the value is to be.</param>
/// <param name="value">The value.</param>
/// <param name="error">What is wrong, told from the start of the source.</param>
public delegate bool ReadValue(
    ReadOnlySpan<byte> source, in WireFacts facts, Fidelity fidelity,
    out IWireValue? value, out DecodeError error);

/// <summary>Parses a view, without its bodies, and goes through its lists.</summary>
/// <param name="source">Octets; what the view does not cover is left over.</param>
/// <param name="facts">What the type must be told.</param>
/// <param name="probe">What was seen.</param>
/// <param name="error">What is wrong, told from the start of the source.</param>
public delegate bool ProbeView(
    ReadOnlySpan<byte> source, in WireFacts facts, out WireProbe probe, out DecodeError error);

/// <summary>Parses a view over octets in segments, and goes through its lists.</summary>
/// <param name="source">Octets; what the view does not cover is left over.</param>
/// <param name="scratch">Room for a copy of more than one segment.</param>
/// <param name="facts">What the type must be told.</param>
/// <param name="probe">What was seen.</param>
/// <param name="error">What is wrong, told from the start of the source.</param>
public delegate bool ProbeSegments(
    in ReadOnlySequence<byte> source, Span<byte> scratch, in WireFacts facts,
    out WireProbe probe, out DecodeError error);

/// <summary>
/// A wire type as data and functions: how a test suite, a fuzzer or a tool meets it without naming
/// it. The generated <c>Entry</c> property of every wire type gives it.
/// </summary>
/// <param name="Schema">Its spec.</param>
/// <param name="Read">Reads its value.</param>
/// <param name="Probe">Parses its view.</param>
/// <param name="ProbeSegments">Parses its view from segments.</param>
public sealed record WireEntry(
    WireSchema Schema, ReadValue Read, ProbeView Probe, ProbeSegments ProbeSegments)
{
    /// <summary>The type of the context; null: none.</summary>
    public Type? Context { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Schema.Name;
}
