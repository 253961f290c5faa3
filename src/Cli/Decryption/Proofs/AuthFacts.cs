using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Proofs;

/// <summary>What a message of IKE_AUTH says of who sent it.</summary>
internal sealed class AuthFacts
{
    private readonly List<(int At, Octets Body)> _auths = [];
    private readonly List<(int At, Octets Data)> _withoutPpk = [];

    private AuthFacts()
    {
    }

    /// <summary>Bodies of AUTH payloads, and where they stand; more than one is a fault.</summary>
    public IReadOnlyList<(int At, Octets Body)> Auths => _auths;

    /// <summary>Data of NO_PPK_AUTH, RFC 8784 §3, and where it stands.</summary>
    public IReadOnlyList<(int At, Octets Data)> WithoutPpk => _withoutPpk;

    /// <summary>The body of the sender's ID payload; null: none.</summary>
    public Octets? Identity { get; private set; }

    /// <summary>The certificate whose key signs; null: none.</summary>
    public SentCertificate? Certificate { get; private set; }

    /// <summary>The EAP method that is under way; null: no EAP message tells one.</summary>
    public EapType? Eap { get; private set; }

    /// <summary>The name in PPK_IDENTITY, of a responder an empty one; null: none.</summary>
    public Octets? PpkId { get; private set; }

    /// <summary>The facts of a chain of payloads.</summary>
    /// <param name="payloads">The payloads.</param>
    /// <param name="isInitiator">Whether the original initiator sent them.</param>
    public static AuthFacts Of(Chain<IkePayload> payloads, bool isInitiator)
    {
        var facts = new AuthFacts();
        var own = isInitiator ? PayloadType.IdInitiator : PayloadType.IdResponder;
        var at = 0;
        foreach (var payload in payloads)
        {
            if (payload.Type == own)
            {
                facts.Identity ??= new Octets(payload.Body);
            }
            else if (payload.Type == PayloadType.Authentication)
            {
                facts._auths.Add((at, new Octets(payload.Body)));
            }
            else
            {
                facts.Take(payload, at);
            }

            at++;
        }

        return facts;
    }

    private void Take(IkePayload payload, int at)
    {
        if (payload.TryBody(out CertPayload cert, out _))
        {
            // RFC 7296 §3.6: the first certificate holds the key; lists of revoked ones and the
            // like hold none.
            var sent = new SentCertificate(cert.Encoding, new Octets(cert.Data));
            Certificate = Certificate is { IsReadable: true } ? Certificate
                : sent.IsReadable ? sent
                : Certificate ?? sent;
        }
        else if (payload.TryBody(out EapPayload eap, out _))
        {
            // RFC 3748 §5: types up to 3 are no methods.
            Eap = eap.Type is { Value: > 3 } method ? method : Eap;
        }
        else if (payload.TryBody(out NotifyPayload notify, out _))
        {
            Take(notify, at);
        }
    }

    private void Take(NotifyPayload notify, int at)
    {
        if (notify.Type == NotifyType.PpkIdentity)
        {
            PpkId = notify.TryData(out PpkIdentity ppk, out _) ? new Octets(ppk.Id) : default;
        }
        else if (notify.TryData(out NoPpkAuth auth, out _))
        {
            _withoutPpk.Add((at, new Octets(auth.AuthenticationData)));
        }
    }
}
