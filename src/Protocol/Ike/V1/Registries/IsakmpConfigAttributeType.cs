using Holdfast.Codec;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// Config mode attributes (15 bits): those of the mode-cfg draft, of XAUTH, and of Check Point and
/// Cisco Unity.
/// </summary>
/// <param name="Value">The code point; unknown ones are kept.</param>
[Registry("ikev1-config-attribute-types.csv")]
public readonly partial record struct IsakmpConfigAttributeType(ushort Value);
