using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>OSSL_PARAM: a named value as libcrypto takes it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LibcryptoParameter
{
    // OSSL_PARAM_UNSIGNED_INTEGER, OSSL_PARAM_UTF8_STRING, OSSL_PARAM_OCTET_STRING.
    internal const uint UnsignedInteger = 2;
    internal const uint Utf8Text = 4;
    internal const uint OctetText = 5;

    internal byte* Name;
    internal uint Type;
    internal byte* Octets;
    internal nuint Length;
    internal nuint Returned;
}

/// <summary>
/// The parts of a key, named, in native memory that is zeroed when disposed: libcrypto copies them.
/// </summary>
internal sealed unsafe class LibcryptoParameters : IDisposable
{
    // The parts of RSA are eight.
    private const int Most = 8;

    private readonly Secret _entries = new((Most + 1) * sizeof(LibcryptoParameter));
    private readonly List<Secret> _values = [];
    private int _count;

    /// <summary>The list, ended by zeroes; it lives as long as this.</summary>
    internal LibcryptoParameter* List => (LibcryptoParameter*)At(_entries);

    /// <summary>A number, most significant octet first.</summary>
    internal LibcryptoParameters Number(ReadOnlySpan<byte> name, ReadOnlySpan<byte> number)
    {
        var value = Add(name, LibcryptoParameter.UnsignedInteger, number);
        if (BitConverter.IsLittleEndian)
        {
            // Libcrypto takes it as the machine has its numbers.
            value.Reverse();
        }

        return this;
    }

    /// <summary>A name of something.</summary>
    internal LibcryptoParameters Text(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        Add(name, LibcryptoParameter.Utf8Text, text);
        return this;
    }

    /// <summary>Octets as they are.</summary>
    internal LibcryptoParameters Octets(ReadOnlySpan<byte> name, ReadOnlySpan<byte> octets)
    {
        Add(name, LibcryptoParameter.OctetText, octets);
        return this;
    }

    /// <summary>Zeroes the values.</summary>
    public void Dispose()
    {
        _entries.Dispose();
        _values.ForEach(value => value.Dispose());
    }

    /// <summary>Name, a zero behind it, and value; the result is the value.</summary>
    private Span<byte> Add(ReadOnlySpan<byte> name, uint type, ReadOnlySpan<byte> octets)
    {
        if (_count == Most)
        {
            throw new UnreachableException("No key has more parts.");
        }

        var start = name.Length + 1;
        var value = new Secret(start + octets.Length + 1);
        name.CopyTo(value.Span);
        octets.CopyTo(value.Span[start..]);
        _values.Add(value);
        List[_count++] = new()
        {
            Name = At(value),
            Type = type,
            Octets = At(value) + start,
            Length = (nuint)octets.Length,
        };
        return value.Span.Slice(start, octets.Length);
    }

    /// <summary>Where a secret lies: in native memory, so it stays there.</summary>
    // The list of values keeps them alive as long as there are pointers into them.
    private static byte* At(Secret secret)
    {
        var at = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(secret.Span));
        GC.KeepAlive(secret);
        return at;
    }
}
