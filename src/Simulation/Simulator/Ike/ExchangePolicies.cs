using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Simulation.Simulator.Ikev1;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Rri;
using KeyHandle = Holdfast.StateMachines.KeyHandle;

namespace Holdfast.Simulation.Simulator;

/// <summary>What both ends of the SAs of a plan may have: its suite, and any traffic.</summary>
internal sealed class ExchangePolicies : IDisposable
{
    private const int NonceLength = 32;

    private readonly Dictionary<SaPlan, (ChildSuite Suite, HandshakePeer Peer)> _known = [];
    private readonly Dictionary<string, Secret> _shared = [];

    /// <summary>All addresses.</summary>
    public static Items<TrafficRange> Any { get; } =
    [
        TrafficRange.Between(new(0, IsIpv6: false), new(uint.MaxValue, IsIpv6: false)),
    ];

    /// <summary>What the other end of SAs may have.</summary>
    public HandshakePeer PeerOf(SaPlan sas) => Of(sas).Peer;

    /// <summary>What may prove the other end of SAs, and us to it: the key that a peer and its
    /// gateways have.</summary>
    /// <param name="sas">The SAs.</param>
    /// <param name="ours">The body of our ID payload.</param>
    /// <param name="key">What the key is of: a peer, or another one on purpose.</param>
    public HandshakeCredentials CredentialsOf(SaPlan sas, Octets ours, string key) =>
        new(PeerOf(sas) with { Ours = ours }) { Shared = SharedBy(key) };

    /// <summary>The same of phase 1 of IKEv1.</summary>
    /// <param name="ours">The body of our ID payload.</param>
    /// <param name="wanted">The body of the other end's.</param>
    /// <param name="key">What the key is of.</param>
    public PhaseOneCredentials PhaseOneOf(Octets ours, Octets wanted, string key) =>
        new(new(ours, wanted), SharedBy(key));

    /// <summary>What the other end of SAs may have by quick mode.</summary>
    /// <param name="sas">The SAs.</param>
    /// <param name="local">Our end of the traffic.</param>
    /// <param name="remote">The other end.</param>
    public QuickPeer QuickPeerOf(
        SaPlan sas, Items<TrafficRange> local, Items<TrafficRange> remote) =>
        new([QuickSuiteOf(sas)], [new(local, remote)]);

    /// <summary>The same of who begins.</summary>
    /// <param name="isakmp">The ISAKMP SA.</param>
    /// <param name="sas">The SAs.</param>
    /// <param name="local">Our end of the traffic.</param>
    /// <param name="remote">The other end.</param>
    public QuickWish QuickWishOf(
        StandingIsakmp isakmp, SaPlan sas, Items<TrafficRange> local, Items<TrafficRange> remote) =>
        new(isakmp, [QuickSuiteOf(sas)], local[0], remote[0]);

    // IKEv1 has a curve of its own.
    private ChildSuite QuickSuiteOf(SaPlan sas) =>
        Of(sas).Suite with { KeyExchange = IsakmpSecrets.Suite.KeyExchange, Additional = [] };

    /// <summary>The suites that IKE_AUTH offers.</summary>
    public Items<ChildSuite> SuitesOf(SaPlan sas) => PeerOf(sas).Suites;

    /// <summary>Zeroes the shared keys.</summary>
    public void Dispose()
    {
        foreach (var key in _shared.Values)
        {
            key.Dispose();
        }

        _shared.Clear();
    }

    private Secret SharedBy(string peer)
    {
        if (!_shared.TryGetValue(peer, out var key))
        {
            _shared[peer] = key =
                new(Encoding.UTF8.GetBytes($"the key that {peer} and its gateways share"));
        }

        return key;
    }

    /// <summary>A CHILD SA that was made otherwise than by an exchange under the IKE SA.</summary>
    public EstablishedChild Made(SaPlan sas, Spi inbound, Spi outbound, TrafficPair traffic) =>
        new(inbound, outbound, Of(sas).Suite, traffic, sas.IsOfTunnel, KeyHandle.None);

    /// <summary>The addresses of a prefix.</summary>
    public static Items<TrafficRange> RangeOf(Prefix prefix) =>
        [TrafficRange.Between(prefix.Address, prefix.Last)];

    /// <summary>A nonce.</summary>
    public static Octets Nonce(ref Chance chance)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        chance.Fill(nonce);
        return new(nonce);
    }

    private (ChildSuite Suite, HandshakePeer Peer) Of(SaPlan sas)
    {
        if (!_known.TryGetValue(sas, out var known))
        {
            var suite = SaSuites.ChildOf(sas.Suite, sas.IsExtended, sas.KeyExchanges);
            _known[sas] = known = (
                suite,
                new(Octets.Empty, [suite], [new(Any, Any)], MayTransport: sas.IsOfTunnel));
        }

        return known;
    }
}
