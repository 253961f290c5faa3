using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Gateway;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Gateway.Ipsec;

/// <summary>Peers and a cluster that have certificates: what is read, and what is refused.</summary>
public sealed class CertifiedPeers : IDisposable
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();
    private static readonly Octets Carol = IdentityText.Read("fqdn:carol.example")!.Value;
    private static readonly ClusterMemberConfig Member = ReadMember();
    private static readonly MadeCertificate Root = PeerAuthority.Root("ed25519", "CN=root");

    private readonly string _folder =
        Directory.CreateTempSubdirectory("holdfast-certified").FullName;

    [Fact]
    public void Each_side_has_its_own_way_and_a_shared_key_proves_no_peer_that_has_to_sign()
    {
        var mars = Mars();
        using (var both = Open(new()
        {
            Certificate = Write("mars.pem", mars.Pem + Root.Pem),
            Key = Write("mars.key", mars.KeyPem, isSecret: true),
            Authority = Write("root.pem", Root.Pem),
        }))
        {
            var known = both.Find(Carol, [])!;
            Assert.Equal(
                [new Octets(mars.Certificate), new(Root.Certificate)],
                known.Certificates.Select(one => one.Data));
            Assert.Equal(SigningKeyKind.Ed25519, known.Ours!.Kind);
            Assert.True(known.MustSign);
            Assert.Null(known.Shared);
            Assert.Null(known.Theirs);
            Assert.Equal(AuthFault.NoCertificate, known.Distrust.Fault);
            Assert.Equal(both.AuthoritiesOf(Carol), both.Authorities);
            Assert.Single(both.Authorities);
            both.Rehearse();

            var carol = PeerAuthority.Make(
                "rsa", "CN=carol", Root, new() { Names = [PeerAuthority.Dns("carol.example")] });
            var shown = both.Find(Carol, [new()
            {
                Encoding = CertEncoding.X509Signature,
                Data = new(carol.Certificate),
            }])!;
            Assert.Equal(SigningKeyKind.Rsa, shown.Theirs!.Kind);
            Assert.Equal(AuthFault.None, shown.Distrust.Fault);
        }

        using var mixed = Open(new()
        {
            Psk = Write("carol.psk", "secret", isSecret: true),
            PeerCertificate = Write("root.pem", Root.Pem),
        });
        var half = mixed.Find(Carol, [])!;
        Assert.True(half.MustSign);
        Assert.Equal("secret"u8, half.Shared!.Span);
        Assert.NotNull(half.Theirs);
        Assert.Empty(mixed.Authorities);

        using var other = Open(new()
        {
            Psk = Write("carol.psk", "secret", isSecret: true),
            Certificate = Write("mars.pem", mars.Pem),
            Key = Write("mars.key", mars.KeyPem, isSecret: true),
            RsaPadding = "pkcs1",
        });
        Assert.False(other.Find(Carol, [])!.MustSign);
        Assert.Equal(RsaForm.Pkcs1, other.Find(Carol, [])!.Form);
    }

    [Fact]
    public void A_key_that_is_not_that_of_the_certificate_is_refused() => AssertRefused(
        "ipsec.peers.carol.certificate", "is not that of the key",
        Mars().Pem, Mars().KeyPem);

    [Fact]
    public void A_certificate_without_our_name_is_refused()
    {
        var other = PeerAuthority.Make("ecdsa", "CN=mars.example", Root, new());
        AssertRefused(
            "ipsec.peers.carol.certificate", "does not have fqdn:mars.example", other.Pem,
            other.KeyPem);
    }

    [Theory]
    [InlineData("", "is no PEM")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n", "Malformed")]
    public void What_is_no_key_is_refused(string text, string why) => AssertRefused(
        "ipsec.peers.carol.key", why, Mars().Pem, text);

    [Fact]
    public void A_key_in_another_form_is_refused_with_the_way_to_change_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AssertRefused(
            "ipsec.peers.carol.key", "openssl pkcs8 -topk8", Mars().Pem,
            key.ExportECPrivateKeyPem());
    }

    [Fact]
    public void A_private_key_that_everybody_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mars = Mars();
        var refused = Assert.Throws<GatewayException>(() => Open(new()
        {
            Certificate = Write("mars.pem", mars.Pem),
            Key = Write("mars.key", mars.KeyPem),
            Authority = Write("root.pem", Root.Pem),
        }).Dispose());
        Assert.Contains("ipsec.peers.carol.key: everybody may read", refused.Message);
    }

    [Theory]
    [InlineData("nothing here", "has no certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n", "root.pem")]
    public void An_authority_that_is_none_is_refused(string text, string why)
    {
        var mars = Mars();
        var refused = Assert.Throws<GatewayException>(() => Open(new()
        {
            Certificate = Write("mars.pem", mars.Pem),
            Key = Write("mars.key", mars.KeyPem, isSecret: true),
            Authority = Write("root.pem", text),
        }).Dispose());
        Assert.Contains("ipsec.peers.carol.authority", refused.Message);
        Assert.Contains(why, refused.Message);
    }

    [Theory]
    [InlineData("c", "certificate: it needs a key")]
    [InlineData("k", "key: it needs a certificate")]
    [InlineData("a", "psk, or certificate and key: nothing proves us")]
    [InlineData("ck", "nothing proves the peer")]
    [InlineData("ckap", "psk: nobody uses it")]
    [InlineData("ckaP", "authority: nobody asks it")]
    [InlineData("ckar", "rsa_padding: 'oaep'")]
    [InlineData("cka", null)]
    [InlineData("ckP", null)]
    [InlineData("p", null)]
    [InlineData("pa", null)]
    [InlineData("ckp", null)]
    public void What_is_missing_or_too_much_is_told_with_its_place(string set, string? why)
    {
        var config = Config(new()
        {
            Psk = Set('p'),
            Certificate = Set('c'),
            Key = Set('k'),
            Authority = Set('a'),
            PeerCertificate = Set('P'),
            RsaPadding = set.Contains('r', StringComparison.Ordinal) ? "oaep" : null,
        });
        if (why is null)
        {
            Assert.Null(config.Check(Member));
            Assert.Equal(
                Set('k') is null ? null : "/etc/x", config.From("/etc").Peers["carol"].Key);
        }
        else
        {
            Assert.StartsWith("ipsec.peers.carol.", config.Check(Member)!);
            Assert.Contains(why, config.Check(Member)!);
        }

        string? Set(char letter) => set.Contains(letter, StringComparison.Ordinal) ? "x" : null;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static MadeCertificate Mars() => PeerAuthority.Make(
        "ed25519", "CN=mars", Root, new() { Names = [PeerAuthority.Dns("mars.example")] });

    private void AssertRefused(string where, string why, string certificate, string key)
    {
        var refused = Assert.Throws<GatewayException>(() => Open(new()
        {
            Certificate = Write("mars.pem", certificate),
            Key = Write("mars.key", key, isSecret: true),
            Authority = Write("root.pem", Root.Pem),
        }).Dispose());
        Assert.Contains(where, refused.Message);
        Assert.Contains(why, refused.Message);
    }

    private static PeerBook Open(IpsecConfig.Credentials carol) =>
        PeerBook.Open(Config(carol), Member, Provider);

    private static IpsecConfig Config(IpsecConfig.Credentials carol) => new()
    {
        Identity = "fqdn:mars.example",
        Protects = ["10.1.0.0/16"],
        Peers = new Dictionary<string, IpsecConfig.Credentials> { ["carol"] = carol },
    };

    private string Write(string file, string text, bool isSecret = false)
    {
        var path = Path.Combine(_folder, file);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite
                    | (isSecret ? UnixFileMode.None : UnixFileMode.OtherRead));
        }

        return path;
    }

    private static ClusterMemberConfig ReadMember()
    {
        var text = File.ReadAllBytes(ToolRun.File("samples/clusters/alice.json"));
        Assert.True(ClusterMemberJson.TryRead(text, out var member, out _));
        return member;
    }
}
