namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Makes private keys of libcrypto from their parts, which go from native memory into native
/// memory: no file format, whose buffers nobody cleanses, lies between.
/// </summary>
internal sealed unsafe class LibcryptoKeys(LibcryptoKeyFunctions functions)
{
    /// <summary>EVP_PKEY_KEYPAIR.</summary>
    private const int KeyPair = 0x87;

    /// <summary>Whether this libcrypto has that kind of key: a policy may leave it out.</summary>
    internal bool Has(SigningKeyKind kind)
    {
        var has = kind == SigningKeyKind.Rsa ? HasRsa() : HasOther(kind);
        functions.ClearErrors();
        return has;
    }

    /// <summary>
    /// The key of checked octets: an RSAPrivateKey, a scalar, or the seed of Ed25519 or Ed448.
    /// </summary>
    internal LibcryptoKey Take(SigningKeyKind kind, ReadOnlySpan<byte> inner)
    {
        var key = Read(kind, inner);
        if (key == 0)
        {
            functions.ClearErrors();
            throw LibcryptoContext.Failure("EVP_PKEY_fromdata");
        }

        return new(functions, LibcryptoContext.OfKey(functions, key));
    }

    /// <summary>A key of ML-KEM from d ‖ z, its caller's to free; 0: libcrypto failed.</summary>
    internal nint ReadKemSeed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> seed)
    {
        using var parts = new LibcryptoParameters();
        return Import(name, parts.Octets("seed"u8, seed));
    }

    private bool HasRsa()
    {
        fixed (byte* name = "RSA"u8)
        {
            var context = functions.ContextOfName(0, name, null);
            functions.ContextFree(context);
            return context != 0;
        }
    }

    private bool HasOther(SigningKeyKind kind)
    {
        // The scalar one and the seed of zeroes are keys, and secret to nobody.
        var key = Read(
            kind,
            kind.Group() is null ? new byte[EdwardsSigning.KeyLength(kind)] : [1]);
        functions.KeyFree(key);
        return key != 0;
    }

    private nint Read(SigningKeyKind kind, ReadOnlySpan<byte> inner)
    {
        switch (kind)
        {
            case SigningKeyKind.Rsa:
                return ReadRsa(inner);
            case SigningKeyKind.Ed25519:
                return ReadSeed("ED25519"u8, inner);
            case SigningKeyKind.Ed448:
                return ReadSeed("ED448"u8, inner);
            case SigningKeyKind.P256:
                return ReadScalar("prime256v1"u8, inner);
            case SigningKeyKind.P384:
                return ReadScalar("secp384r1"u8, inner);
            case SigningKeyKind.P521:
                return ReadScalar("secp521r1"u8, inner);
            case SigningKeyKind.Brainpool256:
                return ReadScalar("brainpoolP256r1"u8, inner);
            case SigningKeyKind.Brainpool384:
                return ReadScalar("brainpoolP384r1"u8, inner);
            case SigningKeyKind.Brainpool512:
                return ReadScalar("brainpoolP512r1"u8, inner);
        }

        throw new ArgumentOutOfRangeException(nameof(kind));
    }

    private nint ReadSeed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> seed)
    {
        fixed (byte* nameAt = name, seedAt = seed)
        {
            return functions.PrivateKeyNew(0, nameAt, null, seedAt, (nuint)seed.Length);
        }
    }

    private nint ReadScalar(ReadOnlySpan<byte> group, ReadOnlySpan<byte> scalar)
    {
        using var parts = new LibcryptoParameters();
        return Import("EC"u8, parts.Text("group"u8, group).Number("priv"u8, scalar));
    }

    private nint ReadRsa(ReadOnlySpan<byte> key)
    {
        if (!RsaNumbers.TryRead(key, out var numbers))
        {
            return 0;
        }

        using var parts = new LibcryptoParameters();
        return Import("RSA"u8, parts
            .Number("n"u8, numbers.Modulus)
            .Number("e"u8, numbers.PublicExponent)
            .Number("d"u8, numbers.Exponent)
            .Number("rsa-factor1"u8, numbers.P)
            .Number("rsa-factor2"u8, numbers.Q)
            .Number("rsa-exponent1"u8, numbers.Dp)
            .Number("rsa-exponent2"u8, numbers.Dq)
            .Number("rsa-coefficient1"u8, numbers.Inverse));
    }

    private nint Import(ReadOnlySpan<byte> name, LibcryptoParameters parts)
    {
        nint context = 0;
        try
        {
            fixed (byte* at = name)
            {
                context = functions.ContextOfName(0, at, null);
            }

            nint key = 0;
            return context != 0
                && functions.ImportBegin(context) == 1
                && functions.Import(context, &key, KeyPair, parts.List) == 1
                ? key
                : 0;
        }
        finally
        {
            functions.ContextFree(context);
            GC.KeepAlive(parts);
        }
    }
}
