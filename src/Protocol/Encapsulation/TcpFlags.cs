namespace Holdfast.Protocol.Encapsulation;

/// <summary>
/// The 12 bits behind the data offset of TCP, RFC 9293 §3.1; the upper 4 are reserved. Prints as 3
/// hex digits.
/// </summary>
/// <param name="Value">All 12 bits.</param>
public readonly record struct TcpFlags(ushort Value)
{
    /// <summary>No more octets from the sender.</summary>
    public bool Fin => (Value & 0x01) != 0;

    /// <summary>The sequence numbers begin here.</summary>
    public bool Syn => (Value & 0x02) != 0;

    /// <summary>The connection is reset.</summary>
    public bool Rst => (Value & 0x04) != 0;

    /// <summary>The octets are to be pushed to the user.</summary>
    public bool Psh => (Value & 0x08) != 0;

    /// <summary>The acknowledgment number means something.</summary>
    public bool Ack => (Value & 0x10) != 0;

    /// <summary>The urgent pointer means something.</summary>
    public bool Urg => (Value & 0x20) != 0;

    /// <summary>Congestion was experienced, RFC 3168 §6.1.</summary>
    public bool Ece => (Value & 0x40) != 0;

    /// <summary>The congestion window was reduced, RFC 3168 §6.1.</summary>
    public bool Cwr => (Value & 0x80) != 0;

    /// <summary>Three lower-case hex digits.</summary>
    public override string ToString() => Value.ToString("x3");
}
