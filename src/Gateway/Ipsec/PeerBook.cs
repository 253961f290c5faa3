using System.Formats.Asn1;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Rri;

namespace Holdfast.Gateway.Ipsec;

/// <summary>Who may have SAs, and by what it proves who it is: the PAD and the SPD of RFC 4301
/// §4.4, from both configurations. Disposing it zeroes the secrets.</summary>
internal sealed partial class PeerBook : IDisposable
{
    // As many as a responder names, IkeResponder.Settings.
    private const int AuthoritiesMax = 32;
    private readonly Dictionary<Octets, Entry> _known = [];
    private readonly Dictionary<Octets, (TimeSpan Child, TimeSpan Ike)> _lives = [];

    /// <summary>What is known of a peer, and who is asked where it shows certificates.</summary>
    private sealed record Entry(HandshakeCredentials Credentials, PeerTrust? Trust);

    private readonly Dictionary<Octets, HostAddress> _addresses = [];

    private PeerBook(Octets ours) => Ours = ours;

    /// <summary>The identity that we prove, as on the wire.</summary>
    public Octets Ours { get; }

    /// <summary>The authorities whose certificates are asked for before it is known who is there:
    /// those of all peers, as many as are told.</summary>
    public Items<Octets> Authorities =>
    [
        .. _known.Values.SelectMany(one => one.Trust?.Hashes ?? []).Distinct()
            .Take(AuthoritiesMax),
    ];

    /// <summary>Reads the secrets of all peers.</summary>
    /// <exception cref="GatewayException">A file can't be read, or does not fit; what is said.
    /// </exception>
    public static PeerBook Open(
        IpsecConfig ipsec, ClusterMemberConfig member, CryptoProvider provider)
    {
        var ours = IdentityText.Read(ipsec.Identity)
            ?? throw new GatewayException($"ipsec.identity: '{ipsec.Identity}' is no identity");
        var book = new PeerBook(ours);
        try
        {
            Items<TrafficRange> local = [.. ipsec.Protects.Select(text => RangeOf(
                Prefix.TryParse(text, out var prefix)
                    ? prefix
                    : throw new GatewayException($"ipsec.protects: '{text}' is no prefix")))];
            var suites = EspSuites.TakenWith(IkeProposals.SuitesOf(ipsec.KeyExchanges));
            foreach (var (name, credentials) in ipsec.Peers)
            {
                var peer = member.Set.Peers.FirstOrDefault(one => one.Name == name)
                    ?? throw new GatewayException($"ipsec.peers: the member has no peer '{name}'");
                book.Add(
                    peer.Identity, $"ipsec.peers.{name}", PolicyOf(
                        ours, SuitesWith(suites, credentials, peer), local, peer),
                    credentials, provider);
                book._lives.Add(peer.Identity, (
                    TimeSpan.FromSeconds(
                        credentials.RekeyAfter ?? IpsecConfig.UsualRekeyAfter),
                    TimeSpan.FromSeconds(
                        credentials.IkeRekeyAfter ?? IpsecConfig.UsualIkeRekeyAfter)));
                if (peer.Version == ClusterMemberConfig.IkeVersion.V1)
                {
                    book.AddOld(peer, credentials);
                }
            }

            book.Assign(ipsec, member);
        }
        catch
        {
            book.Dispose();
            throw;
        }

        return book;
    }

    /// <summary>What is known of an identity that speaks IKEv2; null: nothing.</summary>
    public HandshakeCredentials? Find(Octets identity, Items<CertPayloadValue> certificates)
    {
        return IsOld(identity) ? null : Judged(identity, certificates);
    }

    private HandshakeCredentials? Judged(
        Octets identity, Items<CertPayloadValue> certificates)
    {
        if (_known.GetValueOrDefault(identity) is not var (credentials, trust) || trust is null)
        {
            return _known.GetValueOrDefault(identity)?.Credentials;
        }

        var distrust = trust.Judge(identity, certificates, out var key);
        return credentials with { Theirs = key, Distrust = distrust };
    }

    /// <summary>The traffic that an identity may have.</summary>
    public Items<TrafficPolicy> TrafficOf(Octets identity) =>
        _known.GetValueOrDefault(identity)?.Credentials.Peer.Traffic ?? [];

    /// <summary>The authorities that may vouch for an identity.</summary>
    public Items<Octets> AuthoritiesOf(Octets identity) =>
        _known.GetValueOrDefault(identity)?.Trust?.Hashes ?? [];

    /// <summary>The address that an identity gets, RFC 7296 §2.19; null: none.</summary>
    public HostAddress? AddressOf(Octets identity) =>
        _addresses.TryGetValue(identity, out var address) ? address : null;

    /// <summary>Signs and builds chains once, with nobody.</summary>
    public void Rehearse()
    {
        foreach (var (credentials, trust) in _known.Values)
        {
            trust?.Rehearse();
            if (credentials.Ours is { } key
                && SignatureChoice.Choose(key.Kind, HandshakeSuites.Hashes, credentials.Form)
                    is var (_, scheme)
                && key.TrySign(scheme, "rehearsal"u8, out var signature, out _))
            {
                key.PublicKey.TryVerify(scheme, "rehearsal"u8, signature.Span, out _);
            }
        }
    }

    /// <summary>How long SAs with an identity may live. Those of IKEv1 always end: both sides have
    /// agreed on a time.</summary>
    public SaAges.Lifetime LifetimeOf(Octets identity, bool isIke)
    {
        var lifetime = SaAges.Lifetime.Of(RekeyAfter(identity, isIke));
        return IsOld(identity)
            ? lifetime with { Hard = TimeSpan.FromSeconds(LifeOf(identity, isIke).Seconds) }
            : lifetime;
    }

    /// <summary>After how long SAs with an identity are rekeyed; zero: never.</summary>
    private TimeSpan RekeyAfter(Octets identity, bool isIke) =>
        _lives.TryGetValue(identity, out var lives) ? isIke ? lives.Ike : lives.Child : default;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (credentials, trust) in _known.Values)
        {
            credentials.Shared?.Dispose();
            credentials.Ours?.Dispose();
            trust?.Dispose();
        }

        _known.Clear();
        _old.Clear();
    }

    private void Add(
        Octets identity, string field, HandshakePeer policy, IpsecConfig.Credentials files,
        CryptoProvider provider)
    {
        if (files.Check(peer: null) is { } wrong)
        {
            throw new GatewayException($"{field}.{wrong}");
        }

        // What is read is in the book before the next file is: whatever fails, it is zeroed.
        var known = new HandshakeCredentials(policy)
        {
            MustSign = files.MustSign,
            Form = files.RsaPadding == "pkcs1" ? RsaForm.Pkcs1 : RsaForm.Pss,
            Shared = files.Psk is { } psk
                ? CredentialFiles.ReadShared($"{field}.psk", psk)
                : null,
        };
        _known.Add(identity, new(known, null));
        if (files.Key is { } key)
        {
            known = known with
            {
                Ours = CredentialFiles.ReadKey($"{field}.key", key, provider),
            };
            _known[identity] = new(known, null);
            known = known with
            {
                Certificates = ReadOwn($"{field}.certificate", files.Certificate!, known.Ours),
            };
        }

        var trust = files.Authority is { } authority
                ? PeerTrust.OfAuthorities($"{field}.authority", authority)
            : files.PeerCertificate is { } pinned
                ? PeerTrust.OfCertificate($"{field}.peer_certificate", pinned)
            : null;
        _known[identity] = new(known, trust);
    }

    private void Assign(IpsecConfig ipsec, ClusterMemberConfig member)
    {
        if (ipsec.CheckPools() is { } wrong)
        {
            throw new GatewayException(wrong);
        }

        foreach (var (pool, names) in ipsec.Pools())
        {
            var identities = member.Set.Peers
                .Where(peer => names.Contains(peer.Name)).Select(peer => peer.Identity);
            foreach (var (identity, address) in pool.Assign(identities))
            {
                _addresses.Add(identity, address);
            }
        }
    }

    /// <summary>Our certificates as they are sent: our own has our key and our name.</summary>
    private Items<CertPayloadValue> ReadOwn(string field, string path, PrivateKey key)
    {
        var read = CredentialFiles.ReadCertificates(field, path);
        try
        {
            if (!PublicKey.TryReadCertificate(read[0].RawDataMemory.Span, out var own, out var bad))
            {
                throw new GatewayException($"{field}: {path}: {bad}");
            }

            return !own.Equals(key.PublicKey)
                    ? throw new GatewayException($"{field}: {path} is not that of the key")
                : !CertificateNames.Has(read[0], Ours)
                    ? throw new GatewayException(
                        $"{field}: {path} does not have {IdentityText.Write(Ours)} among its names")
                : read.Count > HandshakeWork.CertificatesMax
                    ? throw new GatewayException(
                        $"{field}: {path} has {read.Count} certificates, "
                        + $"{HandshakeWork.CertificatesMax} are sent at most")
                :
                [
                    .. read.Select(one => new CertPayloadValue
                    {
                        Encoding = CertEncoding.X509Signature,
                        Data = new(one.RawDataMemory.Span),
                    }),
                ];
        }
        catch (AsnContentException malformed)
        {
            throw new GatewayException($"{field}: {path}: {malformed.Message}", malformed);
        }
        finally
        {
            foreach (var one in read)
            {
                one.Dispose();
            }
        }
    }

    private static Items<ChildSuite> SuitesWith(
        Items<ChildSuite> suites, IpsecConfig.Credentials credentials,
        ClusterMemberConfig.Peer peer) =>
        credentials.Pfs is { } exchange && peer.Version == ClusterMemberConfig.IkeVersion.V2
            ? EspSuites.Preferring(suites, IkeProposals.MethodsOf(exchange))
            : suites;

    private static HandshakePeer PolicyOf(
        Octets ours, Items<ChildSuite> suites, Items<TrafficRange> local,
        ClusterMemberConfig.Peer peer) => new(
            ours, suites,
            [
                .. peer.ChildSas.Select(child => new TrafficPolicy(
                    local, [.. child.Remote.Select(RangeOf)])),
            ])
        {
            // RFC 4555 §3.3.
            Says = [new() { Data = new NotifyPayloadData.MobikeSupported(new()) }],
        };

    private static TrafficRange RangeOf(Prefix prefix) =>
        TrafficRange.Between(prefix.Address, prefix.Last);
}
