using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <content>Certificates and who is asked for them, RFC 2408 §3.9 and §3.10.</content>
public static partial class PhaseOneMessages
{
    /// <summary>Authorities of a message that are named or heard at most.</summary>
    public const int AuthoritiesMax = 32;

    /// <summary>Bad signatures of a half-open SA that are verified at most: whoever knows the
    /// cookies, or has made the keys with us, could have it done without end.</summary>
    public const int DoubtsMax = 3;

    // One more than is looked at, so that whoever judges sees that there are too many.
    private const int CertificatesMax = HandshakeWork.CertificatesMax + 1;

    /// <summary>What CERTREQ payloads name, as many as there may be; of no authorities an empty
    /// one, RFC 2408 §3.10: some send no certificate where nobody asks.</summary>
    internal static Items<Octets> AskedOf(Items<Octets> authorities) =>
        authorities.Count == 0 ? [default] : [.. authorities.Take(AuthoritiesMax)];

    // RFC 7296 §3.6 took the numbers of RFC 2408 §3.9 over.
    private static IsakmpPayloadValue CertificateOf(CertPayloadValue certificate) =>
        Of(new IsakmpPayloadBody.Cert(new()
        {
            Encoding = new(certificate.Encoding.Value),
            Data = certificate.Data,
        }));

    private static IsakmpPayloadValue RequestOf(Octets authority) =>
        Of(new IsakmpPayloadBody.CertRequest(new()
        {
            Encoding = IsakmpCertEncoding.X509Signature,
            Authority = authority,
        }));

    private static PhaseOneMessage Shown(
        PhaseOneMessage message, IsakmpCertPayloadValue shown) =>
        message.Certificates.Count == CertificatesMax
            ? message
            : message with
            {
                Certificates = message.Certificates.Add(
                    new() { Encoding = new(shown.Encoding.Value), Data = shown.Data }),
            };

    private static PhaseOneMessage Asked(
        PhaseOneMessage message, IsakmpCertRequestPayloadValue asked) =>
        asked.Encoding != IsakmpCertEncoding.X509Signature
            || message.Authorities.Count == AuthoritiesMax
            ? message
            : message with { Authorities = message.Authorities.Add(asked.Authority) };
}
