using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Interop.Ike;

/// <summary>An IKE SA of a replayed capture.</summary>
internal sealed class Ikev2Sa : IDisposable
{
    private readonly MessageOpener[] _openers;
    private readonly FragmentedMessages[] _fragments =
        [FragmentedMessages.Empty(), FragmentedMessages.Empty()];

    public Ikev2Sa(CryptoProvider provider, IkeSuite suite, IkeSpiPair spis, IkeKeys keys)
    {
        Suite = suite;
        Spis = spis;
        Keys = keys;
        Function = new Prf(provider, suite.Prf);
        _openers =
        [
            new MessageOpener(provider, suite, keys, IkeRole.Initiator),
            new MessageOpener(provider, suite, keys, IkeRole.Responder),
        ];
    }

    public IkeSuite Suite { get; }

    public IkeSpiPair Spis { get; }

    public IkeKeys Keys { get; }

    public Prf Function { get; }

    /// <summary>The nonces of IKE_SA_INIT.</summary>
    public ExchangeNonces Nonces { get; init; }

    /// <summary>The messages of IKE_SA_INIT, by who sent them.</summary>
    public Octets[] InitialMessages { get; } = new Octets[2];

    /// <summary>The bodies of the latest ID payloads, by who sent them.</summary>
    public Octets[] Identities { get; } = new Octets[2];

    /// <summary>The first certificate that a side sent.</summary>
    public Octets[] Certificates { get; } = new Octets[2];

    /// <summary>Requests that wait for their response.</summary>
    public Dictionary<(IkeRole, uint), Items<IkePayloadValue>> Requests { get; } = [];

    /// <summary>The SA payload of the first IKE_AUTH request.</summary>
    public SaPayloadValue? FirstChildOffer { get; set; }

    public MessageOpener Opener(IkeRole sender) => _openers[(int)sender];

    public FragmentedMessages.Next Join(IkeRole sender, FragmentedId id, OpenedFragment fragment)
    {
        var next = _fragments[(int)sender].Add(id, fragment);
        _fragments[(int)sender] = next.Messages;
        return next;
    }

    public void Dispose()
    {
        Keys.Dispose();
        _openers[0].Dispose();
        _openers[1].Dispose();
    }
}
