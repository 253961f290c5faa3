using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Key exchanges of libcrypto, in constant time: powers by a ladder that touches the same memory
/// for all exponents, curves by RFC 7748's. Exponent, scalar and secret are never in the managed
/// heap; libcrypto cleanses its copies before it gives their memory back.
/// </summary>
internal sealed unsafe class LibcryptoArithmetic(LibcryptoExchangeFunctions functions)
    : ExchangeArithmetic
{
    /// <summary>BN_FLG_CONSTTIME.</summary>
    private const int ConstantTime = 4;

    internal override void Power(
        ModpGroup group,
        ReadOnlySpan<byte> number,
        ReadOnlySpan<byte> exponent,
        Span<byte> power)
    {
        nint scratch = 0, modulus = 0, given = 0, secret = 0, result = 0;
        try
        {
            scratch = functions.ScratchNew();
            modulus = Read(group.Prime.ToByteArrayUnsigned());
            given = Read(number);
            secret = Read(exponent);
            result = functions.NumberNew();
            if (scratch == 0 || modulus == 0 || given == 0 || secret == 0 || result == 0)
            {
                throw LibcryptoContext.Failure("BN_secure_new");
            }

            functions.NumberFlags(secret, ConstantTime);
            fixed (byte* powerAt = power)
            {
                if (functions.Power(result, given, secret, modulus, scratch, 0) != 1
                    || functions.NumberWrite(result, powerAt, power.Length) != power.Length)
                {
                    throw LibcryptoContext.Failure("BN_mod_exp_mont_consttime");
                }
            }
        }
        finally
        {
            functions.NumberClear(result);
            functions.NumberClear(secret);
            functions.NumberClear(given);
            functions.NumberClear(modulus);
            functions.ScratchFree(scratch);
        }
    }

    internal override void MontgomeryPublic(
        KeyExchangeMethod method, ReadOnlySpan<byte> scalar, Span<byte> publicValue)
    {
        nint key = 0;
        try
        {
            key = PrivateKey(method, scalar);
            var length = (nuint)publicValue.Length;
            fixed (byte* publicAt = publicValue)
            {
                if (key == 0
                    || functions.PublicKeyOf(key, publicAt, &length) != 1
                    || length != (nuint)publicValue.Length)
                {
                    throw LibcryptoContext.Failure("EVP_PKEY_get_raw_public_key");
                }
            }
        }
        finally
        {
            functions.KeyFree(key);
        }
    }

    internal override bool TryMontgomery(
        KeyExchangeMethod method,
        ReadOnlySpan<byte> scalar,
        ReadOnlySpan<byte> peerValue,
        Span<byte> shared)
    {
        nint key = 0, peer = 0, agreement = 0;
        try
        {
            key = PrivateKey(method, scalar);
            fixed (byte* name = NameOf(method), peerAt = peerValue, sharedAt = shared)
            {
                peer = functions.PublicKeyNew(0, name, null, peerAt, (nuint)peerValue.Length);
                agreement = key == 0 ? 0 : functions.AgreementNew(0, key, null);
                if (peer == 0
                    || agreement == 0
                    || functions.AgreementBegin(agreement) != 1
                    || functions.AgreementPeer(agreement, peer) != 1)
                {
                    throw LibcryptoContext.Failure("EVP_PKEY_derive_init");
                }

                var length = (nuint)shared.Length;
                if (functions.Agree(agreement, sharedAt, &length) == 1
                    && length == (nuint)shared.Length)
                {
                    return true;
                }
            }
        }
        finally
        {
            functions.AgreementFree(agreement);
            functions.KeyFree(peer);
            functions.KeyFree(key);
        }

        // RFC 7748 §6: a secret of zero is refused. The peer's value is at fault only if any other
        // scalar makes zero of it too; otherwise it is libcrypto that failed.
        functions.ClearErrors();
        return IsOfSmallOrder(method, peerValue)
            ? false
            : throw LibcryptoContext.Failure("EVP_PKEY_derive");
    }

    private static bool IsOfSmallOrder(
        KeyExchangeMethod method, ReadOnlySpan<byte> peerValue)
    {
        // RFC 7748 §5: every scalar, this one of zeroes too, is a multiple of the cofactor once it
        // is clamped, so it makes zero of the points of small order and of no others.
        Span<byte> scalar = stackalloc byte[peerValue.Length];
        Span<byte> secret = stackalloc byte[peerValue.Length];
        scalar.Clear();
        return !new BouncyArithmetic().TryMontgomery(method, scalar, peerValue, secret);
    }

    /// <summary>Whether this libcrypto has the curve: a policy may leave it out.</summary>
    internal bool HasCurve(KeyExchangeSpec spec)
    {
        var key = PrivateKey(spec.Method, new byte[spec.PublicLength]);
        functions.KeyFree(key);
        functions.ClearErrors();
        return key != 0;
    }

    private static ReadOnlySpan<byte> NameOf(KeyExchangeMethod method) =>
        method == KeyExchangeMethod.Curve25519 ? "X25519"u8 : "X448"u8;

    private nint PrivateKey(KeyExchangeMethod method, ReadOnlySpan<byte> scalar)
    {
        fixed (byte* name = NameOf(method), scalarAt = scalar)
        {
            return functions.PrivateKeyNew(0, name, null, scalarAt, (nuint)scalar.Length);
        }
    }

    private nint Read(ReadOnlySpan<byte> octets)
    {
        var number = functions.NumberNew();
        fixed (byte* at = octets)
        {
            // It fills the number that it is given, and leaves it to us when it fails.
            if (number != 0 && functions.NumberRead(at, octets.Length, number) == 0)
            {
                functions.NumberClear(number);
                return 0;
            }

            return number;
        }
    }
}
