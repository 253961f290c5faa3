namespace Holdfast.Protocol.Ipsec;

/// <summary>Why a packet is not encapsulated or decapsulated.</summary>
public enum PacketFault : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The octets do not parse, or a length in them is wrong.</summary>
    Malformed,

    /// <summary>A fragment, where only a whole datagram is protected or opened.</summary>
    Fragment,

    /// <summary>No ESP or AH is inside.</summary>
    NotProtected,

    /// <summary>It belongs to another SA: its SPI or its addresses say so.</summary>
    OtherSa,

    /// <summary>Its sequence number was accepted before.</summary>
    Duplicate,

    /// <summary>Its sequence number lies left of the window.</summary>
    TooOld,

    /// <summary>The ICV does not fit.</summary>
    NotAuthentic,

    /// <summary>It is authentic, but above the floor that a standby has acknowledged.</summary>
    AwaitsFloor,

    /// <summary>The padding is not 1, 2, 3, ... (RFC 4303 §2.4).</summary>
    BadPadding,

    /// <summary>A dummy packet, which is dropped without a word (RFC 4303 §2.6).</summary>
    Dummy,

    /// <summary>It carries what an SA of this mode does not.</summary>
    WrongNextHeader,

    /// <summary>Congestion was marked on a packet that knows no marks (RFC 6040 §4.2).</summary>
    WrongEcn,

    /// <summary>The hop limit is used up.</summary>
    HopLimitUsedUp,

    /// <summary>The result would be longer than an IP packet can be.</summary>
    TooLong,

    /// <summary>The destination is shorter than the result.</summary>
    OutputTooSmall,

    /// <summary>The lease of sequence numbers is used up; renew it, then try again.</summary>
    LeaseUsedUp,

    /// <summary>Sequence numbers or nonces are used up for ever: rekey the SA.</summary>
    Exhausted,
}
