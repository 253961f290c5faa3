using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>Key material that is divided from its start, RFC 7296 §2.14 and §2.17.</summary>
internal ref struct KeyStream(Secret material)
{
    private readonly Secret _material = material;
    private int _taken;

    /// <summary>The next octets, copied; the caller disposes them.</summary>
    public Secret Take(int length)
    {
        var key = new Secret(_material.Span.Slice(_taken, length));
        _taken += length;
        return key;
    }
}
