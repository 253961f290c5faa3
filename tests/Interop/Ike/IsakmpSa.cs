using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>An IKEv1 SA of a replayed capture.</summary>
internal sealed class IsakmpSa : IDisposable
{
    public IkeSpi InitiatorCookie { get; init; }

    /// <summary>The address that the first message came from.</summary>
    public UInt128 Initiator { get; init; }

    public IkeSpi ResponderCookie { get; set; }

    public Octets SaBody { get; set; }

    public IsakmpSuite? Suite { get; set; }

    /// <summary>Public values, nonces and bodies of ID payloads, by who sent them.</summary>
    public Octets[] PublicValues { get; } = new Octets[2];

    public Octets[] Nonces { get; } = new Octets[2];

    public Octets[] Identities { get; } = new Octets[2];

    public Octets[] Certificates { get; } = new Octets[2];

    public IsakmpKeys? Keys { get; set; }

    public IsakmpCipher? Cipher { get; set; }

    public Prf? Function { get; set; }

    public PhaseOneExchange? Exchange { get; set; }

    /// <summary>The chain of phase 1, and those of phase 2 by message ID.</summary>
    public Dictionary<uint, IvChain> Chains { get; } = [];

    /// <summary>Messages that were taken: a retransmission is not taken again.</summary>
    public HashSet<Octets> Taken { get; } = [];

    /// <summary>Quick modes by message ID.</summary>
    public Dictionary<uint, List<IsakmpPlaintextValue>> QuickModes { get; } = [];

    public void Dispose()
    {
        Keys?.Dispose();
        Cipher?.Dispose();
    }
}
