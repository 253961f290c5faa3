using System.Security.Cryptography.X509Certificates;
using Holdfast.Codec;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using PrivateKey = Holdfast.Protocol.Cryptography.PrivateKey;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>Sides that sign by RSA, and trust one authority.</summary>
internal sealed class SignedSides : IDisposable
{
    public static readonly MadeCertificate Root = PeerAuthority.Root("rsa", "CN=root");
    public static readonly MadeCertificate Mars = PeerAuthority.Make(
        "rsa", "CN=mars", Root, new() { Names = [PeerAuthority.Dns("mars.example")] });

    public static readonly MadeCertificate Carol = PeerAuthority.Make(
        "rsa", "CN=carol", Root, new() { Names = [PeerAuthority.Dns("carol.example")] });

    /// <summary>Of another authority of that name.</summary>
    public static readonly MadeCertificate Forged = PeerAuthority.Make(
        "rsa", "CN=carol", PeerAuthority.Root("rsa", "CN=root"),
        new() { Names = [PeerAuthority.Dns("carol.example")] });

    private readonly List<IDisposable> _held = [];

    /// <param name="isGateway">Whether it is the cluster.</param>
    /// <param name="own">Its certificate.</param>
    /// <param name="member">Its number.</param>
    /// <param name="name">Who it says it is; null: who is usual.</param>
    /// <param name="mayBegin">Who may begin with it; null: whoever it knows.</param>
    /// <param name="takesAggressive">Whether a peer takes aggressive mode.</param>
    public IsakmpSide Make(
        bool isGateway, MadeCertificate own, byte member = 9, string? name = null,
        Func<Octets?, HostAddress, bool>? mayBegin = null, bool takesAggressive = false)
    {
        Assert.True(PrivateKey.TryRead(IsakmpSide.Provider, own.Key, out var key, out _));
        var trust = PeerTrust.Of([X509CertificateLoader.LoadCertificate(Root.Certificate)]);
        _held.Add(key);
        _held.Add(trust);
        var ours = isGateway ? "mars.example" : name ?? "carol.example";
        var known = new HandshakeCredentials(
            new(IdentityText.Read($"fqdn:{ours}")!.Value, EspSuites.Default, []))
        {
            MustSign = true,
            Ours = key,
            Certificates =
                [new() { Encoding = CertEncoding.X509Signature, Data = new(own.Certificate) }],
        };
        return new(
            isGateway ? (byte)1 : member, isGateway,
            takesAggressive: isGateway || takesAggressive,
            judge: (identity, certificates) =>
            {
                var distrust = trust.Judge(identity, certificates, out var theirs);
                return known with { Theirs = theirs, Distrust = distrust };
            },
            name: name, mayBegin: mayBegin);
    }

    public void Dispose() => _held.ForEach(one => one.Dispose());
}
