using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// An IKE message of any version, told by the major version in the header, RFC 7296 §2.5. Another
/// version is an error at the version field; <see cref="IkeFixedHeader"/> still reads its header.
/// </summary>
[Wire(rfc: 7296, section: "2.5")]
[Peek(136, 4, Otherwise = typeof(IkeHeader))]
[Case(1, typeof(IsakmpHeader))]
[Case(2, typeof(IkeHeader))]
public readonly ref partial struct IkeMessage;
