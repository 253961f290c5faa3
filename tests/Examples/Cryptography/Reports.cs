using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Examples.Cryptography;

/// <summary>
/// What is told about providers: who they are, what each serves, why one is missing.
/// </summary>
public sealed class Reports
{
    [LibcryptoFact]
    public void Libcrypto_tells_its_version_and_comes_first()
    {
        var provider = CryptoProviders.Fastest(out var without);
        Assert.Equal("", without);
        Assert.StartsWith("libcrypto (OpenSSL 3.", provider.Name, StringComparison.Ordinal);
        Assert.EndsWith("2.7.0", provider.Name, StringComparison.Ordinal);
        var report = provider.Report().ToDictionary(row => row.Algorithm, row => row.Provider);
        Assert.Equal(Engines.Libcrypto!.Name, report["ENCR_AES_GCM_16 (128)"]);
        Assert.Equal(
            Engines.Libcrypto.Name, report["ENCR_AES_CBC (128) with AUTH_HMAC_SHA2_256_128"]);
        Assert.Equal(Engines.Libcrypto.Name, report["AesXcbc"]);
        Assert.StartsWith(
            "BouncyCastle", report["ENCR_DES (64) with AUTH_AES_XCBC_96"],
            StringComparison.Ordinal);
        Assert.Equal(Engines.Libcrypto.Name, report["2048-bit MODP Group"]);
        Assert.Equal(Engines.Libcrypto.Name, report["Curve448"]);
        Assert.Equal("System.Security.Cryptography", report["256-bit random ECP group"]);
        Assert.Equal(Engines.Libcrypto.Name, report["signing by Ed448"]);
        Assert.StartsWith(
            Engines.HasKem ? "libcrypto" : "BouncyCastle", report["ml-kem-768"],
            StringComparison.Ordinal);
        Assert.DoesNotContain(null, report.Values);
    }

    [Theory]
    [InlineData("libcrypto.so.nowhere", "libcrypto.so.nowhere is not here")]
    [InlineData("libc.so.6", "libc.so.6 lacks EVP_CIPHER_fetch")]
    public void A_library_that_does_not_serve_is_named_with_the_reason(
        string library, string reason)
    {
        Assert.False(LibcryptoProvider.TryLoad(out var provider, out var told, library));
        Assert.Null(provider);
        Assert.Equal(reason, told);
    }

    [Fact]
    public void Layers_serve_in_their_order()
    {
        var (platform, managed) = (new PlatformProvider(), new BouncyCastleProvider());
        var layers = new LayeredProvider(managed, platform);
        Assert.Same(managed, layers.Serving(MacAlgorithm.HmacSha256));
        Assert.Same(platform, new LayeredProvider(platform, managed).Serving(
            MacAlgorithm.HmacSha256));
        Assert.Null(new LayeredProvider(platform).Serving(MacAlgorithm.AesCmac));
        Assert.Throws<ArgumentException>(() => new LayeredProvider());
    }
}
