namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A private key of libcrypto: RSA (blinded), ECDSA, Ed25519 or Ed448, in constant time. It lies
/// in native memory; libcrypto cleanses it when it is freed.
/// </summary>
internal sealed unsafe class LibcryptoKey : LibraryKey
{
    // RSA_PKCS1_PADDING, RSA_NO_PADDING, RSA_PKCS1_PSS_PADDING.
    private const int Pkcs1 = 1;
    private const int Nothing = 3;
    private const int Pss = 6;

    private readonly LibcryptoKeyFunctions _functions;
    private readonly LibcryptoContext _key;

    /// <summary>It owns the key.</summary>
    internal LibcryptoKey(LibcryptoKeyFunctions functions, LibcryptoContext key)
    {
        _functions = functions;
        _key = key;
    }

    internal override byte[] PublicOctets(SigningKeyKind kind)
    {
        var octets = new byte[EdwardsSigning.KeyLength(kind)];
        var length = (nuint)octets.Length;
        fixed (byte* at = octets)
        {
            if (_functions.PublicKeyOf(Key(), at, &length) != 1
                || length != (nuint)octets.Length)
            {
                throw Failure("EVP_PKEY_get_raw_public_key");
            }
        }

        GC.KeepAlive(_key);
        return octets;
    }

    internal override byte[] Sign(SignatureScheme scheme, ReadOnlySpan<byte> message) =>
        scheme switch
        {
            SignatureScheme.RsaPkcs1 one => SignMessage(one.Hash, Pkcs1, null, message),
            SignatureScheme.RsaPss one => SignMessage(one.Hash, Pss, one.SaltLength, message),
            // Without the name of a hash libcrypto pads what it is given by block type 1.
            SignatureScheme.RsaBare => SignNumber(Pkcs1, message),
            SignatureScheme.EcdsaFixed one => EcdsaSigning.FromDer(
                one.Curve, SignMessage(one.Hash, null, null, message)),
            SignatureScheme.Ecdsa one => SignMessage(one.Hash, null, null, message),
            SignatureScheme.Ed25519 or SignatureScheme.Ed448 =>
                SignMessage(null, null, null, message),
        };

    internal override byte[] Power(ReadOnlySpan<byte> number) => SignNumber(Nothing, number);

    public override void Dispose() => _key.Dispose();

    private nint Key()
    {
        ObjectDisposedException.ThrowIf(_key.Pointer == 0, this);
        return _key.Pointer;
    }

    private byte[] SignMessage(
        SignatureHash? hash, int? padding, int? saltLength, ReadOnlySpan<byte> message)
    {
        var state = _functions.MessageNew();
        try
        {
            nint context;
            nuint length;
            fixed (byte* name = hash is { } named ? NameOf(named) : default, at = message)
            {
                if (state == 0
                    || _functions.SignMessageBegin(state, &context, name, 0, null, Key(), null) != 1
                    || (padding is { } one && _functions.SetPadding(context, one) != 1)
                    || (saltLength is { } salt && _functions.SetSaltLength(context, salt) != 1)
                    || _functions.SignMessage(state, null, &length, at, (nuint)message.Length) != 1)
                {
                    throw Failure("EVP_DigestSignInit_ex");
                }

                var signature = new byte[length];
                fixed (byte* signatureAt = signature)
                {
                    if (_functions.SignMessage(
                        state, signatureAt, &length, at, (nuint)message.Length) != 1)
                    {
                        throw Failure("EVP_DigestSign");
                    }
                }

                // ECDSA's DER may be shorter than it could be.
                return signature[..(int)length];
            }
        }
        finally
        {
            _functions.MessageFree(state);
            GC.KeepAlive(_key);
        }
    }

    private byte[] SignNumber(int padding, ReadOnlySpan<byte> number)
    {
        var context = _functions.ContextOfKey(0, Key(), null);
        try
        {
            nuint length;
            fixed (byte* at = number)
            {
                if (context == 0
                    || _functions.SignBegin(context) != 1
                    || _functions.SetPadding(context, padding) != 1
                    || _functions.Sign(context, null, &length, at, (nuint)number.Length) != 1)
                {
                    throw Failure("EVP_PKEY_sign_init");
                }

                var signature = new byte[length];
                fixed (byte* signatureAt = signature)
                {
                    if (_functions.Sign(
                        context, signatureAt, &length, at, (nuint)number.Length) != 1
                        || length != (nuint)signature.Length)
                    {
                        throw Failure("EVP_PKEY_sign");
                    }
                }

                return signature;
            }
        }
        finally
        {
            _functions.ContextFree(context);
            GC.KeepAlive(_key);
        }
    }

    private static ReadOnlySpan<byte> NameOf(SignatureHash hash) => hash switch
    {
        SignatureHash.Sha1 => "SHA1"u8,
        SignatureHash.Sha256 => "SHA256"u8,
        SignatureHash.Sha384 => "SHA384"u8,
        SignatureHash.Sha512 => "SHA512"u8,
    };

    /// <summary>Its errors stay in no queue: the next call begins afresh.</summary>
    private System.Security.Cryptography.CryptographicException Failure(string function)
    {
        _functions.ClearErrors();
        return LibcryptoContext.Failure(function);
    }
}
