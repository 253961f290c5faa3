using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.Tests;

/// <summary>Two sides with keys of RSA and certificates: those of a capture in tests/captures/lab,
/// where left begins and right answers.</summary>
internal sealed class LabSigners : IDisposable
{
    private readonly IReadOnlyDictionary<string, string> _pem;

    public LabSigners()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(
            Root(), "tests", "captures", "lab", "certificates", "v1-main-rsa.json")));
        _pem = file.RootElement.EnumerateObject().ToDictionary(
            one => one.Name, one => one.Value.GetString()!);
        (LeftKey, RightKey) = (Key("rsal.key"), Key("rsar.key"));
        (LeftCertificate, RightCertificate) = (Certificate("rsal.pem"), Certificate("rsar.pem"));
    }

    public static Octets Left { get; } = Named("left.lab");

    public static Octets Right { get; } = Named("right.lab");

    public PrivateKey LeftKey { get; }

    public PrivateKey RightKey { get; }

    public CertPayloadValue LeftCertificate { get; }

    public CertPayloadValue RightCertificate { get; }

    /// <summary>The certificate of the authority of both.</summary>
    public Octets Authority => Der("rsaca.pem");

    /// <summary>How often somebody was judged.</summary>
    public int Judged { get; private set; }

    /// <summary>What each side knows of the other one: the certificate that it has to show.
    /// </summary>
    public HandshakeCredentials? Judge(Octets identity, Items<CertPayloadValue> shown)
    {
        Judged++;
        return identity == Left
                ? Credentials(Right, LeftCertificate, RightKey, RightCertificate, shown)
            : identity == Right
                ? Credentials(Left, RightCertificate, LeftKey, LeftCertificate, shown)
            : null;
    }

    public void Dispose()
    {
        LeftKey.Dispose();
        RightKey.Dispose();
    }

    private static HandshakeCredentials Credentials(
        Octets ours, CertPayloadValue theirs, PrivateKey key, CertPayloadValue own,
        Items<CertPayloadValue> shown) => new(new HandshakePeer(ours, [], []))
        {
            MustSign = true,
            Ours = key,
            Certificates = [own],
            Theirs = shown.Count > 0 && shown[0] == theirs
                && PublicKey.TryReadCertificate(theirs.Data.Span, out var read, out _)
                ? read
                : null,
            Distrust = shown.Count == 0
                ? new(AuthFault.NoCertificate)
                : new(AuthFault.NotTrusted),
        };

    private static Octets Named(string name) => new(new IsakmpIdPayloadValue
    {
        IdType = IsakmpIdType.Fqdn,
        Data = new(Encoding.UTF8.GetBytes(name)),
    }.ToArray());

    private CertPayloadValue Certificate(string name) =>
        new() { Encoding = CertEncoding.X509Signature, Data = Der(name) };

    private Octets Der(string name)
    {
        var fields = PemEncoding.Find(_pem[name]);
        return new(Convert.FromBase64String(_pem[name][fields.Base64Data]));
    }

    private PrivateKey Key(string name)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(_pem[name]);
        return PrivateKey.TryRead(
            CryptoProviders.Managed(), rsa.ExportPkcs8PrivateKey(), out var key, out var error)
            ? key
            : throw new InvalidOperationException($"{error}");
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Protocol.sln")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new DirectoryNotFoundException("no Protocol.sln above the tests");
        }

        return folder;
    }
}
