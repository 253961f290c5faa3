using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The attributes of a chosen IKEv1 transform that choose algorithms, each in the short form and
/// once, RFC 2409 appendix A.
/// </summary>
internal sealed class IsakmpAttributes
{
    private readonly Dictionary<ushort, ushort> _values = [];

    private IsakmpAttributes()
    {
    }

    /// <summary>What an attribute has to do with the choice of algorithms.</summary>
    public enum Use
    {
        /// <summary>It chooses one.</summary>
        Chooses,

        /// <summary>Nothing: a lifetime, a mode.</summary>
        PassedOver,

        /// <summary>It is not supported.</summary>
        Refused,
    }

    /// <summary>The attributes; false: one is doubled, in the wrong form, or refused.</summary>
    public static bool TryRead(
        Items<IsakmpAttributeValue> attributes, Func<ushort, Use> use, Func<ushort, string> name,
        [NotNullWhen(true)] out IsakmpAttributes? read, out CryptoError error)
    {
        read = null;
        var found = new IsakmpAttributes();
        foreach (var attribute in attributes)
        {
            switch (use(attribute.AttributeType))
            {
                case Use.PassedOver:
                    break;
                case Use.Chooses when attribute.AttributeValue is { } value
                    && found._values.TryAdd(attribute.AttributeType, value):
                    break;
                case Use.Chooses:
                    var told = attribute.AttributeValue is null ? "in the long form" : "twice";
                    return AlgorithmChoice.Refuse(
                        CryptoFault.Malformed, $"{name(attribute.AttributeType)} {told}",
                        out error);
                case Use.Refused:
                    return AlgorithmChoice.Refuse(
                        CryptoFault.Unsupported, name(attribute.AttributeType), out error);
            }
        }

        read = found;
        return AlgorithmChoice.Allowed(out error);
    }

    /// <summary>The value of an attribute; null: it is absent.</summary>
    public ushort? this[ushort type] =>
        _values.TryGetValue(type, out var value) ? value : null;
}
