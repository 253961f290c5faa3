using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ike;
using Holdfast.Tests.Examples.Cryptography.Signatures;

namespace Holdfast.Tests.Properties.StateMachines.Ike.Establishing;

/// <summary>Keys of every kind, and credentials of who proves itself by one of them.</summary>
internal sealed class ProofKeys : IDisposable
{
    private readonly Dictionary<string, PrivateKey> _read = [];
    private readonly Secret _shared = new("key"u8);

    public CryptoProvider Provider { get; } = CryptoProviders.Managed();

    /// <summary>What every side that signs sends along; nobody looks inside here.</summary>
    public Items<CertPayloadValue> Certificates { get; } =
    [
        new() { Encoding = CertEncoding.X509Signature, Data = Octets.FromHex("c1") },
        new() { Encoding = CertEncoding.X509Signature, Data = Octets.FromHex("c2") },
    ];

    /// <summary>The key of that name; of RSA it is one, however it pads.</summary>
    public PrivateKey Of(string name)
    {
        var plain = name.Split(',')[0];
        return _read.TryGetValue(plain, out var key)
            ? key
            : _read[plain] = SigningKeys.Read(plain);
    }

    /// <summary>What a side has towards a peer.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="theirs">By what the peer proves itself.</param>
    /// <param name="ours">By what we do.</param>
    public HandshakeCredentials Credentials(HandshakePeer peer, string theirs, string ours) =>
        new(peer)
        {
            Shared = theirs == "psk" || ours == "psk" ? _shared : null,
            MustSign = theirs != "psk",
            Theirs = theirs == "psk" ? null : Of(theirs).PublicKey,
            Ours = ours == "psk" ? null : Of(ours),
            Form = ours.Contains("PKCS", StringComparison.Ordinal) ? RsaForm.Pkcs1 : RsaForm.Pss,
            Certificates = ours == "psk" ? [] : Certificates,
        };

    public void Dispose()
    {
        foreach (var key in _read.Values)
        {
            key.Dispose();
        }

        _shared.Dispose();
    }
}
