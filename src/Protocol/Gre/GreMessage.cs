using Holdfast.Codec;

namespace Holdfast.Protocol.Gre;

/// <summary>
/// A GRE packet of either version, chosen by the version, bits 13 to 15: RFC 2784 §2.3.1 keeps 0,
/// RFC 2637 §4.1 has 1.
/// </summary>
[Wire(rfc: 2784, section: "2.1")]
[Peek(13, 3)]
[Case(0, typeof(GreHeader))]
[Case(1, typeof(GreEnhanced))]
public readonly ref partial struct GreMessage;
