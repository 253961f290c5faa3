using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Gateway;

namespace Holdfast.Tests.Examples.Gateway.Sync;

/// <summary>An authority, and what it signs, as files.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast").FullName;
    private readonly X509Certificate2 _authority;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=tests", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _authority = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        File.WriteAllText(Path.Combine(_folder, "ca.pem"), _authority.ExportCertificatePem());
    }

    /// <summary>The sync channel of whoever is called so.</summary>
    /// <param name="name">The common name.</param>
    /// <param name="port">The port.</param>
    /// <param name="trusted">Whose certificates it believes; null: ours.</param>
    public GatewayConfig.Channel Of(string name, int port, Certificates? trusted = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .Create(
                _authority, DateTimeOffset.UtcNow.AddMinutes(-30),
                DateTimeOffset.UtcNow.AddMinutes(30), RandomNumberGenerator.GetBytes(8));
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path + ".pem", signed.ExportCertificatePem());
        File.WriteAllText(path + ".key", key.ExportPkcs8PrivateKeyPem());
        return new()
        {
            Port = port,
            Certificate = path + ".pem",
            Key = path + ".key",
            Authority = Path.Combine((trusted ?? this)._folder, "ca.pem"),
        };
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
