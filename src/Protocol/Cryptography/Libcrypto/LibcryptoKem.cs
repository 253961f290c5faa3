namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// ML-KEM of libcrypto 3.5 and later, in constant time. Keys and secrets lie in native memory;
/// libcrypto cleanses its copies.
/// </summary>
internal sealed unsafe class LibcryptoKem(LibcryptoKemFunctions functions) : KemArithmetic
{
    private readonly LibcryptoKeyFunctions _keys = functions.Keys;
    private readonly LibcryptoKeys _reader = new(functions.Keys);

    /// <summary>
    /// Whether this libcrypto has the method and lets the caller choose the randomness of an
    /// encapsulation: what would ignore it gives another answer each time.
    /// </summary>
    internal bool Has(KeyExchangeSpec spec)
    {
        fixed (byte* name = NameOf(spec))
        {
            var context = _keys.ContextOfName(0, name, null);
            _keys.ContextFree(context);
            _keys.ClearErrors();
            if (context == 0)
            {
                return false;
            }
        }

        try
        {
            return IsDecidedBySeed(spec);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            // It knows the name, and takes no seeds or no randomness.
            return false;
        }
    }

    private bool IsDecidedBySeed(KeyExchangeSpec spec)
    {
        var key = new byte[spec.PublicLength];
        PublicKey(spec, new byte[spec.RandomnessLength], key);
        Span<byte> first = new byte[spec.AnswerLength];
        Span<byte> second = new byte[spec.AnswerLength];
        Span<byte> shared = stackalloc byte[spec.SharedLength];
        Span<byte> seed = stackalloc byte[EncapsulationSeedLength];
        seed.Clear();
        return TryEncapsulate(spec, key, seed, first, shared)
            && TryEncapsulate(spec, key, seed, second, shared)
            && first.SequenceEqual(second);
    }

    internal override void PublicKey(
        KeyExchangeSpec spec, ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        nint key = 0;
        try
        {
            key = _reader.ReadKemSeed(NameOf(spec), seed);
            var length = (nuint)publicKey.Length;
            fixed (byte* at = publicKey)
            {
                if (key == 0
                    || _keys.PublicKeyOf(key, at, &length) != 1
                    || length != (nuint)publicKey.Length)
                {
                    throw Failure("EVP_PKEY_get_raw_public_key");
                }
            }
        }
        finally
        {
            _keys.KeyFree(key);
        }
    }

    internal override bool TryEncapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared)
    {
        nint key = 0, context = 0;
        using var choice = new LibcryptoParameters();
        choice.Octets("ikme"u8, seed);
        try
        {
            fixed (byte* name = NameOf(spec), keyAt = publicKey, to = ciphertext, secret = shared)
            {
                key = _keys.PublicKeyNew(0, name, null, keyAt, (nuint)publicKey.Length);
                if (key == 0 && !BouncyKem.Admits(spec, publicKey))
                {
                    // FIPS 203 §7.2: the peer's key is at fault, and not libcrypto.
                    _keys.ClearErrors();
                    return false;
                }

                context = key == 0 ? 0 : _keys.ContextOfKey(0, key, null);
                var (length, secretLength) = ((nuint)ciphertext.Length, (nuint)shared.Length);
                if (context == 0
                    || functions.EncapsulateBegin(context, choice.List) != 1
                    || functions.Encapsulate(context, to, &length, secret, &secretLength) != 1
                    || length != (nuint)ciphertext.Length
                    || secretLength != (nuint)shared.Length)
                {
                    throw Failure("EVP_PKEY_encapsulate");
                }

                return true;
            }
        }
        finally
        {
            _keys.ContextFree(context);
            _keys.KeyFree(key);
        }
    }

    internal override void Decapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> seed,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> shared)
    {
        nint key = 0, context = 0;
        try
        {
            key = _reader.ReadKemSeed(NameOf(spec), seed);
            context = key == 0 ? 0 : _keys.ContextOfKey(0, key, null);
            var length = (nuint)shared.Length;
            fixed (byte* from = ciphertext, secret = shared)
            {
                if (context == 0
                    || functions.DecapsulateBegin(context, null) != 1
                    || functions.Decapsulate(
                        context, secret, &length, from, (nuint)ciphertext.Length) != 1
                    || length != (nuint)shared.Length)
                {
                    throw Failure("EVP_PKEY_decapsulate");
                }
            }
        }
        finally
        {
            _keys.ContextFree(context);
            _keys.KeyFree(key);
        }
    }

    private static ReadOnlySpan<byte> NameOf(KeyExchangeSpec spec) => spec.Method.Value switch
    {
        35 => "ML-KEM-512"u8,
        36 => "ML-KEM-768"u8,
        37 => "ML-KEM-1024"u8,
        _ => throw new ArgumentException($"{spec} is no ML-KEM", nameof(spec)),
    };

    private System.Security.Cryptography.CryptographicException Failure(string function)
    {
        _keys.ClearErrors();
        return LibcryptoContext.Failure(function);
    }
}
