using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography.Signatures;

/// <summary>
/// RFC 7427 appendix A and RFC 8420 appendix A: the identifiers octet by octet, what else is read
/// as the same, and what is refused with the part at fault.
/// </summary>
public sealed class AlgorithmIdentifierTable
{
    private const string Sha256 = "300d06096086480165030402010500";
    private const string Pss = "06092a864886f70d01010a";
    private const string Mgf1 = "06092a864886f70d010108";

    public static TheoryData<string, string> Table => new()
    {
        { "RSASSA-PKCS1-v1_5 with SHA1", "300d06092a864886f70d0101050500" },
        { "RSASSA-PKCS1-v1_5 with SHA2-256", "300d06092a864886f70d01010b0500" },
        { "RSASSA-PKCS1-v1_5 with SHA2-384", "300d06092a864886f70d01010c0500" },
        { "RSASSA-PKCS1-v1_5 with SHA2-512", "300d06092a864886f70d01010d0500" },
        { "ECDSA with SHA1", "300906072a8648ce3d0401" },
        { "ECDSA with SHA2-256", "300a06082a8648ce3d040302" },
        { "ECDSA with SHA2-384", "300a06082a8648ce3d040303" },
        { "ECDSA with SHA2-512", "300a06082a8648ce3d040304" },
        { "RSASSA-PSS with SHA1 and 20 octets of salt", "300d06092a864886f70d01010a3000" },
        {
            "RSASSA-PSS with SHA2-256 and 32 octets of salt",
            "304106092a864886f70d01010a3034a00f300d06096086480165030402010500"
            + "a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120"
        },
        {
            "RSASSA-PSS with SHA2-384 and 48 octets of salt",
            "304106092a864886f70d01010a3034a00f300d06096086480165030402020500"
            + "a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130"
        },
        {
            "RSASSA-PSS with SHA2-512 and 64 octets of salt",
            "304106092a864886f70d01010a3034a00f300d06096086480165030402030500"
            + "a11c301a06092a864886f70d010108300d06096086480165030402030500a203020140"
        },
        { "Ed25519", "300506032b6570" },
        { "Ed448", "300506032b6571" },
    };

    [Theory]
    [Requirement("RFC8420-A-a")]
    [MemberData(nameof(Table))]
    public void Each_identifier_is_its_scheme_and_back(string scheme, string der)
    {
        var octets = Octets.FromHex(der);

        Assert.True(AlgorithmIdentifiers.TryParse(octets.Span, out var parsed, out var error));
        Assert.Equal(default, error);
        Assert.Equal(scheme, parsed.ToString());
        Assert.Equal(octets, AlgorithmIdentifiers.Encode(parsed));
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Cut_lengthened_or_nested_identifiers_are_refused(string scheme, string der)
    {
        var octets = Convert.FromHexString(der);
        for (var length = 0; length < octets.Length; length++)
        {
            Refused(octets.AsSpan(0, length), scheme);
        }

        Refused([.. octets, 0], scheme);
        Refused([0x30, (byte)octets.Length, .. octets], scheme);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void No_octet_changed_in_any_way_makes_a_reader_throw(string scheme, string der)
    {
        var octets = Convert.FromHexString(der);
        var read = 0;
        for (var at = 0; at < octets.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = octets.ToArray();
                changed[at] = (byte)value;
                if (AlgorithmIdentifiers.TryParse(changed, out var parsed, out var error))
                {
                    read++;
                    Assert.True(
                        value == octets[at] || parsed.ToString() != scheme,
                        $"octet {at} is not looked at");
                }
                else
                {
                    Assert.NotEqual(CryptoFault.None, error.Fault);
                    Assert.NotEmpty(error.Subject);
                }
            }
        }

        Assert.True(read >= octets.Length);
    }

    /// <summary>RFC 4055 §2.1, §5: NULL may be absent; §3.1: defaults written out.</summary>
    [Theory]
    [InlineData("RSASSA-PKCS1-v1_5 with SHA2-256", "300b06092a864886f70d01010b")]
    [InlineData(
        "RSASSA-PSS with SHA2-256 and 32 octets of salt",
        "303d" + Pss + "3030a00d300b0609608648016503040201a11a3018" + Mgf1
        + "300b0609608648016503040201a203020120")]
    [InlineData(
        "RSASSA-PSS with SHA2-256 and 32 octets of salt",
        "3046" + Pss + "3039a00f" + Sha256 + "a11c301a" + Mgf1 + Sha256
        + "a203020120a303020101")]
    [InlineData(
        "RSASSA-PSS with SHA2-256 and 20 octets of salt",
        "303c" + Pss + "302fa00f" + Sha256 + "a11c301a" + Mgf1 + Sha256)]
    [InlineData(
        "RSASSA-PSS with SHA1 and 20 octets of salt",
        "303e" + Pss + "3031a00b300906052b0e03021a0500a1183016" + Mgf1
        + "300906052b0e03021a0500a203020114a303020101")]
    public void Other_forms_of_the_same_are_read(string scheme, string der)
    {
        Assert.True(AlgorithmIdentifiers.TryParse(
            Octets.FromHex(der).Span, out var parsed, out var error), error.ToString());
        Assert.Equal(scheme, parsed.ToString());
    }

    [Theory]
    [InlineData("Unsupported: signature algorithm 1.2.840.10040.4.3", "300906072a8648ce380403")]
    [InlineData("Unsupported: signature algorithm 1.2.840.113549.1.1.4",
        "300d06092a864886f70d0101040500")]
    [InlineData("Malformed: AlgorithmIdentifier", "")]
    [InlineData("Malformed: AlgorithmIdentifier", "0500")]
    [InlineData("Malformed: AlgorithmIdentifier: algorithm", "3000")]
    [InlineData("Malformed: AlgorithmIdentifier: algorithm", "30020600")]
    [InlineData("Malformed: AlgorithmIdentifier: parameters", "300c06082a8648ce3d0403020500")]
    [InlineData("Malformed: AlgorithmIdentifier: parameters", "300706032b65700500")]
    [InlineData("Malformed: AlgorithmIdentifier: parameters", "300b" + Pss)]
    [InlineData("Malformed: AlgorithmIdentifier: parameters", "300d" + Pss + "0500")]
    [InlineData("Unsupported: AlgorithmIdentifier: parameters: hashAlgorithm",
        "301d" + Pss + "3010a00e300c06082a864886f70d02050500")]
    [InlineData("Unsupported: AlgorithmIdentifier: parameters: maskGenAlgorithm",
        "301e" + Pss + "3011a00f" + Sha256)]
    [InlineData("Malformed: AlgorithmIdentifier: parameters: saltLength",
        "3012" + Pss + "3005a2030201ff")]
    [InlineData("Malformed: AlgorithmIdentifier: parameters: saltLength",
        "3015" + Pss + "3008a20602047fffffff")]
    [InlineData("Malformed: AlgorithmIdentifier: parameters: trailerField",
        "3012" + Pss + "3005a303020102")]
    public void What_is_not_known_is_told_with_the_part_at_fault(string error, string der)
    {
        Assert.False(AlgorithmIdentifiers.TryParse(
            Octets.FromHex(der).Span, out var scheme, out var found));
        Assert.Null(scheme);
        Assert.Equal(error, found.ToString());
    }

    [Fact]
    [Requirement("RFC8420-2-b")]
    public void Edwards_curves_go_with_the_hash_Identity()
    {
        Assert.Equal(5, HashAlgorithm.Identity.Value);
        Assert.Equal(HashAlgorithm.Identity, new SignatureScheme.Ed25519().NegotiatedHash);
        Assert.Equal(HashAlgorithm.Identity, new SignatureScheme.Ed448().NegotiatedHash);
    }

    [Fact]
    public void Schemes_with_a_method_of_their_own_have_no_identifier()
    {
        Assert.Throws<ArgumentException>(
            () => AlgorithmIdentifiers.Encode(new SignatureScheme.RsaBare()));
        Assert.Throws<ArgumentException>(() => AlgorithmIdentifiers.Encode(
            new SignatureScheme.EcdsaFixed(SigningKeyKind.P256, SignatureHash.Sha256)));
    }

    private static void Refused(ReadOnlySpan<byte> octets, string scheme)
    {
        Assert.False(AlgorithmIdentifiers.TryParse(octets, out var parsed, out var error), scheme);
        Assert.Null(parsed);
        Assert.NotEqual(CryptoFault.None, error.Fault);
    }
}
