using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Codec;
using Holdfast.Fuzz.Schemas;
using Holdfast.Gateway.Ipsec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using PublicKey = Holdfast.Protocol.Cryptography.PublicKey;

namespace Holdfast.Fuzz.Gateway;

/// <summary>
/// Certificates that a peer shows. An input is how they are signed, and then each of them behind
/// its length: 0 as they stand; 1 the first one by the authority, whatever is in it; 2 the first
/// one by a key that nobody vouches for.
/// </summary>
internal sealed class CertificatesTarget : IFuzzTarget
{
    private const int HeadLength = 1;
    private const int LengthOctets = 2;
    private const int ShownMax = 5;
    private const byte ByAuthority = 1;
    private const byte ByStranger = 2;
    private static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Octets Carol = new(new IdPayloadValue
    {
        IdType = IdType.Fqdn,
        Data = new(Encoding.UTF8.GetBytes("carol.example")),
    }.ToArray());

    private readonly Lazy<Signers> _signers = new(() => new Signers());

    /// <inheritdoc/>
    public string Name => "certificates";

    /// <inheritdoc/>
    public string Claim =>
        "no certificates make it throw, and none proves a peer that no authority has signed, by "
        + "itself or through one that it has signed";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Members;

    /// <inheritdoc/>
    public int LengthMax => 4096;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
    [
        "carol.example"u8.ToArray(), "*.example"u8.ToArray(), "CN=carol"u8.ToArray(),
        "-----BEGIN CERTIFICATE-----"u8.ToArray(), [0x30, 0x80], [0x55, 0x1D, 0x11],
        [0x55, 0x1D, 0x0F], [0x55, 0x1D, 0x13], [0x01, 0x01, 0xFF], [0x82],
    ];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds
    {
        get
        {
            var signers = _signers.Value;
            using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var direct = signers.Issue("CN=carol", own, "carol.example", isAuthority: false);
            var between = signers.Issue(
                "CN=between", signers.Between, null, isAuthority: true);
            var behind = signers.IssueBehind(own);
            return
            [
                Input(0, direct), Input(ByAuthority, direct), Input(ByStranger, direct),
                Input(0, behind, between), Input(ByStranger, behind, between), Input(0, between),
            ];
        }
    }

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return;
        }

        var shown = Shown(input);
        var signers = _signers.Value;
        if (shown.Count > 0 && input[0] is ByAuthority or ByStranger)
        {
            var signer = input[0] == ByAuthority ? signers.Authority : signers.Stranger;
            if (Der.SignedAnew(shown[0], signer) is { } signed)
            {
                shown[0] = signed;
            }
        }

        Items<CertPayloadValue> payloads =
        [
            .. shown.Select(one => new CertPayloadValue
            {
                Encoding = CertEncoding.X509Signature,
                Data = new(one),
            }),
        ];
        var error = signers.Trust.Judge(Carol, payloads, out var key);
        ClaimBrokenException.Unless(
            (error.Fault == AuthFault.None) == key is not null, "who is believed has a key");
        ClaimBrokenException.Unless(
            key is null || IsVouchedFor(shown[0], shown, signers.Authority, ShownMax),
            "nobody is believed whom no authority has signed", $"{shown.Count} certificates");
        if (error.Fault is AuthFault.None or AuthFault.NotTrusted or AuthFault.OtherIdentity)
        {
            // It was read as a certificate, whoever is believed.
            Reached.Octets(shown[0]);
            Reached.Digest();
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        var fields = new List<InputField>();
        if (input.Length >= HeadLength)
        {
            fields.Add(new(0, 8, true, false, 1, [0, ByAuthority, ByStranger]));
        }

        for (var at = HeadLength; at + LengthOctets <= input.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(input[at..]);
            fields.Add(new(at * 8, 16, true, false, 1, []));
            at += LengthOctets;
            Der.AddFields(fields, at, input.Slice(at, Math.Min(length, input.Length - at)));
            at += length;
        }

        return new(fields, []);
    }

    private static byte[] Input(byte how, params byte[][] certificates) =>
    [
        how,
        .. certificates.SelectMany(
            one => (byte[])[(byte)(one.Length >> 8), (byte)one.Length, .. one]),
    ];

    private static List<byte[]> Shown(ReadOnlySpan<byte> input)
    {
        var shown = new List<byte[]>();
        for (var at = HeadLength; at + LengthOctets <= input.Length && shown.Count < ShownMax;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(input[at..]);
            at += LengthOctets;
            shown.Add(input.Slice(at, Math.Min(length, input.Length - at)).ToArray());
            at += length;
        }

        return shown;
    }

    // By the authority, or by the key of another one of which the same holds.
    private static bool IsVouchedFor(
        byte[] certificate, List<byte[]> shown, ECDsa authority, int left)
    {
        if (Der.IsSignedBy(certificate, authority))
        {
            return true;
        }

        foreach (var other in left == 0 ? [] : shown)
        {
            if (other.AsSpan().SequenceEqual(certificate)
                || !PublicKey.TryReadCertificate(other, out var key, out _))
            {
                continue;
            }

            using var signer = ECDsa.Create();
            try
            {
                signer.ImportSubjectPublicKeyInfo(key.Info.Span, out _);
            }
            catch (CryptographicException)
            {
                continue;
            }

            if (Der.IsSignedBy(certificate, signer)
                && IsVouchedFor(other, shown, authority, left - 1))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Keys that are the same in each process; they are worth nothing.</summary>
    private sealed class Signers
    {
        private readonly X509Certificate2 _root;

        public Signers()
        {
            var request = Request("CN=authority", Authority, null, isAuthority: true);
            _root = request.CreateSelfSigned(From, Until);
            Trust = PeerTrust.Of([X509CertificateLoader.LoadCertificate(_root.RawData)]);
        }

        public ECDsa Authority { get; } = Key("authority");

        public ECDsa Between { get; } = Key("between");

        public ECDsa Stranger { get; } = Key("stranger");

        public PeerTrust Trust { get; }

        public byte[] Issue(string subject, ECDsa key, string? name, bool isAuthority) =>
            Request(subject, key, name, isAuthority).Create(_root, From, Until, [7]).RawData;

        public byte[] IssueBehind(ECDsa key) =>
            Request("CN=carol", key, "carol.example", isAuthority: false).Create(
                new X500DistinguishedName("CN=between"),
                X509SignatureGenerator.CreateForECDsa(Between), From, Until, [8]).RawData;

        private static CertificateRequest Request(
            string subject, ECDsa key, string? name, bool isAuthority)
        {
            var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(
                new X509BasicConstraintsExtension(isAuthority, false, 0, isAuthority));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(
                isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature,
                critical: true));
            if (name is not null)
            {
                var names = new SubjectAlternativeNameBuilder();
                names.AddDnsName(name);
                request.CertificateExtensions.Add(names.Build());
            }

            return request;
        }

        private static ECDsa Key(string name) => ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            D = SHA256.HashData(Encoding.UTF8.GetBytes(name)),
        });
    }
}
