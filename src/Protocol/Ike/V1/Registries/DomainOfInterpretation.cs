using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>Domains of interpretation, RFC 2408 §3.4 and the IANA registry.</summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("isakmp-dois.csv")]
public readonly partial record struct DomainOfInterpretation(uint Value);
