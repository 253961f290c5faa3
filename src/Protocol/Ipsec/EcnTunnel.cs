namespace Holdfast.Protocol.Ipsec;

/// <summary>Explicit congestion notification through a tunnel, RFC 6040.</summary>
internal static class EcnTunnel
{
    /// <summary>Not ECN-capable.</summary>
    public const byte NotEct = 0b00;

    /// <summary>ECN-capable, codepoint 1.</summary>
    public const byte Ect1 = 0b01;

    /// <summary>ECN-capable, codepoint 0.</summary>
    public const byte Ect0 = 0b10;

    /// <summary>Congestion experienced.</summary>
    public const byte Ce = 0b11;

    /// <summary>
    /// The codepoint with which the inner packet goes on, RFC 6040 §4.2; false: it must be dropped,
    /// since only a drop tells congestion to a sender that knows no marks.
    /// </summary>
    public static bool TryLeave(byte inner, byte outer, out byte result)
    {
        result = inner;
        if (outer == NotEct || inner == outer)
        {
            return true;
        }

        result = (inner, outer) switch
        {
            (NotEct, _) => NotEct,
            (_, Ce) => Ce,
            (Ect0, Ect1) => Ect1,
            _ => inner,
        };
        return (inner, outer) is not (NotEct, Ce);
    }
}
