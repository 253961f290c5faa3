using System.Security.Cryptography.X509Certificates;
using Holdfast.Codec;
using Holdfast.Gateway;
using Holdfast.Gateway.Ipsec;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.Cli;
using Credentials = Holdfast.Gateway.Ipsec.IpsecConfig.Credentials;
using PrivateKey = Holdfast.Protocol.Cryptography.PrivateKey;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>Phase 1 of the gateway where both sides sign by RSA, RFC 2409 §5.1.</summary>
public sealed class SignedPhaseOnes : IDisposable
{
    private static readonly MadeCertificate Root = PeerAuthority.Root("rsa", "CN=root");
    private static readonly MadeCertificate Other = PeerAuthority.Root("rsa", "CN=root");
    private static readonly MadeCertificate Mars = PeerAuthority.Make(
        "rsa", "CN=mars", Root, new() { Names = [PeerAuthority.Dns("mars.example")] });

    private static readonly MadeCertificate Carol = PeerAuthority.Make(
        "rsa", "CN=carol", Root, new() { Names = [PeerAuthority.Dns("carol.example")] });

    private readonly List<IDisposable> _held = [];
    private readonly string _folder =
        Directory.CreateTempSubdirectory("holdfast-signed").FullName;

    public void Dispose()
    {
        _held.ForEach(one => one.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_sides_sign_whoever_begins(bool begins)
    {
        using var gateway = Side(isGateway: true, Mars, Root);
        using var peer = Side(isGateway: false, Carol, Root);
        (begins ? gateway : peer).Begin(PhaseOneMode.Main);
        gateway.Talk(peer);
        Assert.Equal(gateway.Row?.Id, peer.Row?.Id);
        Assert.Equal(PhaseOneAuthMethod.RsaSignatures, gateway.Made!.Suite.Authentication);
        Assert.Empty(gateway.Complaints.Concat(peer.Complaints));

        // Quick mode goes on under keys that are handed on with the names of their algorithms.
        peer.BeginQuick(
            KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Inside, (_, _) => { });
        peer.Talk(gateway);
        Assert.Single(gateway.Children);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_certificate_of_another_authority_of_that_name_proves_nobody(bool begins)
    {
        var forged = PeerAuthority.Make(
            "rsa", "CN=carol", Other, new() { Names = [PeerAuthority.Dns("carol.example")] });
        using var gateway = Side(isGateway: true, Mars, Root);
        using var peer = Side(isGateway: false, forged, Root);
        (begins ? gateway : peer).Begin(PhaseOneMode.Main);
        gateway.Talk(peer);
        Assert.Null(gateway.Row);
        Assert.Contains("no authority of ours", Assert.Single(gateway.Complaints));
    }

    [Fact]
    public void Who_is_distrusted_is_told_of_once_in_a_while()
    {
        var forged = PeerAuthority.Make(
            "rsa", "CN=carol", Other, new() { Names = [PeerAuthority.Dns("carol.example")] });
        using var gateway = Side(isGateway: true, Mars, Root);
        using var peer = Side(isGateway: false, forged, Root);
        foreach (var (after, told) in (ReadOnlySpan<(int, int)>)[(0, 1), (9, 1), (1, 2)])
        {
            gateway.Now += TimeSpan.FromSeconds(after);
            peer.Begin(PhaseOneMode.Main);
            peer.Talk(gateway);
            Assert.Equal(told, gateway.Complaints.Count);
        }
    }

    /// <summary>Where a peer that signs may be anywhere, everybody gets as far as the keys.
    /// </summary>
    [Fact]
    public void Strangers_that_sign_nothing_make_room_for_a_peer_that_signs()
    {
        using var gateway = Side(isGateway: true, Mars, Root);
        using var stranger = Side(isGateway: false, Carol, Root);
        for (var at = 0; at < PhaseOneAnswers.MostOfOne; at++)
        {
            // Its half of the keys, and not a word more.
            stranger.Begin(PhaseOneMode.Main);
            gateway.Hear(stranger.Said.Dequeue());
            stranger.Hear(gateway.Said.Dequeue());
            gateway.Hear(stranger.Said.Dequeue());
            Assert.Single(gateway.Said);
            gateway.Said.Clear();
        }

        using var peer = Side(isGateway: false, Carol, Root, member: 8);
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        Assert.Equal(peer.Row?.Id, gateway.Row!.Id);
    }

    [Fact]
    public void Who_has_a_key_of_both_is_nobody_where_both_have_to_sign()
    {
        using var gateway = Side(isGateway: true, Mars, Root);
        using var peer = new IsakmpSide(9, isGateway: false);
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        Assert.Null(gateway.Row);
    }

    [Fact]
    public void A_peer_that_signs_is_found_by_its_name_and_not_by_a_key()
    {
        var identity = IdentityText.Read("address:192.0.2.20")!.Value;
        var (at, elsewhere) = (
            HostAddress.Parse("192.0.2.20"), HostAddress.Parse("198.51.100.7"));
        using var book = Open(Mars, text => text);
        Assert.NotNull(book.FindSigning(identity, [])!.Ours);
        Assert.Equal(AuthFault.NoCertificate, book.FindSigning(identity, [])!.Distrust.Fault);
        Assert.Null(book.FindAsking(null, at));
        Assert.Null(book.FindAsked(identity, at));
        Assert.Null(book.Find(identity, []));
        Assert.True(book.MayBeAt(at));
        Assert.False(book.MayBeAt(elsewhere));
        Assert.Equal(
            [PhaseOneAuthMethod.RsaSignatures],
            book.OldSuites.Select(suite => suite.Authentication).Distinct());
        using var root = X509CertificateLoader.LoadCertificate(Root.Certificate);
        Assert.Equal([new Octets(root.SubjectName.RawData)], book.OldAuthorities);

        // Its name tells it from others: it may be anywhere.
        using var moving = Open(Mars, text => text.Replace(
            "\"addresses\": [\"192.0.2.20\"],", "", StringComparison.Ordinal));
        Assert.True(moving.MayBeAt(elsewhere));
    }

    [Fact]
    public void A_key_of_another_kind_is_told()
    {
        var wrong = PeerAuthority.Make(
            "ecdsa", "CN=mars", Root, new() { Names = [PeerAuthority.Dns("mars.example")] });
        Assert.Contains(
            "IKEv1 signs by RSA",
            Assert.Throws<GatewayException>(() => Open(wrong, text => text)).Message);
    }

    private PeerBook Open(MadeCertificate own, Func<string, string> change)
    {
        var text = change(File.ReadAllText(ToolRun.File("samples/clusters/alice.json")));
        Assert.True(
            ClusterMemberJson.TryRead(
                System.Text.Encoding.UTF8.GetBytes(text), out var member, out var error),
            $"{error}");
        return PeerBook.Open(
            new()
            {
                Identity = "fqdn:mars.example",
                Protects = ["10.1.0.0/16"],
                Peers = new Dictionary<string, Credentials>
                {
                    ["dave"] = new()
                    {
                        Certificate = Write("mars.pem", own.Pem),
                        Key = Write("mars.key", own.KeyPem),
                        Authority = Write("root.pem", Root.Pem),
                    },
                },
            },
            member, IsakmpSide.Provider);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return path;
    }

    private IsakmpSide Side(
        bool isGateway, MadeCertificate own, MadeCertificate authority, byte member = 9)
    {
        Assert.True(PrivateKey.TryRead(IsakmpSide.Provider, own.Key, out var key, out _));
        var trust = PeerTrust.Of([X509CertificateLoader.LoadCertificate(authority.Certificate)]);
        _held.Add(key);
        _held.Add(trust);
        var name = isGateway ? "mars.example" : "carol.example";
        var known = new HandshakeCredentials(
            new(IdentityText.Read($"fqdn:{name}")!.Value, EspSuites.Default, []))
        {
            MustSign = true,
            Ours = key,
            Certificates =
                [new() { Encoding = CertEncoding.X509Signature, Data = new(own.Certificate) }],
        };
        return new(isGateway ? (byte)1 : member, isGateway, judge: (identity, certificates) =>
        {
            var distrust = trust.Judge(identity, certificates, out var theirs);
            return known with { Theirs = theirs, Distrust = distrust };
        });
    }
}
