using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption;

/// <summary>What both peers said in the clear in phase 1 of IKEv1, RFC 2409 §5.</summary>
internal sealed class PhaseOne(IkeSpi initiator)
{
    private Octets _saBody;
    private Octets _keOfInitiator;
    private Octets _keOfResponder;
    private Octets _nonceOfInitiator;
    private Octets _nonceOfResponder;
    private Octets _idOfInitiator;
    private Octets _idOfResponder;
    private Octets _certOfInitiator;
    private Octets _certOfResponder;

    /// <summary>The cookies; the responder's is 0 until it answers.</summary>
    public IkeSpiPair Cookies { get; private set; } = new(initiator, default);

    /// <summary>Who began, by address; null: the first message was not seen.</summary>
    public UInt128? Initiator { get; private set; }

    /// <summary>Who answered, by address; null: no answer was seen.</summary>
    public UInt128? Responder { get; private set; }

    /// <summary>The algorithms that the responder chose; null: not seen or not known.</summary>
    public IsakmpSuite? Suite { get; private set; }

    /// <summary>Both nonces; null: not seen.</summary>
    public ExchangeNonces? Nonces => _nonceOfInitiator.Length == 0 || _nonceOfResponder.Length == 0
        ? null
        : new(_nonceOfInitiator, _nonceOfResponder);

    /// <summary>What hashes and IVs cover; null: the public values were not seen.</summary>
    public PhaseOneExchange? Exchange => _keOfInitiator.Length == 0 || _keOfResponder.Length == 0
        ? null
        : new(Cookies, _keOfInitiator, _keOfResponder, _saBody);

    /// <summary>The body of a side's ID payload; null: not seen.</summary>
    public Octets? Identity(bool isInitiator) =>
        Known(isInitiator ? _idOfInitiator : _idOfResponder);

    /// <summary>The X.509 certificate of a side; null: not seen.</summary>
    public Octets? Certificate(bool isInitiator) =>
        Known(isInitiator ? _certOfInitiator : _certOfResponder);

    /// <summary>Whether the initiator sent a message.</summary>
    /// <param name="responder">The responder's cookie in it.</param>
    /// <param name="source">Who sent it.</param>
    public bool IsOfInitiator(IkeSpi responder, UInt128 source) =>
        responder.Value == 0 || source == Initiator;

    /// <summary>Looks at what was decrypted of a message: identities and certificates.</summary>
    public void Observe(Chain<IsakmpPayload> payloads, bool isInitiator)
    {
        foreach (var payload in payloads)
        {
            ObserveIdentity(payload, isInitiator);
        }
    }

    /// <summary>Looks at a message that is not encrypted.</summary>
    /// <param name="header">The message.</param>
    /// <param name="source">Who sent it.</param>
    public void Observe(IsakmpHeader header, UInt128 source)
    {
        if (header.ResponderSpi.Value == 0)
        {
            Initiator = source;
        }
        else
        {
            Cookies = new(header.InitiatorSpi, header.ResponderSpi);
        }

        var isInitiator = IsOfInitiator(header.ResponderSpi, source);
        Responder = isInitiator ? Responder : source;
        foreach (var payload in header.Payloads)
        {
            Observe(payload, isInitiator);
            ObserveIdentity(payload, isInitiator);
        }
    }

    private void Observe(IsakmpPayload payload, bool isInitiator)
    {
        switch (payload.Type.Value)
        {
            case 1 when isInitiator:
                _saBody = new Octets(payload.Body);
                break;
            case 1:
                Suite = Chosen(payload) ?? Suite;
                break;
            case 4:
                Keep(ref isInitiator ? ref _keOfInitiator : ref _keOfResponder, payload.Body);
                break;
            case 10:
                Keep(ref isInitiator ? ref _nonceOfInitiator : ref _nonceOfResponder, payload.Body);
                break;
        }
    }

    // RFC 2408 §3.9: the certificate of the signer is one of those for signatures.
    private void ObserveIdentity(IsakmpPayload payload, bool isInitiator)
    {
        if (payload.Type == IsakmpPayloadType.Identification)
        {
            Keep(ref isInitiator ? ref _idOfInitiator : ref _idOfResponder, payload.Body);
        }
        else if (payload.TryBody(out IsakmpCertPayload cert, out _)
            && cert.Encoding == IsakmpCertEncoding.X509Signature
            && Certificate(isInitiator) is null)
        {
            Keep(ref isInitiator ? ref _certOfInitiator : ref _certOfResponder, cert.Data);
        }
    }

    private static Octets? Known(Octets octets) => octets.Length == 0 ? null : octets;

    private static void Keep(ref Octets place, ReadOnlySpan<byte> octets) =>
        place = new Octets(octets);

    // RFC 2409 §5: the responder answers with the one proposal and transform that it takes.
    private static IsakmpSuite? Chosen(IsakmpPayload payload)
    {
        if (!payload.TryBody(out IsakmpSaPayload sa, out _)
            || !sa.TryBody(out IpsecSituation situation, out _)
            || !situation.TryBody(out IsakmpProposals proposals, out _))
        {
            return null;
        }

        foreach (var proposal in proposals.Proposals)
        {
            foreach (var transform in proposal.Transforms)
            {
                if (transform.TryToValue(out var value, out _)
                    && IsakmpSuites.TryResolve(
                        value, AlgorithmPolicy.DecodeOnly, out var suite, out _))
                {
                    return suite;
                }
            }
        }

        return null;
    }
}
