using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>What IKE_INTERMEDIATE exchanges add to what a side proves, RFC 9242 §3.3.</summary>
/// <param name="Initiator">IntAuth_iN of the last exchange.</param>
/// <param name="Responder">IntAuth_rN of the last exchange.</param>
/// <param name="AuthId">The message ID of the first IKE_AUTH exchange.</param>
public sealed record IntermediateClaim(Octets Initiator, Octets Responder, MessageId AuthId);
