using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Reassembly;

namespace Holdfast.Cli.Decryption.Proofs;

/// <summary>
/// Checks how the peers of one IKE SA show who they are, RFC 7296 §2.15, with what the capture has
/// of it so far: the messages that began the SA, IKE_INTERMEDIATE, identities and certificates.
/// </summary>
internal sealed class IkeProofs(KeyRing ring)
{
    private readonly IkeSide _initiator = new();
    private readonly IkeSide _responder = new();
    private ExchangeNonces? _nonces;
    private bool _isResumed;
    private uint _authId = uint.MaxValue;
    private EapType? _eap;
    private Octets? _offeredPpk;
    private bool _usesPpk;

    /// <summary>Remembers the exchange that began the SA, once.</summary>
    /// <param name="request">The initiator's message of IKE_SA_INIT or IKE_SESSION_RESUME.</param>
    /// <param name="response">The responder's.</param>
    /// <param name="nonces">Their nonces.</param>
    /// <param name="isResumed">Whether a ticket was shown, RFC 5723.</param>
    public void Begin(Octets request, Octets response, ExchangeNonces nonces, bool isResumed)
    {
        if (_nonces is null)
        {
            _nonces = nonces;
            _isResumed = isResumed;
            _initiator.Message = request;
            _responder.Message = response;
        }
    }

    /// <summary>Takes in a message of IKE_INTERMEDIATE, RFC 9242 §3.3.2.</summary>
    /// <param name="sa">The keys that protect it.</param>
    /// <param name="header">The message, or one of its fragments.</param>
    /// <param name="clear">What of it stands in the clear; null: that is malformed.</param>
    /// <param name="first">The type of the first payload inside.</param>
    /// <param name="inner">The payloads inside.</param>
    public void TakeIntermediate(
        IkeSa sa, IkeHeader header, IkeHeaderValue? clear, PayloadType first,
        ReadOnlySpan<byte> inner)
    {
        // The ID tells a message that comes again from the next one, and whether one is missing.
        var side = Of(header.Flags.Initiator);
        if (clear is not null && header.MessageId.Value == side.Intermediates + 1
            && sa.Keys.Prf is { } spec && SkP(sa, header.Flags.Initiator) is { } skP)
        {
            side.Go(IntermediateAuth.Next(
                new Prf(ring.Provider, spec), skP, side.IntAuth, clear, first, inner));
        }
    }

    /// <summary>Checks the proofs in a message that was decrypted.</summary>
    /// <param name="sa">Its IKE SA.</param>
    /// <param name="header">The message.</param>
    /// <param name="payloads">What was inside.</param>
    /// <param name="flow">Between whom it was sent.</param>
    public Items<Proof> Check(
        IkeSa sa, IkeHeader header, Chain<IkePayload> payloads, FlowKey flow)
    {
        var isInitiator = header.Flags.Initiator;
        var said = AuthFacts.Of(payloads, isInitiator);
        if (header.ExchangeType != ExchangeType.IkeAuth)
        {
            return All(said, Finding.Unchecked("AUTH is not known in this exchange"));
        }

        Remember(header, said, isInitiator);
        var proofs = Judge(sa, said, isInitiator, flow);
        _eap = said.Eap ?? _eap;
        return proofs;
    }

    private void Remember(IkeHeader header, AuthFacts said, bool isInitiator)
    {
        _authId = Math.Min(_authId, header.MessageId.Value);
        var side = Of(isInitiator);
        if (said.Identity is { } identity)
        {
            // RFC 4739 §2.2: a further authentication of the same side begins with its identity.
            side.Identity = identity;
            side.Certificate = said.Certificate;
        }
        else
        {
            side.Certificate = said.Certificate ?? side.Certificate;
        }

        if (isInitiator)
        {
            _offeredPpk = said.PpkId ?? _offeredPpk;
        }
        else if (said.PpkId is not null)
        {
            _usesPpk = true;
        }
    }

    private Items<Proof> Judge(IkeSa sa, AuthFacts said, bool isInitiator, FlowKey flow)
    {
        if (said.Auths.Count == 0)
        {
            return All(said, Finding.Unchecked("there is no AUTH payload beside it"));
        }

        if (sa.Keys.Prf is not { } spec || SkP(sa, isInitiator) is not { } skP)
        {
            return All(said, Finding.Unchecked(
                SkP(sa, isInitiator) is not null ? "the PRF is not known"
                    : isInitiator ? "SK_pi is not known" : "SK_pr is not known"));
        }

        if (Gap(isInitiator) is { } gap)
        {
            return All(said, Finding.Unchecked(gap));
        }

        // RFC 8784 §3: the initiator proves itself with the key that it offers before anybody has
        // agreed to it, and in NO_PPK_AUTH without.
        var isMixed = (isInitiator && said.PpkId is not null) || _usesPpk;
        var prf = new Prf(ring.Provider, spec);
        var body = said.Auths[0].Body;
        Claim Of(Octets octets) => new(octets, isInitiator, said.Identity is null, flow);
        var proofs = new Items<Proof>().Add(new(
            said.Auths[0].At,
            isMixed ? WithPpk(prf, skP, Of(body)) : Judge(prf, skP, Of(body))));
        foreach (var (at, data) in said.WithoutPpk.Take(1))
        {
            Octets other = new([.. body.Span[..AuthHeader], .. data.Span]);
            proofs = proofs.Add(new(at, Judge(prf, skP, Of(other))));
        }

        // RFC 7296 §2.15: one side proves itself once in a message.
        var surplus = Finding.Bad("a message has one of them");
        return
        [
            .. proofs, .. said.Auths.Skip(1).Select(auth => new Proof(auth.At, surplus)),
            .. said.WithoutPpk.Skip(1).Select(auth => new Proof(auth.At, surplus)),
        ];
    }

    // Method and reserved octets.
    private const int AuthHeader = 4;

    // An AUTH payload's body, and what of its message tells which key it is of.
    private readonly record struct Claim(
        Octets Body, bool IsInitiator, bool IsWithoutIdentity, FlowKey Flow);

    // What the capture lacks to know what a side signed.
    private string? Gap(bool isInitiator) =>
        _nonces is null ? "the capture lacks the messages that began the SA"
        : Of(isInitiator).Identity is null ? "the capture lacks the identity of the sender"
        : _initiator.Intermediates + 1 != _authId || _responder.Intermediates + 1 != _authId
            ? "the capture lacks messages of IKE_INTERMEDIATE or IKE_AUTH"
            : null;

    private Finding WithPpk(Prf prf, Secret skP, Claim claim)
    {
        var finding = Finding.Unchecked("the post-quantum preshared key is not given");
        foreach (var ppk in ring.PostQuantumKeys)
        {
            if (_offeredPpk is { } offered && ppk.IsFor(offered))
            {
                using var mixed = IkeKeys.Mix(prf, ppk.Key, skP);
                finding = Judge(prf, mixed, claim);
                if (finding.Check == IcvCheck.Good)
                {
                    break;
                }
            }
        }

        return finding;
    }

    private Finding Judge(Prf prf, Secret skP, Claim claim)
    {
        if (!AuthPayloadValue.TryParse(claim.Body.Span, out var auth, out var error))
        {
            return Finding.Bad($"it cannot be read: {error}");
        }

        var side = Of(claim.IsInitiator);
        var nonces = _nonces!.Value;
        var octets = SignedOctets.Of(
            prf, side.Message.Span,
            (claim.IsInitiator ? nonces.Responder : nonces.Initiator).Span, skP,
            side.Identity!.Value.Span,
            _authId == 1
                ? []
                : IntermediateAuth.Whole(
                    _initiator.IntAuth, _responder.IntAuth, new(_authId)));
        var method = auth.Data.Tag;
        if (method == AuthMethod.SharedKey)
        {
            return BySharedKey(prf, skP, octets, auth, claim);
        }

        if (method == AuthMethod.Null)
        {
            // RFC 7619 §2.1: the key is SK_p, so it shows that the messages are whole, and no more.
            return AuthCheck.IsBySharedKey(prf, [skP], octets, auth)
                ? Finding.Good
                : Finding.Bad("it is not by SK_p, as without authentication it is");
        }

        return method == AuthMethod.DigitalSignature
            || SignatureScheme.OfMethod(method) is not null
                ? AuthCheck.BySignature(side.Certificate, octets, auth)
                : Finding.Unchecked($"authentication method {method.Value} is not supported");
    }

    private Finding BySharedKey(
        Prf prf, Secret skP, byte[] octets, AuthPayloadValue auth, Claim claim)
    {
        var shared = ring.PreSharedKeys
            .Where(key => key.IsFor(claim.Flow.Source, claim.Flow.Destination))
            .Select(key => key.Key).ToArray();

        // RFC 7296 §2.16: behind EAP the key is the method's, or SK_p where the method gives none;
        // that message has no identity. RFC 5723 §5: SK_p is the key of a resumed SA.
        var method = claim.IsWithoutIdentity ? _eap : null;
        var isBySkP = method is not null || _isResumed;
        if (AuthCheck.IsBySharedKey(prf, isBySkP ? [skP, .. shared] : shared, octets, auth))
        {
            return Finding.Good;
        }

        return method is { } eap && !GivesNoKey(eap)
                ? Finding.Unchecked($"the key (MSK) of {eap} is not given")
            : isBySkP ? Finding.Bad("it is not by SK_p")
            : shared.Length == 0
                ? Finding.Unchecked("no pre-shared key is given for these peers")
            : Finding.Bad("it is by no pre-shared key that is given");
    }

    // RFC 3748 §5.4 to §5.6: these methods derive no key.
    private static bool GivesNoKey(EapType method) => method == EapType.Md5Challenge
        || method == EapType.OneTimePassword || method == EapType.GenericTokenCard;

    private static Items<Proof> All(AuthFacts said, Finding finding) =>
    [
        .. said.Auths.Select(auth => new Proof(auth.At, finding)),
        .. said.WithoutPpk.Select(auth => new Proof(auth.At, finding)),
    ];

    private static Secret? SkP(IkeSa sa, bool isInitiator) =>
        (isInitiator ? sa.Keys.Initiator : sa.Keys.Responder).Auth;

    private IkeSide Of(bool isInitiator) => isInitiator ? _initiator : _responder;
}
