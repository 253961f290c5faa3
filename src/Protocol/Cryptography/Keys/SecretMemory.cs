using System.Runtime.InteropServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>Where secrets lie: outside the managed heap. Tests watch what comes back.</summary>
internal abstract unsafe class SecretMemory
{
    /// <summary>The process's own.</summary>
    internal static SecretMemory Native { get; } = new OfProcess();

    /// <summary>So many zeroes.</summary>
    internal abstract byte* Allocate(int length);

    /// <summary>Takes the memory back; its owner has zeroed it.</summary>
    internal abstract void Free(byte* octets, int length);

    private sealed class OfProcess : SecretMemory
    {
        internal override byte* Allocate(int length) =>
            (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(1, length));

        internal override void Free(byte* octets, int length) => NativeMemory.Free(octets);
    }
}
