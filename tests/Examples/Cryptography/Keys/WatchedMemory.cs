using System.Runtime.InteropServices;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>Memory of secrets that remembers what came back, and whether all did.</summary>
internal sealed unsafe class WatchedMemory : SecretMemory
{
    /// <summary>What stood in each piece when its owner gave it back.</summary>
    public List<byte[]> Returned { get; } = [];

    /// <summary>Pieces that their owners still have.</summary>
    public int Lent { get; private set; }

    internal override byte* Allocate(int length)
    {
        Lent++;
        return (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(1, length));
    }

    internal override void Free(byte* octets, int length)
    {
        Lent--;
        Returned.Add(new ReadOnlySpan<byte>(octets, length).ToArray());
        NativeMemory.Free(octets);
    }
}
