using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography.Signatures;

/// <summary>Whoever keeps a private key, its public half and its signatures are the same.</summary>
public sealed class SigningProviders
{
    private static readonly byte[] Message = [.. "one message"u8];

    public static TheoryData<string> Keys => [.. SigningKeys.All.Keys];

    [LibcryptoTheory]
    [MemberData(nameof(Keys))]
    public void Signatures_without_randomness_are_those_of_platform_and_BouncyCastle(string name)
    {
        using var ours = Read(Engines.Libcrypto!, name);
        using var theirs = Read(Engines.Managed, name);
        Assert.Equal(theirs.PublicKey, ours.PublicKey);
        var seen = 0;
        foreach (var scheme in Schemes().Where(one => one.Fits(ours.Kind)))
        {
            var salt = Enumerable.Range(1, scheme.RandomnessLength).Select(i => (byte)i).ToArray();
            var signs = ours.TrySignDeterministic(
                scheme, Message, salt, out var signature, out var error);
            Assert.Equal(signs, theirs.TrySignDeterministic(
                scheme, Message, salt, out var expected, out var other));
            Assert.Equal(error, other);
            Assert.Equal(expected, signature);
            seen += signs ? 1 : 0;
        }

        Assert.NotEqual(0, seen);
    }

    [LibcryptoTheory]
    [MemberData(nameof(Keys))]
    public void Signatures_of_libcrypto_are_verified_and_those_with_randomness_differ(string name)
    {
        using var key = Read(Engines.Libcrypto!, name);
        foreach (var scheme in Schemes().Where(one => one.Fits(key.Kind)))
        {
            if (!key.TrySign(scheme, Message, out var first, out var error))
            {
                Assert.Equal(CryptoFault.WrongLength, error.Fault);
                continue;
            }

            Assert.True(key.TrySign(scheme, Message, out var second, out _));
            Assert.True(key.PublicKey.TryVerify(scheme, Message, first.Span, out _));
            Assert.True(key.PublicKey.TryVerify(scheme, Message, second.Span, out _));
            Assert.False(key.PublicKey.TryVerify(scheme, [1], first.Span, out _));
            var random = scheme is SignatureScheme.Ecdsa or SignatureScheme.EcdsaFixed
                or SignatureScheme.RsaPss { SaltLength: > 0 };
            Assert.Equal(random, first != second);
        }
    }

    [LibcryptoTheory]
    [MemberData(nameof(Keys))]
    public void A_key_that_libcrypto_kept_is_gone_once_disposed(string name)
    {
        var key = Read(Engines.Libcrypto!, name);
        var scheme = Schemes().First(one => one.Fits(key.Kind));
        key.Dispose();
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => key.TrySign(scheme, Message, out _, out _));
        Assert.Throws<ObjectDisposedException>(() => key.TrySignDeterministic(
            scheme, Message, new byte[scheme.RandomnessLength], out _, out _));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Who_lacks_a_kind_of_key_says_so(string name)
    {
        using var any = SigningKeys.Read(name);
        foreach (var provider in Engines.All)
        {
            var reads = PrivateKey.TryRead(
                provider, SigningKeys.All[name], out var key, out var error);
            Assert.Equal(provider.Supports(any.Kind), reads);
            Assert.Equal(
                reads ? default : new(CryptoFault.Unsupported, any.Kind.ToString()), error);
            key?.Dispose();
        }
    }

    [LibcryptoFact]
    public void Libcrypto_comes_first_where_keys_sign()
    {
        foreach (var kind in Enum.GetValues<SigningKeyKind>())
        {
            Assert.IsType<LibcryptoProvider>(Engines.Fastest.Serving(kind));
        }

        Assert.IsType<PlatformProvider>(Engines.Managed.Serving(SigningKeyKind.P256));
        Assert.IsType<BouncyCastleProvider>(Engines.Managed.Serving(SigningKeyKind.Ed448));
    }

    private static PrivateKey Read(CryptoProvider provider, string name)
    {
        Assert.True(
            PrivateKey.TryRead(provider, SigningKeys.All[name], out var key, out var error),
            error.ToString());
        return key;
    }

    private static IEnumerable<SignatureScheme> Schemes()
    {
        foreach (var hash in Enum.GetValues<SignatureHash>())
        {
            yield return new SignatureScheme.RsaPkcs1(hash);
            yield return new SignatureScheme.RsaPss(hash);
            yield return new SignatureScheme.RsaPss(hash, 0);
            yield return new SignatureScheme.RsaPss(hash, 13);
            yield return new SignatureScheme.Ecdsa(hash);
            foreach (var curve in SigningCurves.All.ToArray())
            {
                yield return new SignatureScheme.EcdsaFixed(curve, hash);
            }
        }

        yield return new SignatureScheme.RsaBare();
        yield return new SignatureScheme.Ed25519();
        yield return new SignatureScheme.Ed448();
    }
}
