using System.Security.Cryptography;
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
internal sealed class PeerBook : IDisposable
{
    private const int SecretMax = 4_096;
    private readonly Dictionary<Octets, HandshakeCredentials> _known = [];

    private PeerBook(Octets ours) => Ours = ours;

    /// <summary>The identity that we prove, as on the wire.</summary>
    public Octets Ours { get; }

    /// <summary>Reads the secrets of all peers.</summary>
    /// <exception cref="GatewayException">A file can't be read, or does not fit; what is said.
    /// </exception>
    public static PeerBook Open(IpsecConfig ipsec, ClusterMemberConfig member)
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
            foreach (var (name, credentials) in ipsec.Peers)
            {
                var peer = member.Set.Peers.FirstOrDefault(one => one.Name == name)
                    ?? throw new GatewayException($"ipsec.peers: the member has no peer '{name}'");
                book._known.Add(peer.Identity, new(PolicyOf(ours, local, peer))
                {
                    Shared = ReadSecret(name, credentials.Psk),
                });
            }
        }
        catch
        {
            book.Dispose();
            throw;
        }

        return book;
    }

    /// <summary>What is known of an identity; null: nothing.</summary>
    public HandshakeCredentials? Find(Octets identity, Items<CertPayloadValue> certificates) =>
        _known.GetValueOrDefault(identity);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var one in _known.Values)
        {
            one.Shared?.Dispose();
        }

        _known.Clear();
    }

    private static HandshakePeer PolicyOf(
        Octets ours, Items<TrafficRange> local, ClusterMemberConfig.Peer peer) => new(
            ours, EspSuites.Default,
            [
                .. peer.ChildSas.Select(child => new TrafficPolicy(
                    local, [.. child.Remote.Select(RangeOf)])),
            ]);

    private static TrafficRange RangeOf(Prefix prefix) =>
        TrafficRange.Between(prefix.Address, prefix.Last);

    private static Secret ReadSecret(string peer, string path)
    {
        byte[] octets;
        try
        {
            // Others who may read it may be the peer.
            if (OperatingSystem.IsLinux()
                && (File.GetUnixFileMode(path)
                    & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0)
            {
                throw new GatewayException(
                    $"ipsec.peers.{peer}: everybody may read or write {path}: chmod o= it");
            }

            octets = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GatewayException($"ipsec.peers.{peer}: {failure.Message}", failure);
        }

        var text = octets.AsSpan().TrimEnd("\r\n"u8);
        var secret = text.Length is > 0 and <= SecretMax ? new Secret(text) : null;
        CryptographicOperations.ZeroMemory(octets);
        return secret ?? throw new GatewayException(
            $"ipsec.peers.{peer}: {path} has {text.Length} octets, 1 to {SecretMax} are a key");
    }
}
