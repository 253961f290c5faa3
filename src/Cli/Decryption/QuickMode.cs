using System.Buffers.Binary;
using Holdfast.Cli.Decryption.Derivation;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption;

/// <summary>
/// One exchange of phase 2 of IKEv1: its chain of IVs, and what both sides said of SAs.
/// </summary>
/// <param name="number">How many exchanges there were before it.</param>
internal sealed class QuickMode(long number)
{
    private Side _initiator = new([], default, default);
    private Side _responder = new([], default, default);
    private bool _isDerived;

    private sealed record Side(Items<IsakmpProposalValue> Proposals, Octets Nonce, Octets Ke);

    /// <summary>How many exchanges there were before it.</summary>
    public long Number => number;

    /// <summary>The IV of its next message.</summary>
    public IvChain Chain { get; set; }

    /// <summary>Ni_b; empty: not seen.</summary>
    public Octets NonceOfInitiator => _initiator.Nonce;

    /// <summary>Nr_b; empty: not seen.</summary>
    public Octets NonceOfResponder => _responder.Nonce;

    /// <summary>Looks at a message that was decrypted, of the side whose nonce is next.</summary>
    public void Observe(IsakmpPlaintext plaintext)
    {
        var side = new Side([], default, default);
        foreach (var payload in plaintext.Payloads)
        {
            side = With(side, payload);
        }

        // RFC 2409 §5.5: the first two messages have a nonce each, the third has none.
        if (side.Nonce.Length == 0 || side.Nonce == _initiator.Nonce)
        {
            return;
        }

        if (_initiator.Nonce.Length == 0)
        {
            _initiator = side;
        }
        else if (_responder.Nonce.Length == 0)
        {
            _responder = side;
        }
    }

    /// <summary>Derives the keys of the SAs once both sides have spoken.</summary>
    /// <param name="prf">The function of phase 1.</param>
    /// <param name="skeyidD">SKEYID_d.</param>
    /// <param name="secrets">Results of key exchanges.</param>
    /// <param name="sas">Where the SAs go.</param>
    public void Derive(Prf prf, Secret skeyidD, KnownSecrets secrets, SaTable sas)
    {
        if (_isDerived || _responder.Nonce.Length == 0)
        {
            return;
        }

        _isDerived = true;
        foreach (var answer in _responder.Proposals.Span)
        {
            foreach (var offer in _initiator.Proposals.Span)
            {
                if (offer.ProtocolId == answer.ProtocolId && answer.Transforms.Count > 0
                    && offer.Spi.Length == 4 && answer.Spi.Length == 4)
                {
                    Derive(prf, skeyidD, offer.Spi, answer, secrets, sas);
                    break;
                }
            }
        }
    }

    private void Derive(
        Prf prf, Secret skeyidD, Octets spi, IsakmpProposalValue answer, KnownSecrets secrets,
        SaTable sas)
    {
        if (!IsakmpChildSuites.TryResolve(
            answer.ProtocolId, answer.Transforms[0], AlgorithmPolicy.DecodeOnly, out var suite,
            out _))
        {
            return;
        }

        var initiator = BinaryPrimitives.ReadUInt32BigEndian(spi.Span);
        var responder = BinaryPrimitives.ReadUInt32BigEndian(answer.Spi.Span);
        Secret? shared = null;
        if (_responder.Ke.Length > 0 && !secrets.TryFind(
            initiator, responder, new(suite.KeyExchange, _initiator.Ke, _responder.Ke),
            out shared))
        {
            return;
        }

        using (shared)
        {
            using var keys = QuickModeKeys.Derive(
                prf, suite, skeyidD, spi, answer.Spi,
                new(_initiator.Nonce, _responder.Nonce), shared);
            sas.Add(suite, keys, initiator, responder);
        }
    }

    private static Side With(Side side, IsakmpPayload payload) => payload.Type.Value switch
    {
        1 when payload.TryBody(out IsakmpSaPayload sa, out _)
            && sa.TryBody(out IpsecSituation situation, out _)
            && situation.TryBody(out IsakmpProposals proposals, out _)
            && proposals.TryToValue(out var value, out _) =>
            side with { Proposals = value.Proposals },
        4 => side with { Ke = new Octets(payload.Body) },
        10 => side with { Nonce = new Octets(payload.Body) },
        _ => side,
    };
}
