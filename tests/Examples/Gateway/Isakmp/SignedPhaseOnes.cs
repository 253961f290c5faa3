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
    private static readonly MadeCertificate Root = SignedSides.Root;
    private static readonly MadeCertificate Mars = SignedSides.Mars;
    private static readonly MadeCertificate Carol = SignedSides.Carol;

    private readonly SignedSides _sides = new();
    private readonly string _folder =
        Directory.CreateTempSubdirectory("holdfast-signed").FullName;

    public void Dispose()
    {
        _sides.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(PhaseOneMode.Main, true)]
    [InlineData(PhaseOneMode.Main, false)]
    [InlineData(PhaseOneMode.Aggressive, true)]
    [InlineData(PhaseOneMode.Aggressive, false)]
    public void Both_sides_sign_whoever_begins(PhaseOneMode mode, bool begins)
    {
        using var gateway = _sides.Make(isGateway: true, Mars);
        using var peer = _sides.Make(isGateway: false, Carol, takesAggressive: true);
        (begins ? gateway : peer).Begin(mode);
        gateway.Talk(peer);
        Assert.Equal(gateway.Row!.Id, peer.Row!.Id);
        Assert.Equal(mode, gateway.Made!.Mode);
        Assert.Equal(PhaseOneAuthMethod.RsaSignatures, gateway.Made!.Suite.Authentication);
        Assert.Empty(gateway.Complaints.Concat(peer.Complaints));

        // Quick mode goes on under keys that are handed on with the names of their algorithms.
        peer.BeginQuick(
            KeyExchangeMethod.None, IsakmpSide.Behind, IsakmpSide.Inside, (_, _) => { });
        peer.Talk(gateway);
        Assert.Single(gateway.Children);
    }

    [Theory]
    [InlineData(PhaseOneMode.Main, true)]
    [InlineData(PhaseOneMode.Main, false)]
    [InlineData(PhaseOneMode.Aggressive, false)]
    public void A_certificate_of_another_authority_of_that_name_proves_nobody(
        PhaseOneMode mode, bool begins)
    {
        var forged = SignedSides.Forged;
        using var gateway = _sides.Make(isGateway: true, Mars);
        using var peer = _sides.Make(isGateway: false, forged);
        (begins ? gateway : peer).Begin(mode);
        gateway.Talk(peer);
        Assert.Null(gateway.Row);
        Assert.Contains("no authority of ours", Assert.Single(gateway.Complaints));
    }

    [Fact]
    public void Who_is_distrusted_is_told_of_once_in_a_while()
    {
        var forged = SignedSides.Forged;
        using var gateway = _sides.Make(isGateway: true, Mars);
        using var peer = _sides.Make(isGateway: false, forged);
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
        using var gateway = _sides.Make(isGateway: true, Mars);
        using var stranger = _sides.Make(isGateway: false, Carol);
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

        using var peer = _sides.Make(isGateway: false, Carol, member: 8);
        peer.Begin(PhaseOneMode.Main);
        peer.Talk(gateway);
        Assert.Equal(peer.Row?.Id, gateway.Row!.Id);
    }

    [Fact]
    public void Who_has_a_key_of_both_is_nobody_where_both_have_to_sign()
    {
        using var gateway = _sides.Make(isGateway: true, Mars);
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
        Assert.True(book.MayBegin(null, at));
        Assert.False(book.MayBegin(null, elsewhere));

        // By aggressive mode nobody is signed for who is not set so.
        Assert.False(book.TakesAggressive);
        Assert.False(book.MayBegin(identity, at));
        Assert.Equal(
            [PhaseOneAuthMethod.RsaSignatures],
            book.OldSuites.Select(suite => suite.Authentication).Distinct());
        using var root = X509CertificateLoader.LoadCertificate(Root.Certificate);
        Assert.Equal([new Octets(root.SubjectName.RawData)], book.OldAuthorities);

        // Its name tells it from others: it may be anywhere.
        using var moving = Open(Mars, text => text.Replace(
            "\"addresses\": [\"192.0.2.20\"],", "", StringComparison.Ordinal));
        Assert.True(moving.MayBegin(null, elsewhere));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void By_aggressive_mode_it_is_signed_for_where_it_may_be(bool hasAddress)
    {
        var identity = IdentityText.Read("address:192.0.2.20")!.Value;
        Octets withPort = new([identity.Span[0], 17, 1, 244, .. identity.Span[4..]]);
        var elsewhere = HostAddress.Parse("198.51.100.7");
        using var book = Open(
            Mars, text => hasAddress ? text : text.Replace(
                "\"addresses\": [\"192.0.2.20\"],", "", StringComparison.Ordinal),
            isAggressive: true);
        Assert.True(book.TakesAggressive);
        Assert.True(book.MayBegin(identity, HostAddress.Parse("192.0.2.20")));
        Assert.True(book.MayBegin(withPort, HostAddress.Parse("192.0.2.20")));
        Assert.Equal(!hasAddress, book.MayBegin(identity, elsewhere));
        Assert.False(book.MayBegin(
            IdentityText.Read("address:192.0.2.21")!.Value, HostAddress.Parse("192.0.2.20")));
        Assert.NotNull(book.FindSigning(identity, [])!.Ours);
        Assert.Equal((PhaseOneMode.Aggressive, true), (
            book.OldOf(identity)!.Mode, book.OldOf(identity)!.Signs));

        // Nobody is left who may begin by main mode, wherever he is.
        Assert.False(book.MayBegin(null, HostAddress.Parse("192.0.2.20")));
        Assert.False(book.MayBegin(null, elsewhere));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_key_of_another_kind_is_told(bool isAggressive)
    {
        var wrong = PeerAuthority.Make(
            "ecdsa", "CN=mars", Root, new() { Names = [PeerAuthority.Dns("mars.example")] });
        Assert.Contains(
            "IKEv1 signs by RSA",
            Assert.Throws<GatewayException>(
                () => Open(wrong, text => text, isAggressive)).Message);
    }

    private PeerBook Open(
        MadeCertificate own, Func<string, string> change, bool isAggressive = false)
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
                        Aggressive = isAggressive,
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
}
