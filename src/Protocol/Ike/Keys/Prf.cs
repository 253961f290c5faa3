using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>A pseudorandom function and its expansion prf+, RFC 7296 §2.13.</summary>
public sealed class Prf
{
    /// <summary>Blocks that prf+ is defined for.</summary>
    public const int MostBlocks = 255;

    private readonly CryptoProvider _provider;

    /// <summary>The function as a provider computes it.</summary>
    public Prf(CryptoProvider provider, PrfSpec spec)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(spec);
        _provider = provider;
        Spec = spec;
    }

    /// <summary>What the function is.</summary>
    public PrfSpec Spec { get; }

    /// <summary>The function under a key of any length; the caller disposes it.</summary>
    public Mac WithKey(ReadOnlySpan<byte> key)
    {
        if (!Spec.FixedKeyLength || key.Length == Spec.KeyLength)
        {
            return _provider.CreateMac(Spec.Mac, key);
        }

        Span<byte> fitted = stackalloc byte[Spec.KeyLength];
        fitted.Clear();
        try
        {
            // RFC 4434 §2: zeros behind a short key. RFC 4615 §3 has no such case.
            if (Spec.Mac == MacAlgorithm.AesXcbc && key.Length < Spec.KeyLength)
            {
                key.CopyTo(fitted);
            }
            else
            {
                // RFC 4434 §2, RFC 4615 §3: the function itself, under zeros, shortens a key.
                using var zero = _provider.CreateMac(Spec.Mac, fitted);
                zero.Append(key);
                zero.Finish(fitted);
            }

            return _provider.CreateMac(Spec.Mac, fitted);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fitted);
        }
    }

    /// <summary>The same under a secret, which lives as long as the call takes.</summary>
    public Mac WithKey(Secret key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var mac = WithKey(key.Span);
        GC.KeepAlive(key);
        return mac;
    }

    /// <summary>
    /// The function of one piece of data: <see cref="PrfSpec.OutputLength"/> octets.
    /// </summary>
    public Secret Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        using var mac = WithKey(key);
        mac.Append(data);
        return Finish(mac);
    }

    /// <summary>The same under a secret.</summary>
    public Secret Compute(Secret key, ReadOnlySpan<byte> data)
    {
        using var mac = WithKey(key);
        mac.Append(data);
        return Finish(mac);
    }

    /// <summary>prf+ (K, S) under a secret: as many octets as are asked for.</summary>
    /// <inheritdoc cref="Expand(ReadOnlySpan{byte}, ReadOnlySpan{byte}, int)"/>
    public Secret Expand(Secret key, ReadOnlySpan<byte> seed, int length)
    {
        ArgumentNullException.ThrowIfNull(key);
        var stream = Expand(key.Span, seed, length);
        GC.KeepAlive(key);
        return stream;
    }

    /// <summary>prf+ (K, S): as many octets as are asked for.</summary>
    /// <param name="key">K.</param>
    /// <param name="seed">S.</param>
    /// <param name="length">Octets, at most 255 times the output of the function.</param>
    /// <exception cref="ArgumentOutOfRangeException">More than prf+ is defined for.</exception>
    public Secret Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> seed, int length)
    {
        // RFC 7296 §2.13: the number of a block is one octet, so prf+ ends there.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, MostBlocks * Spec.OutputLength);
        using var mac = WithKey(key);
        using var block = new Secret(Spec.OutputLength);
        var stream = new Secret(length);
        var left = stream.Span;
        for (byte number = 1; !left.IsEmpty; number++)
        {
            // RFC 7296 §2.13: T1 = prf (K, S | 1), and then Tn = prf (K, Tn-1 | S | n).
            mac.Append(number == 1 ? [] : block.Span);
            mac.Append(seed);
            mac.Append([number]);
            mac.Finish(block.Span);
            var taken = Math.Min(left.Length, block.Length);
            block.Span[..taken].CopyTo(left);
            left = left[taken..];
        }

        return stream;
    }

    /// <summary>The whole result of a message that was taken in.</summary>
    internal static Secret Finish(Mac mac)
    {
        var result = new Secret(mac.Length);
        mac.Finish(result.Span);
        return result;
    }
}
