using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Gateway.Sync;

/// <summary>
/// Who this member is to the others, and who they must be: certificates of one authority, which
/// have the names of members. Revocation is not asked for: whoever is not trusted any more is
/// taken out of the configuration.
/// </summary>
internal sealed class SyncCredentials : IDisposable
{
    private readonly X509Certificate2 _own;
    private readonly X509Certificate2Collection _authority = [];

    /// <exception cref="GatewayException">A file is not there, or is not what it should be.
    /// </exception>
    public SyncCredentials(GatewayConfig.Channel channel, string name)
    {
        try
        {
            _own = X509Certificate2.CreateFromPemFile(channel.Certificate, channel.Key);
            _authority.ImportFromPemFile(channel.Authority);
        }
        catch (Exception wrong) when (wrong is CryptographicException or IOException
            or UnauthorizedAccessException)
        {
            throw new GatewayException(
                $"can't read certificate {channel.Certificate}, its key or the authority: "
                + wrong.Message, wrong);
        }

        var said = NameOf(_own);
        if (said != name)
        {
            _own.Dispose();
            throw new GatewayException(
                $"{channel.Certificate} is the certificate of '{said}', and this member is "
                + $"'{name}'");
        }
    }

    /// <summary>How this member accepts.</summary>
    public SslServerAuthenticationOptions Accepting(Action<string> isNamed) => new()
    {
        ServerCertificate = _own,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, other, _, _) => IsMember(other, isNamed),
    };

    /// <summary>How this member connects to another one.</summary>
    public SslClientAuthenticationOptions Connecting(string name, Action<string> isNamed) => new()
    {
        TargetHost = name,
        ClientCertificates = [_own],
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, other, _, _) => IsMember(other, isNamed),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _own.Dispose();
        foreach (var one in _authority)
        {
            one.Dispose();
        }
    }

    private static string NameOf(X509Certificate2 certificate) =>
        certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    private bool IsMember(X509Certificate? other, Action<string> isNamed)
    {
        if (other is null)
        {
            return false;
        }

        using var certificate = X509CertificateLoader.LoadCertificate(other.GetRawCertData());
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (!chain.Build(certificate))
        {
            return false;
        }

        isNamed(NameOf(certificate));
        return true;
    }
}
