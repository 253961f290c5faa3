using Holdfast.Codec;
using Holdfast.Codec.Interpreter;
using Holdfast.Codec.Schemas;

namespace Holdfast.Tests.Properties.Codec.Interpreter;

/// <summary>What the reference reader says of octets: an element, or why there is none.</summary>
internal static class Outcomes
{
    /// <summary>The element; none fails the test.</summary>
    public static WireNode Read(WireSchema schema, byte[] octets)
    {
        Assert.True(ReferenceReader.TryRead(
            schema, octets, ReferenceFacts.None, out var reading), $"{reading.Error}");
        return reading.Node!;
    }

    /// <summary>No element, for this reason.</summary>
    public static void Refused(WireSchema schema, byte[] octets, DecodeError error)
    {
        Assert.False(ReferenceReader.TryRead(
            schema, octets, ReferenceFacts.None, out var reading));
        Assert.Null(reading.Node);
        Assert.Equal(error, reading.Error);
    }
}
