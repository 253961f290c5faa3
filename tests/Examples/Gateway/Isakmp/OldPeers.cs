using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ikev1;
using Holdfast.Tests.Examples.Cli;
using Credentials = Holdfast.Gateway.Ipsec.IpsecConfig.Credentials;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>Peers that speak IKEv1: what is refused in their configuration, and how they are
/// found.</summary>
public sealed class OldPeers : IDisposable
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();
    private static readonly HostAddress Address = HostAddress.Parse("192.0.2.20");
    private readonly string _psk = Path.GetTempFileName();

    public OldPeers() => File.WriteAllText(_psk, "secret");

    public void Dispose() => File.Delete(_psk);

    [Fact]
    public void What_does_not_go_with_IKEv1_is_told()
    {
        var member = Member(text => text);
        Assert.Null(Told(new() { Psk = "x" }));
        Assert.Null(Told(new() { Psk = "x", Pfs = "modp2048", Aggressive = true, Start = true }));
        var signs = new Credentials { Certificate = "x", Key = "x", Authority = "x" };
        Assert.Null(Told(signs));
        Assert.Null(Told(signs with { Authority = null, PeerCertificate = "x", Start = true }));
        Assert.Contains("dave.psk", Told(signs with { Psk = "x", Authority = null }));
        Assert.Contains("dave.rsa_padding", Told(signs with { RsaPadding = "pss" }));
        var names = signs with { Aggressive = true };
        Assert.Null(Told(names));
        Assert.Null(Told(names with { Authority = null, PeerCertificate = "x", Start = true }));
        Assert.Contains("dave.psk", Told(names with { Psk = "x" }));
        Assert.Contains("dave.psk", Told(names with { Psk = "x", Authority = null }));
        Assert.Contains("dave.psk", Told(names with { Authority = null }));
        Assert.Contains("dave.certificate", Told(names with { Key = null }));
        Assert.Contains("dave.rsa_padding", Told(names with { RsaPadding = "pkcs1" }));
        Assert.Contains("carol.aggressive", Config(("carol", names)).Check(member));
        Assert.Contains("dave.psk", Told(new() { Psk = "x", Authority = "x" }));
        Assert.Contains("dave.pool", Told(new() { Psk = "x", Pool = "10.3.0.0/24" }));
        Assert.Contains("dave.udp", Told(new() { Psk = "x", Udp = true }));
        Assert.Contains("dave.tcp", Told(new() { Psk = "x", Tcp = true }));
        Assert.Contains("'x25519'", Told(new() { Psk = "x", Pfs = "x25519" }));
        Assert.Contains("'modp1024'", Told(new() { Psk = "x", Pfs = "modp1024" }));
        Assert.Contains(
            "carol.aggressive", Config(("carol", new() { Psk = "x", Aggressive = true }))
                .Check(member));
        Assert.Contains(
            "carol.pfs", Config(("carol", new() { Psk = "x", Pfs = "ecp257" })).Check(member));
        Assert.Null(Config(("carol", new() { Psk = "x", Pfs = "x25519" })).Check(member));

        string? Told(Credentials credentials) => Config(("dave", credentials)).Check(member);
    }

    [Fact]
    public void Main_mode_needs_an_address_that_no_other_peer_has()
    {
        var nowhere = Member(text => text.Replace(
            "\"addresses\": [\"192.0.2.20\"],", "", StringComparison.Ordinal));
        Assert.Contains(
            "main mode", Config(("dave", new() { Psk = "x" })).Check(nowhere));
        Assert.Null(Config(("dave", new() { Psk = "x", Aggressive = true })).Check(nowhere));
        var signs = new Credentials { Certificate = "x", Key = "x", Authority = "x" };
        Assert.Null(Config(("dave", signs)).Check(nowhere));
        Assert.Null(Config(("dave", signs with { Aggressive = true })).Check(nowhere));
        Assert.Contains(
            "dave.start: the peer has no address",
            Config(("dave", signs with { Aggressive = true, Start = true })).Check(nowhere));

        var both = Member(text => text.Replace(
                "\"192.0.2.10\"", "\"192.0.2.20\"", StringComparison.Ordinal)
            .Replace(
                "\"name\": \"carol\",", "\"name\": \"carol\", \"version\": \"v1\",",
                StringComparison.Ordinal)
            .Replace(
                "\"traits\": [\"message_id_sync\", \"replay_counter_sync\"],", "",
                StringComparison.Ordinal)
            .Replace(
                "\"watches_us\": { \"liveness\": { \"idle_after\": \"30s\" } },", "",
                StringComparison.Ordinal));
        Assert.Contains(
            "192.0.2.20 too", Config(("carol", new() { Psk = "x" }), ("dave", new() { Psk = "x" }))
                .Check(both));
    }

    [Fact]
    public void A_key_is_found_by_the_address_and_opens_no_IKEv2()
    {
        var member = Member(text => text);
        using var book = PeerBook.Open(
            Config(("dave", new() { Psk = _psk })), member, Provider);
        var identity = IdentityText.Read("address:192.0.2.20")!.Value;
        Assert.True(book.HasOld);
        Assert.False(book.TakesAggressive);
        Assert.Null(book.Find(identity, []));

        var found = book.FindAsking(null, Address)!;
        Assert.Equal("secret"u8, found.Shared.Span);
        Assert.Equal(identity, found.Party.Wanted);
        Assert.Null(book.FindAsking(null, HostAddress.Parse("192.0.2.21")));

        // By its name alone it is found in aggressive mode, which it may not.
        Assert.Null(book.FindAsking(identity, Address));
        Assert.NotNull(book.FindAsked(identity, Address));
        Assert.Null(book.FindAsked(null, Address));
    }

    [Fact]
    public void An_aggressive_one_is_found_by_its_name_with_a_port_or_without()
    {
        var member = Member(text => text);
        using var book = PeerBook.Open(
            Config(("dave", new() { Psk = _psk, Aggressive = true })), member, Provider);
        var identity = IdentityText.Read("address:192.0.2.20")!.Value;
        Octets withPort = new([identity.Span[0], 17, 1, 244, .. identity.Span[4..]]);
        Assert.True(book.TakesAggressive);
        Assert.NotNull(book.FindAsking(identity, HostAddress.Parse("198.51.100.7")));
        Assert.NotNull(book.FindAsking(withPort, HostAddress.Parse("198.51.100.7")));
        Assert.Null(book.FindAsking(null, Address));
        Assert.Equal(PhaseOneMode.Aggressive, book.OldOf(identity)!.Mode);
    }

    [Fact]
    public void Lives_are_longer_than_the_time_until_a_rekey()
    {
        var member = Member(text => text);
        var identity = IdentityText.Read("address:192.0.2.20")!.Value;
        using var book = PeerBook.Open(
            Config(("dave", new() { Psk = _psk, RekeyAfter = 100, IkeRekeyAfter = 0 })), member,
            Provider);
        Assert.Equal(180u, book.LifeOf(identity, isIke: false).Seconds);
        Assert.Equal(86_400u, book.LifeOf(identity, isIke: true).Seconds);
        Assert.Equal(new SaLife(86_400), book.LongestLife);
        var peer = book.QuickPeerOf(identity, isEncapsulated: true)!;
        Assert.True(peer.IsEncapsulated);
        Assert.Equal(2, peer.Traffic.Count);
    }

    private static IpsecConfig Config(params (string Name, Credentials How)[] peers) => new()
    {
        Identity = "fqdn:mars.example",
        Protects = ["10.1.0.0/16"],
        Peers = peers.ToDictionary(peer => peer.Name, peer => peer.How),
    };

    private static ClusterMemberConfig Member(Func<string, string> change)
    {
        var text = change(File.ReadAllText(ToolRun.File("samples/clusters/alice.json")));
        Assert.True(
            ClusterMemberJson.TryRead(
                System.Text.Encoding.UTF8.GetBytes(text), out var member, out var error),
            $"{error}");
        return member;
    }
}
