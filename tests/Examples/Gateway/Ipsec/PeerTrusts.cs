using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Org.BouncyCastle.Asn1.X509;
using PublicKey = Holdfast.Protocol.Cryptography.PublicKey;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>Whose certificates prove a peer: RFC 7296 §3.6, RFC 4945 §3.1 and §5.1.</summary>
public sealed class PeerTrusts : IDisposable
{
    private static readonly Octets Carol = IdentityText.Read("fqdn:carol.example")!.Value;
    private static readonly MadeCertificate Root = PeerAuthority.Root("ecdsa", "CN=root");

    private readonly string _folder =
        Directory.CreateTempSubdirectory("holdfast-trust").FullName;

    [Theory]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    [InlineData("p384")]
    [InlineData("p521")]
    [InlineData("ed25519")]
    public void An_authority_of_any_kind_vouches_for_a_key_of_that_kind(string kind)
    {
        var root = PeerAuthority.Root(kind, "CN=root");
        var carol = Named(kind, root);
        using var trust = Of(root);
        Assert.Equal(default, trust.Judge(Carol, Shown(carol), out var key));
        Assert.Equal(KeyOf(carol), key);
        Assert.Equal(
            [new(SHA1.HashData(KeyOf(root).Info.Span))], trust.Hashes.AsEnumerable());
    }

    [Fact]
    public void A_chain_is_built_from_what_was_sent_and_from_nothing_else()
    {
        var between = PeerAuthority.Make(
            "ecdsa", "CN=between", Root, new() { IsAuthority = true });
        var carol = Named("ecdsa", between);
        using var trust = Of(Root);
        Assert.Equal(default, trust.Judge(Carol, Shown(carol, between), out _));
        AssertNot(AuthFault.NotTrusted, "PartialChain", trust, Carol, Shown(carol));

        // Who is no authority vouches for nobody.
        var host = PeerAuthority.Make("ecdsa", "CN=host", Root, new());
        AssertNot(
            AuthFault.NotTrusted, "CN=carol", trust, Carol, Shown(Named("ecdsa", host), host));
    }

    [Fact]
    public void Another_authority_of_the_same_name_vouches_for_nobody()
    {
        using var trust = Of(Root);
        var other = PeerAuthority.Root("ecdsa", "CN=root");
        AssertNot(
            AuthFault.NotTrusted, "CN=carol, signed by CN=root", trust, Carol,
            Shown(Named("ecdsa", other)));
        AssertNot(
            AuthFault.NotTrusted, "CN=carol", trust, Carol,
            Shown(Named("ecdsa", other), other));
    }

    [Fact]
    public void What_has_ended_or_is_signed_over_SHA_1_is_not_trusted()
    {
        using var trust = Of(Root);
        AssertNot(
            AuthFault.NotTrusted, "NotTimeValid", trust, Carol,
            Shown(Named("ecdsa", Root, new() { Days = -1 })));
        AssertNot(
            AuthFault.NotTrusted, "", trust, Carol,
            Shown(Named("ecdsa", Root, new() { Algorithm = "SHA1WITHECDSA" })));
    }

    [Theory]
    [InlineData("fqdn:carol.example", true)]
    [InlineData("fqdn:CAROL.example", true)]
    [InlineData("fqdn:dave.example", false)]
    [InlineData("fqdn:carol", false)]
    [InlineData("fqdn:x.wild.example", false)]
    [InlineData("email:carol@Example.org", true)]
    [InlineData("email:Carol@example.org", false)]
    [InlineData("email:carol.example", false)]
    [InlineData("address:192.0.2.7", true)]
    [InlineData("address:192.0.2.8", false)]
    [InlineData("address:2001:db8::7", true)]
    [InlineData("key:6361726f6c", false)]
    public void A_certificate_is_that_of_its_alternative_names(string identity, bool isHers)
    {
        using var trust = Of(Root);
        var carol = PeerAuthority.Make("ecdsa", "CN=carol", Root, new()
        {
            Names =
            [
                PeerAuthority.Dns("carol.example"), PeerAuthority.Dns("*.wild.example"),
                new(GeneralName.Rfc822Name, "carol@example.org"),
                new(GeneralName.IPAddress, "192.0.2.7"),
                new(GeneralName.IPAddress, "2001:db8::7"),
            ],
        });
        var error = trust.Judge(IdentityText.Read(identity)!.Value, Shown(carol), out var key);
        Assert.Equal(isHers ? AuthFault.None : AuthFault.OtherIdentity, error.Fault);
        Assert.Equal(isHers, key is not null);
    }

    [Fact]
    public void A_name_of_a_directory_is_that_of_the_subject_octet_by_octet()
    {
        using var trust = Of(Root);
        var carol = Named("ecdsa", Root);
        var subject = Convert.ToHexStringLower(new X509Name("CN=carol").GetDerEncoded());
        Assert.Equal(default, trust.Judge(
            IdentityText.Read($"dn:{subject}")!.Value, Shown(carol), out _));
        AssertNot(
            AuthFault.OtherIdentity, "CN=carol", trust,
            IdentityText.Read($"dn:{subject[..^2]}00")!.Value, Shown(carol));

        // And no name of a subject is one of a host.
        AssertNot(
            AuthFault.OtherIdentity, "CN=carol.example", trust, Carol,
            Shown(PeerAuthority.Make("ecdsa", "CN=carol.example", Root, new())));
    }

    [Fact]
    public void A_key_that_is_not_to_sign_proves_nobody()
    {
        using var trust = Of(Root);
        AssertNot(
            AuthFault.BadCertificate, "not to sign", trust, Carol,
            Shown(Named("ecdsa", Root, new() { Usage = KeyUsage.KeyEncipherment })));
        Assert.Equal(default, trust.Judge(
            Carol, Shown(Named("ecdsa", Root, new() { Usage = KeyUsage.DigitalSignature })),
            out _));
    }

    [Fact]
    public void Whoever_sends_none_is_told_apart_from_who_sends_another_encoding()
    {
        using var trust = Of(Root);
        AssertNot(AuthFault.NoCertificate, "", trust, Carol, []);
        AssertNot(
            AuthFault.NoCertificate, "", trust, Carol,
            [new() { Encoding = CertEncoding.Crl, Data = Octets.FromHex("30") }]);
    }

    /// <summary>The platform also reads text, wherever it stands: carol's certificate in the place
    /// of an issuer has her name and her authority, and the key beside it is of whoever wrote it.
    /// </summary>
    [Fact]
    public void A_certificate_inside_another_one_lends_it_no_name()
    {
        using var trust = Of(Root);
        var carol = Named("ecdsa", Root);
        var evil = Named("ecdsa", PeerAuthority.Root("ecdsa", "CN=evil"));
        var text = System.Text.Encoding.ASCII.GetBytes("\n" + carol.Pem + "\n");
        var forged = Part(0x30, [
            .. Part(0x30, [
                .. Part(0xA0, Part(0x02, [2])), .. Part(0x02, [1]), .. Part(0x30, []),
                .. Part(0x30, text), .. Part(0x30, []), .. Part(0x30, []),
                .. KeyOf(evil).Info.Span,
            ]),
            .. Part(0x30, []), .. Part(0x03, [0, 1]),
        ]);
        Assert.True(PublicKey.TryReadCertificate(forged, out var key, out _));
        Assert.Equal(KeyOf(evil), key);
        AssertNot(AuthFault.BadCertificate, "", trust, Carol, Shown(forged));
        AssertNot(AuthFault.BadCertificate, "", trust, Carol, Shown(carol.Certificate, forged));
    }

    private static byte[] Part(byte tag, byte[] content) =>
        [
            tag,
            .. content.Length switch
            {
                < 0x80 => (byte[])[(byte)content.Length],
                < 0x100 => [0x81, (byte)content.Length],
                _ => [0x82, (byte)(content.Length >> 8), (byte)content.Length],
            },
            .. content,
        ];

    [Theory]
    [InlineData("SHA256WITHRSAANDMGF1", true)]
    [InlineData("SHA512WITHRSAANDMGF1", true)]
    [InlineData("SHA1WITHRSAANDMGF1", false)]
    [InlineData("SHA256WITHRSA", true)]
    [InlineData("SHA1WITHRSA", false)]
    public void The_hash_beneath_RSA_is_looked_at_in_both_paddings(string algorithm, bool isTaken)
    {
        var root = PeerAuthority.Root("rsa", "CN=root");
        using var trust = Of(root);
        var error = trust.Judge(
            Carol, Shown(Named("ecdsa", root, new() { Algorithm = algorithm })), out _);
        Assert.Equal(isTaken ? AuthFault.None : AuthFault.NotTrusted, error.Fault);
    }

    [Fact]
    public void No_octets_make_the_judge_throw()
    {
        using var trust = Of(Root);
        var whole = Named("ecdsa", Root).Certificate;
        var between = PeerAuthority.Make("ecdsa", "CN=a", Root, new() { IsAuthority = true });
        for (var at = 0; at < whole.Length; at += 3)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0x41;
            Assert.NotEqual(AuthFault.None, trust.Judge(Carol, Shown(changed), out _).Fault);
            trust.Judge(Carol, Shown(whole[..at]), out var cut);
            Assert.Null(cut);
            trust.Judge(
                Carol, Shown(whole, between.Certificate[..(at % between.Certificate.Length)]),
                out _);
        }
    }

    [Fact]
    public void One_that_is_known_is_taken_and_no_other_whoever_signed_it()
    {
        var carol = PeerAuthority.Make("ed25519", "CN=whoever", null, new());
        var path = Write("carol.pem", carol.Pem);
        using var trust = PeerTrust.OfCertificate("field", path);
        Assert.Equal(default, trust.Judge(Carol, Shown(carol), out var key));
        Assert.Equal(KeyOf(carol), key);
        Assert.Equal(default, trust.Judge(Carol, [], out key));
        Assert.Equal(KeyOf(carol), key);
        AssertNot(
            AuthFault.NotTrusted, "not the one that is known", trust, Carol,
            Shown(PeerAuthority.Make("ed25519", "CN=whoever", null, new())));
        Assert.Empty(trust.Hashes);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertNot(
        AuthFault fault, string subject, PeerTrust trust, Octets identity,
        Items<CertPayloadValue> shown)
    {
        var error = trust.Judge(identity, shown, out var key);
        Assert.Equal(fault, error.Fault);
        Assert.Contains(subject, error.Subject ?? "");
        Assert.Null(key);
    }

    private static MadeCertificate Named(
        string kind, MadeCertificate issuer, CertificateWish? wish = null) =>
        PeerAuthority.Make(
            kind, "CN=carol", issuer,
            (wish ?? new()) with { Names = [PeerAuthority.Dns("carol.example")] });

    private static Items<CertPayloadValue> Shown(params MadeCertificate[] certificates) =>
        Shown([.. certificates.Select(one => one.Certificate)]);

    private static Items<CertPayloadValue> Shown(params byte[][] certificates) =>
    [
        .. certificates.Select(one => new CertPayloadValue
        {
            Encoding = CertEncoding.X509Signature,
            Data = new(one),
        }),
    ];

    private static PublicKey KeyOf(MadeCertificate made)
    {
        Assert.True(PublicKey.TryReadCertificate(made.Certificate, out var key, out _));
        return key;
    }

    private PeerTrust Of(MadeCertificate root) =>
        PeerTrust.OfAuthorities("field", Write("root.pem", root.Pem));

    private string Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path, text);
        return path;
    }
}
