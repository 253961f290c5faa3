using System.Buffers.Binary;
using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Codec;

/// <summary>
/// The wire types of a family. An input begins with the type's number, its tag and its context
/// (<see cref="WireFamily.HeadLength"/> octets); what is parsed follows.
/// </summary>
internal abstract class CodecTarget : IFuzzTarget
{
    private const int AllocatesLeast = 1 << 10;
    private const int AllocatesOfOctet = 128;

    private readonly string _name;
    private readonly WireFamily _family;
    private readonly HeapBound _heap;
    private readonly byte[] _written = new byte[1 << 17];
    private readonly Lazy<IReadOnlyList<byte[]>> _words;

    /// <summary>A family of wire types.</summary>
    private protected CodecTarget(string name, WireFamily family)
    {
        (_name, _family) = (name, family);
        _heap = new(AllocatesLeast, AllocatesOfOctet, Read);
        _words = new(() => Words.Of(name, family));
    }

    /// <inheritdoc/>
    public string Name => _name;

    /// <summary>The wire types that inputs are read as.</summary>
    public WireFamily Family => _family;

    /// <inheritdoc/>
    public string Claim =>
        "no octets make it throw; what is read is written as it was, and what is written parses; "
        + "the reference reader agrees, in steps linear in the octets; and reading allocates in "
        + "proportion to them";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Octets;

    /// <inheritdoc/>
    public int LengthMax => 2048;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary => _words.Value;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds =>
        [.. _family.Types.Select(type => WireFamily.Input(type, new byte[64]))];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input)
    {
        Run(input);
        if (!TryHead(input, out var type, out var tag, out var context, out var octets))
        {
            return;
        }

        Compare(type, octets, tag, context);
        if (type.StandsAlone)
        {
            WriteAnew(type, octets, tag, context);
        }
    }

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) =>
        TryHead(input, out var type, out var tag, out var context, out var octets)
        && (ReferenceReader.TryRead(
                type.Entry.Schema, octets, type.Reference(tag, context), out var reading)
            || ReferenceReader.TryParse(
                type.Entry.Schema, octets, type.Reference(tag, context), out reading))
            ? InputShape.Of(WireFamily.HeadLength, reading.Node!)
            : InputShape.None;

    private void Read(ReadOnlySpan<byte> input)
    {
        if (!TryHead(input, out var type, out var tag, out var context, out var octets))
        {
            return;
        }

        var facts = type.Facts(tag, context);
        var entry = type.Entry;
        if (!entry.Probe(octets, facts, out var probe, out var error))
        {
            Refused(error, octets);
            return;
        }

        ClaimBrokenException.Unless(
            probe.Octets <= octets.Length && probe.Elements <= probe.Octets,
            "a view is no more than its octets", $"{probe}");
        if (!entry.Read(octets, facts, Fidelity.Verbatim, out var value, out error))
        {
            Refused(error, octets);
            return;
        }

        var scope = new WriteScope(0, false, type.Order(context));
        var written = Write(value!, scope);
        ClaimBrokenException.Unless(
            written.SequenceEqual(octets[..probe.Octets]), "what is read is written as it was",
            entry.Schema.Name);
        Reached.Value(value);
    }

    private bool TryHead(
        ReadOnlySpan<byte> input, out WireType type, out byte tag, out byte context,
        out ReadOnlySpan<byte> octets)
    {
        var isLong = input.Length >= WireFamily.HeadLength;
        type = isLong ? _family[BinaryPrimitives.ReadUInt16BigEndian(input)] : _family.Types[0];
        tag = isLong ? input[2] : (byte)0;
        context = isLong ? input[3] : (byte)0;
        octets = isLong ? input[WireFamily.HeadLength..] : default;
        return isLong;
    }

    private static void Refused(in DecodeError error, ReadOnlySpan<byte> octets) =>
        ClaimBrokenException.Unless(
            error.Fault != DecodeFault.None && error.Offset >= 0 && error.Offset <= octets.Length
                && error.Field.Length > 0,
            "a refusal says why and where", $"{error}");

    private ReadOnlySpan<byte> Write(IWireValue value, in WriteScope scope)
    {
        var size = value.SizeOf();
        ClaimBrokenException.Unless(
            size <= _written.Length, "a value is not longer than what it was read from", $"{size}");
        var isWritten = value.TryWrite(_written.AsSpan(0, size), scope, out var count, out var why);
        ClaimBrokenException.Unless(
            isWritten && count == size, "a value that was read can be written", $"{why}");
        return _written.AsSpan(0, size);
    }

    private static void Compare(WireType type, ReadOnlySpan<byte> octets, byte tag, byte context)
    {
        var entry = type.Entry;
        var isGood = entry.Read(
            octets, type.Facts(tag, context), Fidelity.Verbatim, out _, out var error);
        var isExpected = ReferenceReader.TryRead(
            entry.Schema, octets, type.Reference(tag, context), out var reading);
        ClaimBrokenException.Unless(
            isGood == isExpected && reading.Error == error, "the reference reader agrees",
            $"{entry.Schema.Name}: {error} and not {reading.Error}");
        ClaimBrokenException.Unless(
            reading.Steps <= type.StepsPerOctet * (octets.Length + 1L),
            "reading takes steps linear in the octets", $"{reading.Steps}");
    }

    private void WriteAnew(WireType type, ReadOnlySpan<byte> octets, byte tag, byte context)
    {
        var entry = type.Entry;
        var facts = type.Facts(tag, context);
        if (!entry.Read(octets, facts, Fidelity.Canonical, out var value, out _))
        {
            return;
        }

        var written = Write(value!, new(0, false, type.Order(context))).ToArray();
        var isRead = entry.Read(written, facts, Fidelity.Canonical, out var again, out var error);
        ClaimBrokenException.Unless(
            isRead, "what is written parses", $"{entry.Schema.Name}: {error}");
        ClaimBrokenException.Unless(
            value!.Equals(again), "what is written is read as what it was", entry.Schema.Name);
    }
}
