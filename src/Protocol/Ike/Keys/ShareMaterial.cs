using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Our half of a key exchange whose answer is not there yet, as a member hands it to another one:
/// what it is (3), a zero, the method, 2 octets, then the randomness that the half is made of.
/// </summary>
public sealed class ShareMaterial : IDisposable
{
    private const int HeaderLength = 4;
    private const byte ForShare = 3;
    private readonly Secret _octets;

    private ShareMaterial(Secret octets) => _octets = octets;

    /// <summary>All of it.</summary>
    public ReadOnlySpan<byte> Octets => _octets.Span;

    /// <summary>The method of the key exchange.</summary>
    public KeyExchangeMethod Method =>
        new(BinaryPrimitives.ReadUInt16BigEndian(_octets.Span[2..]));

    /// <summary>The randomness.</summary>
    public ReadOnlySpan<byte> Drawn => _octets.Span[HeaderLength..];

    /// <summary>Of what was drawn, which stays the caller's.</summary>
    public static ShareMaterial Of(KeyExchangeMethod method, Secret drawn)
    {
        ArgumentNullException.ThrowIfNull(drawn);
        var secret = new Secret(HeaderLength + drawn.Length);
        secret.Span[0] = ForShare;
        BinaryPrimitives.WriteUInt16BigEndian(secret.Span[2..], method.Value);
        drawn.Span.CopyTo(secret.Span[HeaderLength..]);
        GC.KeepAlive(drawn);
        return new(secret);
    }

    /// <summary>Reads what another member has sent; false: it is none.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out ShareMaterial? material)
    {
        material = octets.Length > HeaderLength && octets[0] == ForShare && octets[1] == 0
            && KeyExchanges.RandomnessLength(new(BinaryPrimitives.ReadUInt16BigEndian(octets[2..])))
                == octets.Length - HeaderLength
                ? new(new Secret(octets))
                : null;
        return material is not null;
    }

    /// <summary>Zeroes it.</summary>
    public void Dispose() => _octets.Dispose();

    /// <summary>The method, no secret.</summary>
    public override string ToString() => $"share of {Method}";
}
