using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using PublicKey = Holdfast.Protocol.Cryptography.PublicKey;

namespace Holdfast.Gateway.Ipsec;

/// <summary>
/// Whose certificates prove a peer: those that authorities vouch for and that have its name, or
/// one that is known. The platform builds chains, from what the peer has sent and from files:
/// nothing is fetched.
/// </summary>
internal sealed class PeerTrust : IDisposable
{
    /// <summary>A chain with more of them is not built: as many as the peer may send, and the
    /// authority.</summary>
    private const int ChainMax = HandshakeWork.CertificatesMax + 1;

    private readonly X509Certificate2Collection _authorities;
    private readonly Octets? _pinned;
    private readonly PublicKey? _known;

    private PeerTrust(X509Certificate2Collection authorities, Octets? pinned, PublicKey? known) =>
        (_authorities, _pinned, _known) = (authorities, pinned, known);

    /// <summary>What CERTREQ says of the authorities: SHA-1 of the SubjectPublicKeyInfo of each,
    /// RFC 7296 §3.7.</summary>
    public Items<Octets> Hashes { get; private init; }

    /// <summary>What a certificate request of IKEv1 says of the authorities: the name of each in
    /// DER, RFC 2408 §3.10.</summary>
    public Items<Octets> Names { get; private init; }

    /// <summary>Those that authorities in a file vouch for.</summary>
    /// <exception cref="GatewayException">It can't be read, or has none.</exception>
    public static PeerTrust OfAuthorities(string field, string path) =>
        Of(CredentialFiles.ReadCertificates(field, path));

    /// <summary>Those that these authorities vouch for; they are disposed with it.</summary>
    public static PeerTrust Of(X509Certificate2Collection authorities) =>
        new(authorities, null, null)
        {
            Hashes = [.. authorities.Select(HashOf).Distinct()],
            Names =
            [
                .. authorities.Select(one => new Octets(one.SubjectName.RawData)).Distinct(),
            ],
        };

    /// <summary>The one in a file.</summary>
    /// <exception cref="GatewayException">It can't be read, or is none.</exception>
    public static PeerTrust OfCertificate(string field, string path)
    {
        var all = CredentialFiles.ReadCertificates(field, path);
        var pinned = new Octets(all[0].RawDataMemory.Span);
        DisposeAll(all);
        return PublicKey.TryReadCertificate(pinned.Span, out var key, out var error)
            ? new([], pinned, key)
            : throw new GatewayException($"{field}: {path}: {error}");
    }

    /// <summary>Whether certificates prove an identity, and by which key then.</summary>
    /// <param name="identity">The body of the ID payload.</param>
    /// <param name="shown">What the peer has sent, its own first.</param>
    /// <param name="key">The key; null: none.</param>
    public AuthError Judge(
        Octets identity, Items<CertPayloadValue> shown, out PublicKey? key)
    {
        key = null;
        var first = shown.FirstOrDefault(one => one.Encoding == CertEncoding.X509Signature);
        if (_pinned is { } pinned)
        {
            key = first is null || first.Data == pinned ? _known : null;
            return key is null
                ? new(AuthFault.NotTrusted, "it is not the one that is known")
                : default;
        }

        if (first is null)
        {
            return new(AuthFault.NoCertificate);
        }

        if (!PublicKey.TryReadCertificate(first.Data.Span, out var own, out var bad))
        {
            return new(AuthFault.BadCertificate, $"{bad}");
        }

        var error = Judge(identity, first, [.. shown.Where(one => one != first)]);
        key = error.Fault == AuthFault.None ? own : null;
        return error;
    }

    /// <summary>Builds a chain once, so that a peer does not wait until the platform has learned
    /// how.</summary>
    public void Rehearse()
    {
        foreach (var one in _authorities)
        {
            Vouch(one, []);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => DisposeAll(_authorities);

    private static Octets HashOf(X509Certificate2 authority)
    {
#pragma warning disable CA5350 // RFC 7296 §3.7: a name, no proof.
        return PublicKey.TryReadCertificate(authority.RawDataMemory.Span, out var key, out _)
            ? new(SHA1.HashData(key.Info.Span))
            : new(SHA1.HashData(authority.PublicKey.ExportSubjectPublicKeyInfo()));
#pragma warning restore CA5350
    }

    private AuthError Judge(
        Octets identity, CertPayloadValue first, Items<CertPayloadValue> others)
    {
        var between = new X509Certificate2Collection();
        try
        {
            using var own = Load(first);
            foreach (var other in others)
            {
                if (other.Encoding == CertEncoding.X509Signature)
                {
                    between.Add(Load(other));
                }
            }

            return !CertificateNames.MaySign(own)
                ? new(AuthFault.BadCertificate, "its key is not to sign")
                : !CertificateNames.Has(own, identity)
                    ? new(AuthFault.OtherIdentity, own.Subject)
                : Vouch(own, between);
        }
        catch (Exception malformed) when (malformed is CryptographicException
            or AsnContentException)
        {
            return new(AuthFault.BadCertificate, malformed.Message);
        }
        finally
        {
            DisposeAll(between);
        }
    }

    /// <summary>
    /// A certificate as the platform reads it. It also finds one in text that is not DER, and so in
    /// the middle of another certificate's octets: names and chain would be of the one, and the key
    /// of the other. What it has read are these octets, or nothing.
    /// </summary>
    private static X509Certificate2 Load(CertPayloadValue shown)
    {
        var read = X509CertificateLoader.LoadCertificate(shown.Data.Span);
        if (read.RawDataMemory.Span.SequenceEqual(shown.Data.Span))
        {
            return read;
        }

        read.Dispose();
        throw new CryptographicException("it is not the DER of a certificate and nothing else");
    }

    /// <summary>Whether an authority vouches for a certificate now.</summary>
    private AuthError Vouch(X509Certificate2 own, X509Certificate2Collection between)
    {
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_authorities);
        policy.ExtraStore.AddRange(between);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        var isBuilt = chain.Build(own);
        var elements = chain.ChainElements;
        try
        {
            return !isBuilt
                    ? new(
                        AuthFault.NotTrusted,
                        $"{own.Subject}, signed by {own.Issuer}: {string.Join(", ", chain
                            .ChainStatus.Select(status => status.Status))}")
                : elements.Count > ChainMax
                    ? new(AuthFault.NotTrusted, $"{own.Subject}: {elements.Count} in its chain")
                : elements.SkipLast(1).FirstOrDefault(
                    one => !CertificateHashes.IsStrong(one.Certificate)) is { } weak
                    ? new(
                        AuthFault.NotTrusted,
                        $"{weak.Certificate.Subject} is signed over an old hash")
                : default;
        }
        finally
        {
            foreach (var element in elements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    private static void DisposeAll(X509Certificate2Collection certificates)
    {
        foreach (var one in certificates)
        {
            one.Dispose();
        }
    }
}
