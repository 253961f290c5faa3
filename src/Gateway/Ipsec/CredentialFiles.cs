using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Gateway.Ipsec;

/// <summary>Files that prove who somebody is. Whatever is secret in them is zeroed once it is
/// read.</summary>
internal static class CredentialFiles
{
    private const int SecretMax = 4_096;
    private const int FileMax = 1 << 20;

    /// <summary>A key that both sides have.</summary>
    /// <param name="field">The field of the configuration, for whoever wrote it.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="GatewayException">It can't be read, or is no key.</exception>
    public static Secret ReadShared(string field, string path)
    {
        var octets = ReadSecret(field, path);
        var text = octets.AsSpan().TrimEnd("\r\n"u8);
        var secret = text.Length is > 0 and <= SecretMax ? new Secret(text) : null;
        CryptographicOperations.ZeroMemory(octets);
        return secret ?? throw new GatewayException(
            $"{field}: {path} has {text.Length} octets, 1 to {SecretMax} are a key");
    }

    /// <summary>A private key that signs, PKCS #8 in PEM.</summary>
    /// <param name="field">The field of the configuration.</param>
    /// <param name="path">The file.</param>
    /// <param name="provider">Who keeps it and signs.</param>
    /// <exception cref="GatewayException">It can't be read, or is no such key.</exception>
    public static PrivateKey ReadKey(string field, string path, CryptoProvider provider)
    {
        var octets = ReadSecret(field, path);
        try
        {
            if (!PemEncoding.TryFindUtf8(octets, out var found))
            {
                throw new GatewayException($"{field}: {path} is no PEM");
            }

            if (!octets.AsSpan(found.Label).SequenceEqual("PRIVATE KEY"u8))
            {
                throw new GatewayException(
                    $"{field}: {path} is no PKCS #8 in the clear ('PRIVATE KEY'): "
                    + "openssl pkcs8 -topk8 -nocrypt makes it of others");
            }

            using var der = new Secret(found.DecodedDataLength);
            if (Base64.DecodeFromUtf8(octets.AsSpan(found.Base64Data), der.Span, out _, out _)
                != System.Buffers.OperationStatus.Done)
            {
                throw new GatewayException($"{field}: {path} is no PEM");
            }

            return PrivateKey.TryRead(provider, der.Span, out var key, out var error)
                ? key
                : throw new GatewayException($"{field}: {path}: {error}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Certificates in PEM, in their order; one at least.</summary>
    /// <param name="field">The field of the configuration.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="GatewayException">It can't be read, or has none.</exception>
    public static X509Certificate2Collection ReadCertificates(string field, string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(System.Text.Encoding.UTF8.GetString(Read(field, path)));
        }
        catch (CryptographicException wrong)
        {
            throw new GatewayException($"{field}: {path}: {wrong.Message}", wrong);
        }

        return certificates.Count > 0
            ? certificates
            : throw new GatewayException($"{field}: {path} has no certificate in PEM");
    }

    private static byte[] ReadSecret(string field, string path)
    {
        try
        {
            // Others who may read it may be the peer.
            if (OperatingSystem.IsLinux()
                && (File.GetUnixFileMode(path)
                    & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
            {
                throw new GatewayException(
                    $"{field}: everybody may read or write {path}: chmod o= it");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException($"{field}: {failure.Message}", failure);
        }

        return Read(field, path);
    }

    private static byte[] Read(string field, string path)
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (file.Length > FileMax)
            {
                throw new GatewayException(
                    $"{field}: {path} has {file.Length} octets, {FileMax} are the most");
            }

            // Pinned: the collector leaves no copy behind.
            var octets = GC.AllocateArray<byte>((int)file.Length, pinned: true);
            file.ReadExactly(octets);
            return octets;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException($"{field}: {failure.Message}", failure);
        }
    }
}
