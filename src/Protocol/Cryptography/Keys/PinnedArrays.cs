using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Arrays for libraries that want secrets in arrays: the collector never moves them, so it leaves
/// no copies; they are zeroed when disposed, or by the finalizer when nobody disposed them.
/// </summary>
internal sealed class PinnedArrays : IDisposable
{
    private readonly List<Array> _arrays = [];

    /// <summary>Zeroes what nobody disposed.</summary>
    ~PinnedArrays() => Zero();

    /// <summary>Copies a secret; the source stays its owner's to zero.</summary>
    internal byte[] Copy(ReadOnlySpan<byte> octets)
    {
        var copy = Take<byte>(octets.Length);
        octets.CopyTo(copy);
        return copy;
    }

    /// <summary>Moves what a field refers to into pinned memory; its old place is zeroed.</summary>
    internal void Move<T>(ref T[] field)
        where T : unmanaged
    {
        var pinned = Take<T>(field.Length);
        field.CopyTo(pinned.AsSpan());
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(field.AsSpan()));
        field = pinned;
    }

    /// <summary>Zeroes all of them.</summary>
    public void Dispose()
    {
        Zero();
        GC.SuppressFinalize(this);
    }

    private T[] Take<T>(int length)
        where T : unmanaged
    {
        var array = GC.AllocateArray<T>(length, pinned: true);
        _arrays.Add(array);
        return array;
    }

    private void Zero() => _arrays.ForEach(Array.Clear);
}
