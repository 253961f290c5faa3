using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>An input of the corpus.</summary>
internal sealed class Seed(byte[] octets, IFuzzTarget target)
{
    private InputShape? _shape;

    /// <summary>Its octets.</summary>
    public byte[] Octets => octets;

    /// <summary>Its fields, looked for when they are first asked for.</summary>
    public InputShape Shape => _shape ??= target.ShapeOf(octets);
}
